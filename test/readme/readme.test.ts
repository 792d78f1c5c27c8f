import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/loading/load.ts';
import { connectorExamples, readme } from '../support/readme.ts';
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
    const section = readme.split('## Troubleshooting')[1]?.split('\n## ')[0] ?? '';
    const messages = Array.from(section.matchAll(/^\| `([^`]+)` (\(Terraform\) )?/gm));
    expect(messages.length).toBeGreaterThanOrEqual(6);
    const ours = messages.filter(([, , terraform]) => !terraform).map(([, message = '']) => message);
    expect(ours.filter((message) => !text.includes(message))).toEqual([]);
  });
});

test.each([
  [
    'README.md',
    [
      'stacks/README.md',
      'src/report/report.png',
      'src/docs/review.md',
      'stacks/connector.example.yaml',
      'stacks/connector.schema.json',
      'stacks/README.md',
      'src/README.md',
      '.github/CONTRIBUTING.md',
    ],
  ],
  ['stacks/README.md', ['connector.example.yaml', 'connector.schema.json']],
])('%s links to files that are there', async (file, expected) => {
  const text = await readFile(join(root, file), 'utf8');
  const links = Array.from(text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g), ([, path]) => path ?? '');
  expect(links).toEqual(expected);
  for (const link of links) {
    expect((await readFile(join(root, file, '..', link), 'utf8')).length).toBeGreaterThan(0);
  }
});
