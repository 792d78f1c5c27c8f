import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { fileError } from './error.ts';

/** Gives a file, or what it links to, another content: all of it or nothing. @throws CliError where that cannot be */
export async function replaceFile(file: string, content: string): Promise<void> {
  try {
    const target = await realpath(file);
    const fresh = `${target}.new`;
    try {
      await writeFile(fresh, content, { mode: (await stat(target)).mode });
      await rename(fresh, target);
    } catch (error) {
      await rm(fresh, { force: true });
      throw error;
    }
  } catch (error) {
    throw fileError(file, error, 'It is as it was.');
  }
}
