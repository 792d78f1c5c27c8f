import PQueue from 'p-queue';
import type { Diagnosis } from './diagnosis.ts';
import type { ConfluenceError } from './error.ts';

/**
 * Reads something of each of many things, so many side by side. One that cannot be read keeps nobody from reading the
 * others; it is tried again at the end, as what is listed may be gone, or be refused only now and then.
 */
export class ParallelReads<Thing> {
  readonly #diagnosis: Diagnosis;
  readonly #read: (thing: Thing) => Promise<void>;
  readonly #queue: PQueue;
  readonly #failed = new Map<Thing, ConfluenceError>();
  readonly #begun: Promise<void>[] = [];

  /** @param read must leave no trace if it throws @param concurrency @default all that have begun */
  constructor(
    diagnosis: Diagnosis,
    read: (thing: Thing) => Promise<void>,
    concurrency = Number.POSITIVE_INFINITY,
  ) {
    this.#diagnosis = diagnosis;
    this.#read = read;
    this.#queue = new PQueue({ concurrency });
  }

  /** Begins with one more thing. */
  start(thing: Thing): void {
    const reading = this.#queue.add(() => this.#try(thing)) as Promise<void>;
    // Awaited in `finish`.
    reading.catch(() => {});
    this.#begun.push(reading);
  }

  /**
   * Waits for all, and tries again what could not be read.
   * @returns why, by what still could not be read
   * @throws ConfluenceError for what concerns all
   */
  async finish(): Promise<ReadonlyMap<Thing, ConfluenceError>> {
    await Promise.all(this.#begun);
    const again = [...this.#failed.keys()];
    this.#failed.clear();
    await Promise.all(again.map((thing) => this.#queue.add(() => this.#try(thing))));
    return this.#failed;
  }

  async #try(thing: Thing): Promise<void> {
    try {
      await this.#read(thing);
    } catch (error) {
      this.#failed.set(thing, await this.#diagnosis.ofOne(error));
    }
  }
}
