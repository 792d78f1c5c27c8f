import { randomBytes } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

// What a process makes for a while has a name that says whose it is, so that others can remove what a killed process
// has left. Process ids are a machine's, or a container's.

const machine = `${hostname()}.`;

/** Tells this process apart from one that had its id before, such as the same container's before it was started again. */
const run = randomBytes(4).toString('hex');

/** A part of a name that nobody can guess, and that is another one each time: `<host>.<process id>.<random>`. */
export function temporaryName(): string {
  return `${machine}${process.pid}.${run}${randomBytes(4).toString('hex')}`;
}

/**
 * Removes files and folders that processes on this machine have made and did not live to remove.
 * @param start of their names, up to what `ownName` gave
 * @param end of their names, after it
 */
export async function removeAbandoned(folder: string, start: string, end = ''): Promise<void> {
  // A folder may be writable and yet not readable.
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(`${start}${machine}`) || !name.endsWith(end)) continue;
    // Earlier versions had nothing random in the name.
    const [, pid, of = run] =
      /^(\d+)(?:[.](\w+))?$/.exec(name.slice(start.length + machine.length, name.length - end.length)) ?? [];
    if (pid === undefined) continue;
    if (Number(pid) === process.pid ? of.startsWith(run) : isRunning(Number(pid))) continue;
    const path = join(folder, name);
    // In a folder for everybody it may be somebody else's, who could swap what is in it for a link while it is removed.
    if (await isOwn(path)) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

async function isOwn(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found !== undefined && (process.getuid === undefined || found.uid === process.getuid());
}

/** Whether there is a process of this id, on this machine or in this container. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process: it runs, though this one may not signal it.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
