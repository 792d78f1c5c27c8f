import { getSystemErrorMessage } from 'node:util';
import { plain } from '../text/plain.ts';

/** An end that the user can mend: its message says how; it is empty where the output has said all. */
export class CliError extends Error {
  override readonly name = 'CliError';
  /** 1 for a wrong configuration or a difference, 2 for wrong usage, or where nothing could be compared. */
  readonly exitCode: 1 | 2;

  /** @param message in several lines if it is a list; others' words in it make no further ones */
  constructor(message: string | readonly string[], exitCode: 1 | 2 = 1) {
    super([message].flat().map(plain).join('\n'));
    this.exitCode = exitCode;
  }
}

/** What the operating system has against a file, as a CliError; any other error as it is. */
export function fileError(file: string, error: unknown, remedy: string): unknown {
  const { errno } = error as NodeJS.ErrnoException;
  return errno === undefined ? error : new CliError(`${file}: ${getSystemErrorMessage(errno)}. ${remedy}`);
}
