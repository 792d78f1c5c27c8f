import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { removeAbandoned, temporaryName } from './temporary-name.ts';

const end = '.part';

/** A file that is to take another one's place. */
export interface TemporaryFile {
  readonly path: string;
  readonly handle: FileHandle;
}

/**
 * Makes an empty file beside another one, under a name that nobody can guess, and removes what killed processes have
 * left there. It is never a file that is there already, nor one behind a link.
 * @param mode who may read and write it, less what the umask takes away
 * @throws the system's error
 */
export async function openTemporaryFile(target: string, mode?: number): Promise<TemporaryFile> {
  await removeAbandoned(dirname(target), `${basename(target)}.`, end);
  const path = `${target}.${temporaryName()}${end}`;
  return { path, handle: await open(path, 'wx', mode) };
}
