import { getSystemErrorMessage } from 'node:util';
import { LinkError } from '../files/links.ts';
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

/** What the operating system, or a link, has against a file, as a CliError; any other error as it is. */
export function fileError(file: string, error: unknown, remedy: string): unknown {
  if (error instanceof LinkError) {
    return new CliError(
      `${error.message}. Remove it, or ${remedy.charAt(0).toLowerCase()}${remedy.slice(1)}`,
    );
  }
  const { errno } = error as NodeJS.ErrnoException;
  return errno === undefined ? error : new CliError(`${file}: ${getSystemErrorMessage(errno)}. ${remedy}`);
}
