import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { scratchError } from '../c1z/error.ts';
import { isRunning } from '../c1z/is-running.ts';

/** How the name of a folder begins that a process works in. Process ids are a machine's, or a container's. */
const prefix = `confluence-sync.${hostname()}.`;

/**
 * Makes a folder in the temporary one for what this process is about to hand over, and removes those of processes that
 * were killed: a container that is started again finds its volume as it was. To be called once.
 * @returns its path; it is the caller's to remove
 * @throws C1zError where the temporary folder is missing or full, or may not be written to
 */
export async function makeWorkFolder(): Promise<string> {
  await removeOrphans();
  try {
    return await mkdtemp(join(tmpdir(), `${prefix}${process.pid}.`));
  } catch (error) {
    throw scratchError(error);
  }
}

async function removeOrphans(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length).split('.')[0]);
    // In a container, the process before may have had the id that this one has.
    if (pid !== process.pid && isRunning(pid)) continue;
    // In a folder for everybody it may be somebody else's.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}
