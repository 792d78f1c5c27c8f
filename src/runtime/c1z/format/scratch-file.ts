import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scratchError } from './error.ts';
import { makeWorkFolder } from './work-folder.ts';

/** An empty file in a temporary folder, readable by this user alone. */
export class ScratchFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly #temporary: string;
  readonly #folder: string;

  private constructor(temporary: string, folder: string, path: string, handle: FileHandle) {
    this.#temporary = temporary;
    this.#folder = folder;
    this.path = path;
    this.handle = handle;
  }

  /**
   * @param temporary the folder that it is in. @default that of the process
   * @throws C1zError where that is missing or full, or may not be written to
   */
  static async create(temporary = tmpdir()): Promise<ScratchFile> {
    const folder = await makeWorkFolder(temporary);
    try {
      const path = join(folder, 'sync.db');
      return new ScratchFile(temporary, folder, path, await open(path, 'wx+', 0o600));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw scratchError(error, temporary);
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

  /** What went wrong on the way to or from it: a C1zError where the disk is to blame, else itself. */
  fault(cause: unknown): unknown {
    return scratchError(cause, this.#temporary);
  }

  async close(): Promise<void> {
    await this.handle.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
