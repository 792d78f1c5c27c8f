import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/loading/load.ts';
import { connectorExamples, docs } from '../support/readme.ts';
import { root } from '../support/synth.ts';
import { tabled, withTables } from './reference.ts';

/** Every file of the product as one text. */
async function sources(): Promise<string> {
  const texts = ['src', 'stacks'].map(async (folder) => {
    const names = await readdir(join(root, folder), { recursive: true });
    return Promise.all(
      names.filter((name) => name.endsWith('.ts')).map((name) => readFile(join(root, folder, name), 'utf8')),
    );
  });
  return (await Promise.all(texts)).flat().join('\n');
}

test.each(tabled)('%s has the tables that the product gives', async (file) => {
  const text = await readFile(join(root, file), 'utf8');
  expect(text).toBe(withTables(file, text));
});

describe('the README', () => {
  test('shows a valid configuration for each way of hosting', () => {
    const hostings = connectorExamples.map((yaml) => {
      const { config } = parseConfig(yaml, 'README.md', { strict: true, today: '2026-11-23' });
      const hosting = config.connectors[0]?.hosting;
      return hosting?.type === 'self-hosted' ? hosting.delivery : hosting?.type;
    });
    expect(hostings).toEqual(['cloud', 'terraform', 'gitops']);
  });

  test('explains messages that the product or Terraform really has', async () => {
    const text = (await sources()).replaceAll('’', "'");
    const table = docs.get('src/docs/troubleshooting.md') ?? '';
    const messages = Array.from(table.matchAll(/^\| `([^`]+)` (\(Terraform\) )?/gm));
    expect(messages.length).toBeGreaterThanOrEqual(6);
    const ours = messages.filter(([, , terraform]) => !terraform).map(([, message = '']) => message);
    expect(ours.filter((message) => !text.includes(message))).toEqual([]);
  });
});

test.each([...docs, ['stacks/README.md', await readFile(join(root, 'stacks/README.md'), 'utf8')]])(
  '%s links to files and headings that are there',
  async (file, text) => {
    const links = Array.from(text.matchAll(/\]\((?!https?:)([^)]+)\)/g), ([, link = '']) => link);
    for (const link of links) {
      const [path = '', heading] = link.split('#');
      const target = path === '' ? text : await readFile(join(root, file, '..', path), 'utf8');
      expect([link, target.length > 0]).toEqual([link, true]);
      if (heading !== undefined)
        expect([link, headings(target)]).toEqual([link, expect.arrayContaining([heading])]);
    }
  },
);

test.each([
  [
    'README.md',
    [
      'src/docs/around-the-connector.md',
      'stacks/README.md',
      'src/report/report.png',
      'src/docs/review.md',
      'src/runtime/README.md',
      'stacks/connector.example.yaml',
      'stacks/connector.schema.json',
      'stacks/README.md',
      'src/docs/troubleshooting.md',
      'src/README.md',
      '.github/CONTRIBUTING.md',
    ],
  ],
  ['stacks/README.md', ['connector.example.yaml', 'connector.schema.json']],
])('%s links to these files, in this order', async (file, expected) => {
  const text = await readFile(join(root, file), 'utf8');
  expect(Array.from(text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g), ([, path]) => path)).toEqual(expected);
});

test('the README links to each of the documents', () => {
  const [[, readme = ''] = [], ...others] = docs;
  expect(others.map(([path]) => path).filter((path) => !readme.includes(`](${path})`))).toEqual([]);
});

/** As GitHub names them in addresses. */
function headings(text: string): readonly string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
