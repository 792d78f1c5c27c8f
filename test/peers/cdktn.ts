import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Need } from '../support/programs.ts';
import { cacheFolder } from './peers.ts';

const lockfile = join(import.meta.dirname, 'cdktn', 'package-lock.json');
const key = createHash('sha256').update(readFileSync(lockfile)).digest('hex').slice(0, 12);

/** The folder in whose node_modules CDK Terrain is: the library `cdktn` and the command of that name. */
export const cdktnFolder = join(cacheFolder, `cdktn-${key}`);

/** CDK Terrain as a need of a test. */
export const cdktn: Need = { name: 'cdktn', met: existsSync(cdktnFolder) };

/** Installs CDK Terrain unless it is there. @throws ExecaError if npm fails */
export async function installCdktn(): Promise<void> {
  if (existsSync(cdktnFolder)) return;
  process.stderr.write('installing cdktn, once per machine …\n');
  const unfinished = `${cdktnFolder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    for (const file of ['package.json', 'package-lock.json'])
      await cp(join(import.meta.dirname, 'cdktn', file), join(unfinished, file));
    await execa('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: unfinished });
    await rename(unfinished, cdktnFolder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
