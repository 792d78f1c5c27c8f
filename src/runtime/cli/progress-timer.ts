import type { RequestStats } from '../confluence/retrying-client.ts';
import type { Progress } from '../sync/sync.ts';
import type { ReportedProgress, Reporter } from './reporter.ts';

interface Costly {
  readonly cost: RequestStats;
}

/** Tells a reporter now and then how far a sync has come, until it is ended. */
export class ProgressTimer {
  readonly #timer: NodeJS.Timeout;
  #latest: { readonly progress: ReportedProgress; readonly client: Costly } = {
    progress: { phase: 'logging in', users: 0, groups: 0, spaces: 0, grants: 0 },
    client: { cost: { requests: 0, retries: 0, waited: 0, peak: 0 } },
  };

  constructor(reporter: Reporter) {
    this.#timer = setInterval(() => {
      reporter.progress(this.#latest.progress, this.#latest.client.cost);
    }, reporter.interval);
  }

  /** Takes note of how far the sync has come, and of who knows what it costs. */
  update(progress: Progress, client: Costly): void {
    this.#latest = { progress, client };
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
