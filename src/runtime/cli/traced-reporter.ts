import type { RequestStats } from '../confluence/retrying-client.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { ReportedProgress, Reporter } from './reporter.ts';
import type { Summary } from './summary.ts';
import { syncAttributes } from './telemetry.ts';

export interface TracedReporterOptions {
  /** What is done. */
  readonly name: 'sync' | 'grant' | 'revoke';
  readonly telemetry: Telemetry;
  /** Tells whoever has begun it. */
  readonly shown: Reporter;
  /** Tells the collector's log, if what is shown is no log. */
  readonly logged?: Reporter | undefined;
  /** Ends the run, which then has not failed. */
  readonly stop: AbortSignal;
}

/** Makes a trace of a run that is no task, and passes on what it is told. */
export class TracedReporter implements Reporter {
  readonly interval: number;
  readonly #options: TracedReporterOptions;
  #nextInLog: number;

  constructor(options: TracedReporterOptions) {
    const { name, shown, logged, telemetry } = options;
    this.interval = shown.interval;
    this.#options = options;
    this.#nextInLog = performance.now() + (logged?.interval ?? 0);
    telemetry.begin(name);
  }

  progress(progress: ReportedProgress, cost: RequestStats): void {
    const { shown, logged } = this.#options;
    shown.progress(progress, cost);
    if (!logged || performance.now() < this.#nextInLog) return;
    this.#nextInLog = performance.now() + logged.interval;
    logged.progress(progress, cost);
  }

  note(message: string): void {
    for (const reporter of this.#reporters()) reporter.note(message);
  }

  warn(message: string): void {
    for (const reporter of this.#reporters()) reporter.warn(message);
  }

  done(summary: Summary): void {
    const { telemetry } = this.#options;
    telemetry.synced(syncAttributes(summary));
    for (const reporter of this.#reporters()) reporter.done(summary);
    telemetry.finish();
  }

  failed(message: string): void {
    for (const reporter of this.#reporters()) reporter.failed(message);
    this.#options.telemetry.finish(this.#options.stop.aborted ? undefined : message);
  }

  #reporters(): readonly Reporter[] {
    const { shown, logged } = this.#options;
    return logged ? [shown, logged] : [shown];
  }
}
