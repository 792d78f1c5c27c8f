import { lstat, readFile, readlink, realpath } from 'node:fs/promises';
import { join, normalize, resolve, sep } from 'node:path';
import { pathFrom } from '../io/path.ts';

/** A link that is not followed. The message names it and says why, without a full stop. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

/**
 * Where a file is to be written, as an absolute path: of a link, that is the file behind it.
 * @param directory from which the path starts. @default the working directory
 * @throws LinkError if there is no file behind it; the system's error if a link leads to itself
 */
export async function targetOf(path: string, directory = '.'): Promise<string> {
  const there = pathFrom(directory, path);
  try {
    return await realpath(there);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const behind = await readlink(there).catch(() => undefined);
    if (behind === undefined) return resolve(there);
    throw new LinkError(`${path}: is a link to ${behind}, and there is no such file`);
  }
}

/**
 * Makes sure that a path stays below a folder, such as one that others have put files in. The folder may be a link.
 * @param path relative to the folder; nothing need be there
 * @param directory from which the folder's path starts
 * @throws LinkError if a part of it is a link
 */
async function refuseLinks(folder: string, path: string, directory: string): Promise<void> {
  let part = folder;
  for (const name of normalize(path).split(sep)) {
    part = join(part, name);
    const found = await lstat(pathFrom(directory, part)).catch(() => undefined);
    if (!found) return;
    if (found.isSymbolicLink())
      throw new LinkError(`${part}: is a link, and no link in ${folder} is followed`);
  }
}

/**
 * The text of a file below a folder.
 * @param path relative to the folder
 * @param directory from which the folder's path starts. @default the working directory
 * @returns undefined if there is no such file
 * @throws LinkError if a part of the path is a link; else the system's error
 */
export async function textBelow(folder: string, path: string, directory = '.'): Promise<string | undefined> {
  await refuseLinks(folder, path, directory);
  try {
    return await readFile(pathFrom(directory, join(folder, path)), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
