import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './synth.ts';

/** The README's text. */
export const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Everything that users read, by its path: the README comes first. */
export const docs: ReadonlyMap<string, string> = new Map(
  [
    'README.md',
    'src/runtime/README.md',
    ...readdirSync(join(root, 'src/docs')).map((name) => `src/docs/${name}`),
  ].map((path) => [path, readFileSync(join(root, path), 'utf8')]),
);

/** The README's code blocks of a language, in order. @param from a part of it. @default all */
export function blocks(language: string, from: string = readme): readonly string[] {
  const pattern = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g');
  return Array.from(from.matchAll(pattern), ([, text]) => text ?? '');
}

/** The README's descriptions of connectors, in order: cloud-hosted, delivered by Terraform, delivered by GitOps. */
export const connectorExamples = blocks('yaml').filter((text) => text.startsWith('conductorone:'));

/** The README's example of another tool's file. @param start what its first line begins with */
export function exampleThatStarts(start: string): string {
  const found = blocks('yaml').find((text) => text.startsWith(start));
  if (found === undefined) throw new Error(`No example in the README starts with ${start}`);
  return found;
}

/** What stands in the first column of a section's first table, row by row. */
export function rowsOf(heading: string): readonly string[] {
  const [table = ''] = /(?:^\|.*\n)+/m.exec(section(heading)) ?? [];
  const rows = table.trim().split('\n').slice(2);
  return rows.map((row) => row.split(' | ')[0]?.replace(/^\| /, '') ?? '');
}

/** The part of the README below a heading. */
export function section(heading: string): string {
  const [, text] = readme.split(`\n## ${heading}\n`);
  if (text === undefined) throw new Error(`The README has no section ${heading}`);
  return text.split('\n## ')[0] ?? '';
}

/** The shell commands of all that users read, in order, without their comments. */
export const commands: readonly string[] = [...docs.values()]
  .flatMap((text) => blocks('sh', text))
  .flatMap((block) => block.trim().split('\n'))
  .map((line) => line.replace(/\s+#.*$/, ''));
