import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scratchError } from './error.ts';

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
    try {
      const folder = await mkdtemp(join(tmpdir(), 'c1z-'));
      const path = join(folder, 'sync.db');
      return new ScratchFile(folder, path, await open(path, 'wx+', 0o600));
    } catch (error) {
      throw scratchError(error);
    }
  }

  /**
   * Takes the file's name away once everybody has it open: the space is then freed with the process, however
   * that ends. Where an open file cannot lose its name, that waits for `close`.
   */
  async unlink(): Promise<void> {
    if (process.platform !== 'win32') await this.#remove();
  }

  async close(): Promise<void> {
    await this.handle.close();
    await this.#remove();
  }

  async #remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
