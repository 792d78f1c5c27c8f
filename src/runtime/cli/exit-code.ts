import { constants } from 'node:os';

/** How the command ends. */
export const exitCode = {
  done: 0,
  /** Nothing was written. */
  failed: 1,
  /** Wrong arguments or settings. */
  usage: 2,
  /** The file was written, but something could not be read. */
  partial: 3,
  /** There is much less than in the previous file, which stays. */
  shrunken: 4,
} as const;

/** What the process ends with. */
export type ExitCode = number;

/** Signals that end a run, as far as it goes in order. */
export const endingSignals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** Why a run is ended that is asked to end: 128 and the signal's number is what shells expect. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}
