/** An end that the user can mend: its message says how. */
export class CliError extends Error {
  override readonly name = 'CliError';
  /** 1 for a wrong configuration or a difference, 2 for wrong usage. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
