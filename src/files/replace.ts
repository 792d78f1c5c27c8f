import { rename, rm } from 'node:fs/promises';
import { targetOf } from './links.ts';
import { openTemporaryFile } from './temporary-file.ts';

/**
 * Makes a file hold a text. It appears whole or not at all; of a link, it is the file behind it.
 * @param mode who may read it. @default whoever the umask lets
 * @param directory from which the path starts. @default the working directory
 * @throws LinkError if there is no file behind a link, else the system's error; the file is as it was
 */
export async function replaceFile(
  path: string,
  content: string,
  { mode, directory }: { readonly mode?: number | undefined; readonly directory?: string } = {},
): Promise<void> {
  const target = await targetOf(path, directory);
  const fresh = await openTemporaryFile(target, mode);
  try {
    await fresh.handle.writeFile(content).finally(() => fresh.handle.close());
    await rename(fresh.path, target);
  } catch (error) {
    await rm(fresh.path, { force: true });
    throw error;
  }
}
