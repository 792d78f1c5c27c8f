import { dirname, resolve } from 'node:path';
import { LinkError } from '../../../files/links.ts';
import { pathFrom } from '../../../io/path.ts';

/** A .c1z file that cannot be read or written. The message names the path and the remedy. */
export class C1zError extends Error {
  override readonly name = 'C1zError';
}

/** The error of a file whose content makes no sense. */
export function damaged(path: string, cause?: unknown): C1zError {
  return new C1zError(`${path}: is cut off or damaged. Run the sync again, or copy the file anew.`, {
    cause,
  });
}

/** What went wrong on the way to a file at this path: a C1zError where the disk is to blame, else itself. */
export function targetError(path: string, cause: unknown, directory = '.'): unknown {
  if (cause instanceof LinkError) {
    return new C1zError(`${cause.message}. Remove the link, or name another file.`, { cause });
  }
  return explained(path, cause, pathFaults(pathFrom(directory, path), 'written'));
}

/** What went wrong on the way from a file at this path: a C1zError where the disk is to blame, else itself. */
export function sourceError(path: string, cause: unknown, directory = '.'): unknown {
  return explained(path, cause, pathFaults(pathFrom(directory, path), 'read'));
}

/** What the operating system may have against a file, by what is to happen to it. */
function pathFaults(path: string, use: 'read' | 'written'): Readonly<Record<string, string>> {
  const folder = dirname(resolve(path));
  const missing = 'there is no such file.';
  const notRead = 'may not be read. Allow it.';
  const notWritten = `the folder ${folder} may not be written to. Allow it, or name a file elsewhere.`;
  const full = `no space is left in ${folder}. Free some, or name a file elsewhere.`;
  const faults = {
    ENOENT: { read: missing, written: `there is no folder ${folder}. Make it, or name another file.` },
    ENOTDIR: { read: missing, written: `${folder} is not a folder. Name a file in one.` },
    EISDIR: { read: 'is a folder. Name a .c1z file.', written: 'is a folder. Name a file in it.' },
    EACCES: { read: notRead, written: notWritten },
    EPERM: { read: notRead, written: notWritten },
    EROFS: { read: notRead, written: notWritten },
    ENOSPC: full,
    EDQUOT: full,
    EFBIG: 'would be larger than this process may make a file. Raise ulimit -f.',
    EBUSY: `is mounted, so that no other file can take its place. Mount its folder ${folder}.`,
    ENAMETOOLONG: {
      read: 'the name is too long for a file. Name a .c1z file.',
      written: 'the name is too long: the new file is written beside it, under a longer one.',
    },
    ELOOP: 'is a link that leads to itself. Name another file.',
  };
  return Object.fromEntries(
    Object.entries(faults).map(([code, fault]) => [code, typeof fault === 'string' ? fault : fault[use]]),
  );
}

/** What went wrong in a temporary folder: a C1zError where the disk is to blame, else itself. */
export function scratchError(cause: unknown, folder: string): unknown {
  const other = 'or set TMPDIR to another folder.';
  const refused = `may not be written to. Allow it, ${other}`;
  const full = `no space is left; a sync takes about 1 KiB per grant. Free some, ${other}`;
  return explained(`temporary folder ${folder}`, cause, {
    ENOENT: `there is no such folder. Make it, ${other}`,
    EACCES: refused,
    EPERM: refused,
    EROFS: refused,
    ENOSPC: full,
    EDQUOT: full,
    EFBIG: 'a file in it would be larger than this process may make one. Raise ulimit -f.',
    EIO: `takes no more: it is full (a sync takes about 1 KiB per grant), or ulimit -f is too low. Free some, ${other}`,
  });
}

function explained(subject: string, cause: unknown, reasons: Readonly<Record<string, string>>): unknown {
  const reason = reasons[codeOf(cause)];
  return reason ? new C1zError(`${subject}: ${reason}`, { cause }) : cause;
}

/** SQLite's result codes that are the disk's fault, as the operating system's names for them. */
const diskFaults: ReadonlyMap<number, string> = new Map([
  [10, 'EIO'], // SQLITE_IOERR
  [13, 'ENOSPC'], // SQLITE_FULL
  [14, 'EACCES'], // SQLITE_CANTOPEN: of a file to sort in
]);

/** The operating system's name of an error, or that of another library. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  if (error.code !== 'ERR_SQLITE_ERROR') return String(error.code);
  // The low byte is the result code, the rest tells variants of it apart.
  const result = 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  return diskFaults.get(result) ?? '';
}
