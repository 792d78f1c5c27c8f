import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './files.ts';
import { root } from './synth.ts';

const files = [
  'package.json',
  'package-lock.json',
  'cdktf.json',
  'LICENSE',
  '.npmrc',
  '.node',
  'src',
  'stacks',
];

/** A folder with what a clone holds beside tests, without any package. */
export async function freshCheckout(): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of files) await cp(join(root, name), join(folder, name), { recursive: true });
  return folder;
}
