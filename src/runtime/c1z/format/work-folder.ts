import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAbandoned, temporaryName } from '../../../files/temporary-name.ts';
import { scratchError } from './error.ts';

const prefix = 'confluence-sync.';

/**
 * Makes a folder in the temporary one, for this user alone, and removes those of processes that were killed: a
 * container that is started again finds its volume as it was.
 * @returns its path; it is the caller's to remove
 * @throws C1zError where the temporary folder is missing or full, or may not be written to
 */
export async function makeWorkFolder(): Promise<string> {
  await removeAbandoned(tmpdir(), prefix);
  try {
    const folder = join(tmpdir(), `${prefix}${temporaryName()}`);
    await mkdir(folder, 0o700);
    return folder;
  } catch (error) {
    throw scratchError(error);
  }
}
