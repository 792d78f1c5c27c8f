import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { targetOf } from '../../../files/links.ts';
import { openTemporaryFile, type TemporaryFile } from '../../../files/temporary-file.ts';
import { pathFrom } from '../../../io/path.ts';
import { C1zError, targetError } from './error.ts';

/** The files that this process is about to replace. */
const targets = new Set<string>();

/** The next content of a file: written beside it, then put in its place in one step. Until then nothing changes. */
export class Replacement {
  readonly path: string;
  readonly handle: FileHandle;
  readonly #part: string;
  #isOver = false;

  private constructor(path: string, { path: part, handle }: TemporaryFile) {
    this.path = path;
    this.#part = part;
    this.handle = handle;
  }

  /**
   * Opens the file to write to, so that a folder that cannot take it is found out before any work.
   * @param path of the file to replace or make
   * @param directory from which the path starts. @default the working directory
   * @throws C1zError where its folder is missing or may not be written to, where it is no file or a link to none, or
   *   where this process is writing it already
   */
  static async create(path: string, directory = '.'): Promise<Replacement> {
    const { target, mode } = await lookAt(path, directory);
    if (targets.has(target)) {
      throw new C1zError(`${path}: is being written by another sync. Wait for its end.`);
    }
    targets.add(target);
    try {
      const part = await openTemporaryFile(target, mode);
      // Whatever the umask takes away.
      await part.handle.chmod(mode);
      return new Replacement(target, part);
    } catch (error) {
      targets.delete(target);
      throw targetError(path, error, directory);
    }
  }

  /** Puts the content in place, for good: it is on the disk, not only in the system's memory. */
  async commit(): Promise<void> {
    try {
      await this.handle.sync();
      await this.handle.close();
      await rename(this.#part, this.path);
    } catch (error) {
      throw targetError(this.path, error);
    }
    this.#end();
    await syncFolder(dirname(this.path));
  }

  /** Gives up, unless the content is in place already. */
  async abort(): Promise<void> {
    if (this.#isOver) return;
    await this.handle.close();
    await rm(this.#part, { force: true });
    this.#end();
  }

  #end(): void {
    this.#isOver = true;
    targets.delete(this.path);
  }
}

/** Of a link, it is the file behind it that is replaced. @throws C1zError where nothing can be in its place */
async function lookAt(
  path: string,
  directory: string,
): Promise<{ readonly target: string; readonly mode: number }> {
  try {
    const mode = await modeOf(path, directory);
    return { target: await targetOf(path, directory), mode };
  } catch (error) {
    throw targetError(path, error, directory);
  }
}

/** Who may read and write a file: a new one, which tells of people, its owner only. @throws where it is no file */
async function modeOf(path: string, directory: string): Promise<number> {
  const found = await stat(pathFrom(directory, path)).catch(() => undefined);
  if (found?.isDirectory() || /[\\/]$/.test(path)) throw Object.assign(new Error(path), { code: 'EISDIR' });
  if (found && !found.isFile()) {
    throw new C1zError(`${path}: is a device, a pipe or the like, and no file. Name a file.`);
  }
  return found ? found.mode & 0o777 : 0o600;
}

/** Makes a rename outlast a power cut, where the file system knows how to. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // The file is in place all the same.
  }
}
