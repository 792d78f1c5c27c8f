/** How the command ends. */
export const exitCode = {
  done: 0,
  /** Nothing was written. */
  failed: 1,
  /** Wrong arguments or settings. */
  usage: 2,
  /** The file was written, but some spaces could not be read. */
  partial: 3,
  /** There is much less than in the previous file, which stays. */
  shrunken: 4,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode] | Interruption['exitCode'];

/** Why a run is ended that is asked to end: 128 and the signal's number is what shells expect. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly exitCode: 130 | 143;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`ended by ${signal}`);
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}
