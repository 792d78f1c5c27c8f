import { closeSync, openSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getSystemErrorMessage } from 'node:util';
import type { Io } from '../../io/io.ts';
import { pathFrom } from '../../io/path.ts';

/** Where a log goes. */
export interface LogOutput {
  readonly write: (text: string) => void;
  readonly close: () => void;
}

/** That a log cannot be written to a file. */
export class LogPathError extends Error {
  override readonly name = 'LogPathError';
}

/**
 * Opens what a log is written to.
 * @param paths of files, which are made or appended to, or `stdout` and `stderr`. If there are none, it is stderr
 * @throws LogPathError
 */
export function openLogOutput(
  paths: readonly string[],
  { stdout, stderr, directory }: Pick<Io, 'stdout' | 'stderr' | 'directory'>,
): LogOutput {
  const files: number[] = [];
  const close = () => {
    for (const file of files.splice(0)) closeSync(file);
  };
  try {
    const writers = (paths.length === 0 ? ['stderr'] : paths).map((path) => {
      if (path === 'stdout') return (text: string) => stdout.write(text);
      if (path === 'stderr') return (text: string) => stderr.write(text);
      const file = opened(path, directory);
      files.push(file);
      return (text: string) => append(file, text);
    });
    return {
      write: (text) => {
        for (const write of writers) write(text);
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function opened(path: string, directory: string): number {
  try {
    return openSync(path.startsWith('file://') ? fileURLToPath(path) : pathFrom(directory, path), 'a');
  } catch (error) {
    const { errno, message } = error as NodeJS.ErrnoException;
    const why = errno === undefined ? message : getSystemErrorMessage(errno);
    throw new LogPathError(`The log cannot be written to ${path}: ${why}. See --log-path.`, { cause: error });
  }
}

/** Whatever becomes of its log, a sync goes on. */
function append(file: number, text: string): void {
  try {
    writeSync(file, text);
  } catch {}
}
