import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchError } from './error.ts';
import { makeWorkFolder } from './work-folder.ts';

/** An empty file in the temporary folder, readable by this user alone. */
export class ScratchFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly #folder: string;

  private constructor(folder: string, path: string, handle: FileHandle) {
    this.#folder = folder;
    this.path = path;
    this.handle = handle;
  }

  /** @throws C1zError where the temporary folder is missing or full, or may not be written to */
  static async create(): Promise<ScratchFile> {
    const folder = await makeWorkFolder();
    try {
      const path = join(folder, 'sync.db');
      return new ScratchFile(folder, path, await open(path, 'wx+', 0o600));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw scratchError(error);
    }
  }

  /**
   * Takes the file's name away once everybody has it open, and before anything is in it: the space is then freed with
   * the process, however that ends. Where an open file cannot lose its name, that waits for `close`. The folder stays
   * until then, so that nobody can put a journal there for SQLite to find.
   */
  async unlink(): Promise<void> {
    if (process.platform !== 'win32') await rm(this.path);
  }

  async close(): Promise<void> {
    await this.handle.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
