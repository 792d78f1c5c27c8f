import { reportProgress } from './current-task.ts';

/** Notices that something makes no progress. */
export class ProgressTimeout {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  /** @param patience how long it may stand still, in milliseconds */
  constructor(patience: number) {
    this.#timer = setTimeout(() => {
      const message = `no progress for ${patience / 1000} seconds`;
      this.#controller.abort(new DOMException(message, 'TimeoutError'));
    }, patience);
  }

  /** Aborts, with a TimeoutError, once there has been no progress for too long. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Passes items on; it is progress that the next one is asked for. */
  async *watched<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const item of items) {
      this.#timer.refresh();
      reportProgress();
      yield item;
    }
    this.#timer.refresh();
  }

  /** Stops watching. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
