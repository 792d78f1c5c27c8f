import { type FileHandle, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { C1zError, targetError } from './error.ts';
import { isRunning } from './is-running.ts';

/** The files that this process is writing to. */
const parts = new Set<string>();

/** The next content of a file: written beside it, then put in its place in one step. Until then nothing changes. */
export class Replacement {
  readonly path: string;
  readonly handle: FileHandle;
  readonly #part: string;

  private constructor(path: string, part: string, handle: FileHandle) {
    this.path = path;
    this.#part = part;
    this.handle = handle;
  }

  /**
   * Opens the file to write to, so that a folder that cannot take it is found out before any work.
   * @param path of the file to replace or make
   * @throws C1zError where its folder is missing or may not be written to, where it is no file, or where this process
   *   is writing it already
   */
  static async create(path: string): Promise<Replacement> {
    // Of a link, it is the file behind it that is replaced.
    const target = await realpath(path).catch(() => resolve(path));
    const part = `${target}${owner(process.pid)}`;
    if (parts.has(part)) throw new C1zError(`${path}: is being written by another sync. Wait for its end.`);
    parts.add(part);
    try {
      const mode = await modeOf(path);
      await removeOrphans(target);
      const handle = await open(part, 'w', mode);
      // Whatever the umask takes away.
      await handle.chmod(mode);
      return new Replacement(target, part, handle);
    } catch (error) {
      parts.delete(part);
      throw targetError(path, error);
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
    parts.delete(this.#part);
    await syncFolder(dirname(this.path));
  }

  /** Gives up, unless the content is in place already. */
  async abort(): Promise<void> {
    await this.handle.close();
    if (!parts.delete(this.#part)) return;
    await rm(this.#part, { force: true });
  }
}

/** How the name of a file ends that a process writes to. Process ids are a machine's, or a container's. */
function owner(pid: number): string {
  return `.${hostname()}.${pid}.part`;
}

/** Who may read and write a file: a new one, which tells of people, its owner only. @throws where it is no file */
async function modeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() || /[\\/]$/.test(path)) throw Object.assign(new Error(path), { code: 'EISDIR' });
  if (found && !found.isFile()) {
    throw new C1zError(`${path}: is a device, a pipe or the like, and no file. Name a file.`);
  }
  return found ? found.mode & 0o777 : 0o600;
}

/** Removes what killed processes have left beside a file. */
async function removeOrphans(path: string): Promise<void> {
  const folder = dirname(path);
  // A folder may be writable and yet not readable.
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = Number(/\.(\d+)\.part$/.exec(name)?.[1]);
    if (name !== `${basename(path)}${owner(pid)}` || isRunning(pid)) continue;
    // In a folder for everybody it may be somebody else's.
    await rm(join(folder, name), { force: true }).catch(() => {});
  }
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
