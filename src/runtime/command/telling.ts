import type { Cost } from '../confluence/patience.ts';
import type { Progress } from '../sync/sync.ts';
import type { Reporter } from './reporter.ts';

interface Costly {
  readonly cost: Cost;
}

/** Tells a reporter now and then how far a sync has come, until it is ended. */
export class Telling {
  readonly #timer: NodeJS.Timeout;
  #latest: { readonly progress: Progress; readonly client: Costly } | undefined;

  constructor(reporter: Reporter) {
    this.#timer = setInterval(() => {
      if (this.#latest) reporter.progress(this.#latest.progress, this.#latest.client.cost);
    }, reporter.interval);
  }

  /** Takes note of how far the sync has come, and of who knows what it costs. */
  take(progress: Progress, client: Costly): void {
    this.#latest = { progress, client };
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
