import type { Io } from '../../io/io.ts';
import type { SensitiveValues } from '../../text/sensitive.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/** What a run has besides its settings. */
export interface RunContext {
  /** Of this program. */
  readonly version: string;
  /** What no message holds. */
  readonly hidden: SensitiveValues;
  readonly io: Io;
  /** Sends traces and logs to a collector, if there is one. */
  readonly telemetry?: Telemetry | undefined;
  /** Ends the run, with an Interruption. */
  readonly stop: AbortSignal;
}
