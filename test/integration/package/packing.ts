import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { root } from '../../support/synth.ts';

/** Flags of `npm install` that keep it quiet, and fast. */
export const quietly = ['--prefer-offline', '--no-audit', '--no-fund'] as const;

/** A PATH on which there is nothing of this checkout but its Node.js. */
export const usersPath = [
  dirname(process.execPath),
  ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(root)),
].join(delimiter);

/** Packs this checkout, which builds it. @param into the archive's folder @returns the archive */
export async function pack(into: string): Promise<string> {
  // Files of tests run side by side, and a build removes the one before.
  const lock = join(root, 'node_modules', '.packing');
  while (!(await taken(lock))) await setTimeout(200);
  try {
    return await packFolder(root, into);
  } finally {
    await rm(lock, { force: true });
  }
}

/** Takes a lock that nobody has, or that a process has left. */
async function taken(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (holder > 0 && !isRunning(holder)) await rm(lock, { force: true });
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Packs what is in a folder. @param into the archive's folder @returns the archive */
export async function packFolder(
  folder: string,
  into: string,
  flags: readonly string[] = [],
): Promise<string> {
  await mkdir(into, { recursive: true });
  const args = ['pack', '--silent', '--pack-destination', into, ...flags];
  const { stdout } = await execa('npm', args, { cwd: folder });
  return join(into, stdout.trim().split('\n').at(-1) ?? '');
}

/** The same package as another version. @param into an empty folder @returns the archive */
export async function repack(
  archive: string,
  into: string,
  fields: Readonly<Record<string, string>>,
): Promise<string> {
  await mkdir(into, { recursive: true });
  await execa('tar', ['-xzf', archive], { cwd: into });
  const from = join(into, 'package');
  const values = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  await execa('npm', ['pkg', 'set', ...values], { cwd: from });
  return packFolder(from, into, ['--ignore-scripts']);
}

/** A project that has packages. */
export async function projectWith(folder: string, packages: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await execa('npm', ['install', ...quietly, ...packages], { cwd: folder });
}
