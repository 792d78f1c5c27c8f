import type { Logger } from 'pino';
import type { Cost } from '../confluence/patience.ts';
import type { Progress } from '../sync/sync.ts';
import { type Summary, summaryFields } from './summary.ts';

/** Tells somebody how a sync goes. */
export interface Reporter {
  /** Milliseconds between two tellings of the progress. */
  readonly interval: number;
  progress(progress: Progress, cost: Cost): void;
  note(message: string): void;
  done(summary: Summary): void;
  failed(message: string): void;
}

/** Tells a log. */
export class LogReporter implements Reporter {
  readonly interval = 10_000;
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  progress({ phase, ...counts }: Progress, { requests, retries }: Cost): void {
    this.#log.info({ ...counts, requests, retries }, phase);
  }

  note(message: string): void {
    this.#log.info(message);
  }

  done(summary: Summary): void {
    const fields = summaryFields(summary);
    if (summary.result.skipped.spaces.size > 0)
      this.#log.warn(fields, 'sync partial: some spaces could not be read');
    else this.#log.info(fields, 'sync complete');
  }

  failed(message: string): void {
    this.#log.error(message);
  }
}
