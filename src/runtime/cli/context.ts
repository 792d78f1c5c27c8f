import type { Io } from '../../io/io.ts';
import type { SensitiveValues } from '../../text/sensitive.ts';

/** What a run has besides its settings. */
export interface RunContext {
  /** Of this program. */
  readonly version: string;
  /** What no message holds. */
  readonly hidden: SensitiveValues;
  readonly io: Io;
  /** Ends the run, with an Interruption. */
  readonly stop: AbortSignal;
}
