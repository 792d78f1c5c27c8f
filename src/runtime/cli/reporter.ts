import type { Logger } from 'pino';
import type { RequestStats } from '../confluence/retrying-client.ts';
import type { Progress } from '../sync/sync.ts';
import { type Summary, summaryFields, warningsOf } from './summary.ts';

/** A sync's progress, with the login that comes before it. */
export type ReportedProgress = Omit<Progress, 'phase'> & { readonly phase: Progress['phase'] | 'logging in' };

/** Tells somebody how a sync goes. */
export interface Reporter {
  /** Milliseconds between two tellings of the progress. */
  readonly interval: number;
  progress(progress: ReportedProgress, cost: RequestStats): void;
  note(message: string): void;
  warn(message: string): void;
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

  progress({ phase, ...counts }: ReportedProgress, { requests, retries, waited }: RequestStats): void {
    const rate_limit_wait_seconds = Math.round(waited / 1000);
    this.#log.info({ ...counts, requests, retries, rate_limit_wait_seconds }, phase);
  }

  note(message: string): void {
    this.#log.info(message);
  }

  warn(message: string): void {
    this.#log.warn(message);
  }

  done(summary: Summary): void {
    for (const warning of warningsOf(summary.result)) this.#log.warn(warning);
    this.#log.info(
      summaryFields(summary),
      `sync ${summary.result.type === 'partial' ? 'partial' : 'complete'}`,
    );
  }

  failed(message: string): void {
    this.#log.error(message);
  }
}
