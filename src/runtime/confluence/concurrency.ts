import PQueue from 'p-queue';

/** So many calls must succeed in a row for one more to run side by side. */
const successesToGrow = 10;

/**
 * Runs calls side by side, as many as Confluence bears: half as many once it refuses one because of too many, one less
 * with each answer that says that this is near, one more after each row of successes.
 */
export class AdaptiveConcurrency {
  readonly #ceiling: number;
  readonly #queue: PQueue;
  #successes = 0;
  #peak = 0;

  /** @param ceiling the most calls side by side, and those at first */
  constructor(ceiling: number) {
    this.#ceiling = ceiling;
    this.#queue = new PQueue({ concurrency: ceiling });
  }

  /** How many calls may run side by side at present. */
  get current(): number {
    return this.#queue.concurrency;
  }

  /** The most calls that were side by side. */
  get peak(): number {
    return this.#peak;
  }

  /** Runs a call once there is a place for it. @param priority the highest goes first */
  run<Result>(call: () => Promise<Result>, priority: number): Promise<Result> {
    const counted = () => {
      this.#peak = Math.max(this.#peak, this.#queue.pending);
      return call();
    };
    return this.#queue.add(counted, { priority }) as Promise<Result>;
  }

  /** @param near whether Confluence said that the limit is near */
  succeeded(near: boolean): void {
    this.#successes += 1;
    if (near) {
      this.#successes = 0;
      this.#queue.concurrency = Math.max(1, this.current - 1);
    } else if (this.#successes >= successesToGrow && this.current < this.#ceiling) {
      this.#successes = 0;
      this.#queue.concurrency = this.current + 1;
    }
  }

  /** @param first whether it is the first refusal of the calls that were under way together: they slow down once */
  refused(first: boolean): void {
    this.#successes = 0;
    if (first) this.#queue.concurrency = Math.max(1, Math.floor(this.current / 2));
  }
}
