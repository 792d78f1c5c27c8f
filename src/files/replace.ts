import { realpath, rename, rm } from 'node:fs/promises';
import { openBeside } from './beside.ts';

/**
 * Makes a file hold a text. It appears whole or not at all; of a link, it is the file behind it.
 * @param mode who may read it. @default whoever the umask lets
 * @throws the system's error, and the file is as it was
 */
export async function replaceFile(path: string, content: string, mode?: number): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const fresh = await openBeside(target, mode);
  try {
    await fresh.handle.writeFile(content).finally(() => fresh.handle.close());
    await rename(fresh.path, target);
  } catch (error) {
    await rm(fresh.path, { force: true });
    throw error;
  }
}
