import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Path } from './leaves.ts';

/** A file in which every option stands, as it is written. */
export const everyOption = parse(
  readFileSync(join(import.meta.dirname, '..', 'support', 'every-option.yaml'), 'utf8'),
) as { readonly connectors: readonly unknown[] };

/** A file with the one connector that a path leads into, and the path in it: others have nothing to do with it. */
export function partWith([root, index, ...rest]: Path): { readonly file: unknown; readonly within: Path } {
  if (root !== 'connectors' || typeof index !== 'number') {
    return { file: everyOption, within: [root, index, ...rest].filter((key) => key !== undefined) };
  }
  const { connectors } = everyOption;
  return { file: { ...everyOption, connectors: [connectors[index]] }, within: [root, 0, ...rest] };
}
