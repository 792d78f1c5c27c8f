import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/load.ts';
import { connectorExamples, readme } from '../support/readme.ts';
import { root } from '../support/synth.ts';
import { withReference } from './reference.ts';

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

describe('the README', () => {
  test('has the table of keys that the schema gives', () => {
    expect(readme).toBe(withReference(readme));
  });

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

  test('links to files that are there', async () => {
    const links = Array.from(readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g), ([, path]) => path ?? '');
    expect(links).toEqual([
      'src/report/report.png',
      'stacks/connector.example.yaml',
      'stacks/connector.schema.json',
    ]);
    for (const link of links) expect((await readFile(join(root, link), 'utf8')).length).toBeGreaterThan(0);
  });
});
