import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package: that of its package.json, whether the code runs from its sources, the build or a bundle. */
export const packageRoot = rootAbove(import.meta.dirname);

/**
 * How a user starts `confluence-connector` in a project. `--no` keeps npx from downloading a package of that name, in a
 * folder that has none, and `--` from taking flags for its own. With Yarn's Plug'n'Play, only Yarn finds what is
 * installed.
 */
export const command: readonly string[] = process.versions['pnp']
  ? ['yarn', 'run', 'confluence-connector']
  : ['npx', '--no', '--', 'confluence-connector'];

/** {@link command}, to be shown in a message. */
export const commandLine = command.join(' ');

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error(`${import.meta.filename} is in no package.`);
  return rootAbove(above);
}
