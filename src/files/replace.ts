import { realpath, rename, rm, writeFile } from 'node:fs/promises';

/**
 * Makes a file hold a text. It appears whole or not at all; of a link, it is the file behind it.
 * @param mode who may read it. @default whoever the umask lets
 * @throws the system's error, and the file is as it was
 */
export async function replaceFile(path: string, content: string, mode?: number): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const fresh = `${target}.new`;
  try {
    await writeFile(fresh, content, { mode });
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
