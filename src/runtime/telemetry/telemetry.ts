import { setTimeout as sleep } from 'node:timers/promises';
import { type Attributes, type Logger, ROOT_CONTEXT, SeverityNumber } from '@opentelemetry/api';
import type { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { TracerProvider } from '@opentelemetry/sdk-trace';
import { currentTask } from '../conductorone/current-task.ts';
import type { ServiceEvent } from '../conductorone/event.ts';
import type { TaskKind } from '../conductorone/task.ts';
import type { CallObserver } from '../confluence/observer.ts';
import type { Progress } from '../sync/progress.ts';
import type { CollectorAccess } from './access.ts';
import { traceCalls } from './calls.ts';
import { CollectorClient } from './collector-client.ts';
import { connectionTo } from './connection.ts';
import { loggerProvider, tracerProvider } from './providers.ts';
import { Run } from './run.ts';

export interface TelemetryOptions {
  readonly collector: CollectorAccess;
  /** Go with each call. Their values may be secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of this program, e.g. `service.name`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Of this program. */
  readonly version: string;
  /** What is sent. */
  readonly signals: { readonly traces: boolean; readonly logs: boolean };
  /** Takes what is private out of messages. */
  readonly redact: (text: string) => string;
  /** Is told, seldom, that something does not reach the collector. */
  readonly warn: (message: string) => void;
}

/** A line of the log, as it is written: without what is private. */
export interface LogLine {
  readonly level: string;
  /** Seconds since 1970. */
  readonly ts: number;
  readonly msg?: string;
}

const severities: Readonly<Record<string, SeverityNumber>> = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};

const scope = 'confluence-sync';

/** How long the collector has in the end for what was not sent before, in milliseconds. */
const lastMoments = 2_000;

/**
 * Sends traces and logs to a collector of OpenTelemetry. Nothing here throws or waits, but `end`, which waits a moment:
 * whatever becomes of the collector, a sync goes on.
 */
export class Telemetry implements CallObserver {
  readonly #options: TelemetryOptions;
  readonly #client: CollectorClient;
  readonly #tracers: TracerProvider | undefined;
  readonly #loggers: LoggerProvider | undefined;
  readonly #logger: Logger | undefined;
  readonly #endTrace: () => void;
  readonly #tasks = new Map<string, Run>();
  readonly #runs = new WeakMap<AbortController, Run>();
  /** The one that is no task, if there is one. */
  #only: Run | undefined;

  constructor(options: TelemetryOptions) {
    const { collector, headers, attributes, version, signals, warn } = options;
    this.#options = options;
    const connect = () => connectionTo(collector);
    const host = collector.socket ?? collector.url.host;
    const client = new CollectorClient({ host, connect, headers, warn });
    this.#client = client;
    this.#tracers = signals.traces ? tracerProvider(client, attributes) : undefined;
    this.#loggers = signals.logs ? loggerProvider(client, attributes) : undefined;
    this.#logger = this.#loggers?.getLogger(scope, version);
    this.#endTrace = this.#tracers ? traceCalls(() => this.#run) : () => {};
  }

  /** A run begins that is no task. @param name what it does */
  begin(name: 'sync' | 'grant' | 'revoke'): void {
    this.#only = this.#begun(name, {}, name === 'sync');
  }

  /** That run has ended. @param error why it has failed, if it has */
  finish(error?: string): void {
    this.#only?.end(error === undefined ? undefined : this.#options.redact(error));
    this.#only = undefined;
  }

  /** A sync has come so far. */
  progressed({ phase }: Progress): void {
    if (phase === 'writing') this.#run?.writes();
  }

  /** A sync has come to its end. @param attributes what it has found */
  synced(attributes: Attributes): void {
    this.#run?.note(attributes);
  }

  /** Something has happened in service mode. */
  told(event: ServiceEvent): void {
    if (event.type === 'task-started') this.#taskStarted(event.id, event.kind);
    if (event.type !== 'task-ended') return;
    const { id, outcome, error } = event;
    const run = this.#tasks.get(id);
    this.#tasks.delete(id);
    run?.note({ 'confluence_sync.task.outcome': outcome });
    run?.end(outcome === 'failed' || outcome === 'unsupported' ? (error ?? outcome) : undefined);
  }

  /** Sends a line of the log, too. */
  logged({ level, ts, msg = '', ...attributes }: LogLine): void {
    this.#logger?.emit({
      timestamp: ts * 1000,
      severityNumber: severities[level] ?? SeverityNumber.UNSPECIFIED,
      severityText: level,
      body: msg,
      attributes,
      context: this.#run?.context ?? ROOT_CONTEXT,
    });
  }

  answered(): void {}

  retried(): void {
    this.#run?.retried();
  }

  waited(milliseconds: number, why: string): void {
    this.#run?.waits(milliseconds, this.#options.redact(why));
  }

  /** Sends what is left, as far as the collector takes it at once. */
  async end(): Promise<void> {
    this.#endTrace();
    this.finish();
    for (const run of this.#tasks.values()) run.end();
    this.#client.hurry();
    const late = new AbortController();
    const sent = Promise.allSettled([this.#tracers?.shutdown(), this.#loggers?.shutdown()]);
    const inTime = await Promise.race([
      sent.then(() => true),
      sleep(lastMoments, false, { signal: late.signal }).catch(() => true),
    ]);
    if (!inTime) this.#client.giveUp();
    late.abort();
    this.#client.close();
  }

  /** What the running code works at, if it is known. */
  get #run(): Run | undefined {
    const task = currentTask();
    return task ? this.#runs.get(task) : this.#only;
  }

  #taskStarted(id: string, kind: TaskKind): void {
    const run = this.#begun(
      kind === 'syncFull' ? 'sync' : kind,
      { 'confluence_sync.task.id': id },
      kind === 'syncFull',
    );
    const task = currentTask();
    if (!run || !task) return;
    this.#tasks.set(id, run);
    this.#runs.set(task, run);
  }

  #begun(name: string, attributes: Attributes, readsSite: boolean): Run | undefined {
    const tracer = this.#tracers?.getTracer(scope, this.#options.version);
    return tracer && new Run(tracer, name, attributes, readsSite);
  }
}
