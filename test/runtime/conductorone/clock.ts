import { setImmediate } from 'node:timers/promises';
import type { Wait } from '../../../src/runtime/conductorone/retry.ts';

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is told that time passes. */
export class Clock {
  /** Every wait that has begun, in milliseconds. */
  readonly waits: number[] = [];
  #now = 0;
  readonly #sleepers = new Set<Sleeper>();

  readonly wait: Wait = (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      this.waits.push(milliseconds);
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = { due: this.#now + milliseconds, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      });
    });

  /** Lets so many milliseconds pass, and everything happen that they bring about in memory. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await idle();
      const [next] = [...this.#sleepers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
      if (!next) break;
      this.#now = next.due;
      this.#sleepers.delete(next);
      next.wake();
    }
    this.#now = end;
  }
}

/** Lets everything happen that waits for neither time nor files. */
export async function idle(): Promise<void> {
  for (let round = 0; round < 40; round += 1) await setImmediate();
}

/** Until something is so, which must come about without time passing on the clock. @throws where it never does */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!condition()) {
    // A loop without an end would keep the tests from ending, too.
    if (Date.now() > end) throw new Error('what was waited for has not come about');
    await setImmediate();
  }
}
