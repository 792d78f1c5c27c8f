import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ServiceEvent } from '../conductorone/event.ts';
import type { TaskKind } from '../conductorone/task.ts';
import type { Failure } from '../confluence/error.ts';
import type { CallObserver } from '../confluence/observer.ts';
import type { Summary } from './summary.ts';

/** Of histograms, in seconds: from a grant to the sync of a very large site. */
const buckets = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600];

/** What service mode measures, for Prometheus. No label holds the name or the id of anybody or anything. */
export class Metrics implements CallObserver {
  readonly #registry = new Registry();
  readonly #running = this.#gauge('tasks_running', 'Tasks being worked at');
  readonly #tasks = this.#counter('tasks_total', 'Tasks that have ended, by type and outcome', [
    'type',
    'outcome',
  ]);
  readonly #taskSeconds = this.#histogram(
    'task_duration_seconds',
    'What tasks take, uploads included, by type',
    ['type'],
  );
  readonly #untold = this.#counter('tasks_untold_total', 'Tasks of whose end ConductorOne could not be told');
  readonly #retrying = this.#counter(
    'conductorone_retries_total',
    'Calls of ConductorOne that failed and were made again',
  );
  readonly #syncs = this.#counter(
    'syncs_total',
    'Syncs that came to their end, by type: full, partial or resources_only',
    ['type'],
  );
  readonly #syncSeconds = this.#histogram(
    'sync_duration_seconds',
    'What reading a site and writing its file takes, by type',
    ['type'],
  );
  readonly #objects = this.#gauge(
    'objects',
    'What the last full sync has found, by type, e.g. user or grant',
    ['type'],
  );
  readonly #leftOut = this.#gauge(
    'left_out',
    'What the last sync could not read or does not know, by kind: missing things, unknown accounts, unusable rows',
    ['kind'],
  );
  readonly #lastSuccess = this.#gauge(
    'last_success_timestamp_seconds',
    'When ConductorOne last got a sync of this process, in seconds since 1970; not there before the first',
  );
  readonly #requests = this.#counter(
    'confluence_requests_total',
    'Requests to Confluence by status, or by why there was no answer',
    ['status'],
  );
  readonly #retries = this.#counter(
    'confluence_retries_total',
    'Requests to Confluence that were made again',
  );
  readonly #waited = this.#counter(
    'confluence_rate_limit_wait_seconds_total',
    'How long requests stood still because Confluence asked for it',
  );

  /** @param version of this program */
  constructor(version: string) {
    collectDefaultMetrics({ register: this.#registry });
    // A gauge begins at 0, which here would be a success in 1970.
    this.#lastSuccess.remove();
    this.#gauge('build_info', 'The version of this program', ['version']).set({ version }, 1);
  }

  /** Everything, in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Takes note of what happens in service mode. */
  told(event: ServiceEvent): void {
    switch (event.type) {
      case 'task-started':
        this.#running.inc();
        break;
      case 'task-ended': {
        const type = typeOf(event.kind);
        this.#running.dec();
        this.#tasks.inc({ type, outcome: event.outcome });
        this.#taskSeconds.observe({ type }, event.elapsed / 1000);
        if (event.kind === 'syncFull' && event.outcome === 'done') this.#lastSuccess.setToCurrentTime();
        break;
      }
      case 'task-end-not-reported':
        this.#untold.inc();
        break;
      case 'retrying':
        this.#retrying.inc();
        break;
    }
  }

  /** Takes note of a sync that came to its end. */
  synced({ result: { type, stats, skipped }, elapsed }: Summary): void {
    const { missing, unknownAccounts, unusable } = skipped;
    this.#leftOut.set({ kind: 'missing' }, missing.length);
    this.#leftOut.set({ kind: 'unknown_accounts' }, unknownAccounts.length);
    this.#leftOut.set(
      { kind: 'unusable_rows' },
      [...unusable.values()].reduce((sum, rows) => sum + rows, 0),
    );
    this.#syncs.inc({ type });
    this.#syncSeconds.observe({ type }, elapsed / 1000);
    if (type !== 'full') return;
    const objects = { ...stats.resourcesByType, entitlement: stats.entitlements, grant: stats.grants };
    for (const [kind, count] of Object.entries(objects)) this.#objects.set({ type: kind }, count);
  }

  answered(status: number | Failure): void {
    this.#requests.inc({ status });
  }

  retried(): void {
    this.#retries.inc();
  }

  waited(milliseconds: number): void {
    this.#waited.inc(milliseconds / 1000);
  }

  #counter<Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) {
    return new Counter({ ...this.#own(name, help), labelNames });
  }

  #gauge<Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) {
    return new Gauge({ ...this.#own(name, help), labelNames });
  }

  #histogram<Label extends string>(name: string, help: string, labelNames: readonly Label[]) {
    return new Histogram({ ...this.#own(name, help), labelNames, buckets });
  }

  #own(name: string, help: string) {
    return { name: `confluence_sync_${name}`, help: `${help}.`, registers: [this.#registry] };
  }
}

/** As ConductorOne calls it, e.g. `sync_full`. */
function typeOf(kind: TaskKind): string {
  return kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
