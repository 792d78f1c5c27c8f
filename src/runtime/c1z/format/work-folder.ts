import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeAbandoned, temporaryName } from '../../../files/temporary-name.ts';
import { scratchError } from './error.ts';

const prefix = 'confluence-sync.';

/**
 * Makes a folder in a temporary one, for this user alone, and removes those of processes that were killed: a
 * container that is started again finds its volume as it was.
 * @returns its path; it is the caller's to remove
 * @throws C1zError where the temporary folder is missing or full, or may not be written to
 */
export async function makeWorkFolder(temporary: string): Promise<string> {
  await removeAbandoned(temporary, prefix);
  try {
    const folder = join(temporary, `${prefix}${temporaryName()}`);
    await mkdir(folder, 0o700);
    return folder;
  } catch (error) {
    throw scratchError(error, temporary);
  }
}
