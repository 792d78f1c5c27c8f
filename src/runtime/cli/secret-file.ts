import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { getSystemErrorMessage } from 'node:util';
import { pathFrom } from '../../io/path.ts';

/** More than any credential has, in bytes. */
const largest = 64 * 1024;

/** That a file holds no credential that can be read. The message goes on after the name of a setting. */
export class SecretFileError extends Error {
  override readonly name = 'SecretFileError';
}

/**
 * The text of a file that holds a credential, without blanks around it.
 * @param path also of a pipe, which is read to its end
 * @param directory from which the path starts. @default the working directory
 * @throws SecretFileError that never repeats what the file holds, nor a path that could be the credential itself
 */
export function readSecretFile(path: string, directory = '.'): string {
  try {
    const text = decoded(firstBytes(path, directory)).trim();
    if (text === '') throw new SecretFileError(`names an empty file${shown(path)}`);
    return text;
  } catch (error) {
    if (error instanceof SecretFileError) throw error;
    const { errno, code } = error as NodeJS.ErrnoException;
    const why = errno === undefined ? code : getSystemErrorMessage(errno);
    throw new SecretFileError(`names a file that cannot be read${shown(path)}: ${why}`, { cause: error });
  }
}

/** Whether a file can be read more than once, as a pipe cannot. Also true of what nobody can look at, for now. */
export function isLasting(path: string, directory = '.'): boolean {
  try {
    return statSync(pathFrom(directory, path)).isFile();
  } catch {
    return true;
  }
}

function firstBytes(path: string, directory: string): Uint8Array {
  const file = openSync(pathFrom(directory, path), 'r');
  try {
    const bytes = Buffer.alloc(largest + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, null);
    }
    if (length > largest) throw new SecretFileError(`names a file of more than 64 KiB${shown(path)}`);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SecretFileError('names a file that is no text in UTF-8');
  }
}

/** A path, unless it may be a credential that stands where its file should be named. */
function shown(path: string): string {
  return /^\.{0,2}\//.test(path) ? ` (${path})` : '';
}
