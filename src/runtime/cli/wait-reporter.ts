import type { CallObserver } from '../confluence/observer.ts';

/** After so much waiting there is a message, in milliseconds. */
const worthTelling = 60_000;

/** Says so whenever Confluence has asked for another minute of waiting since it last answered. */
export class WaitReporter implements CallObserver {
  readonly #tell: (message: string) => void;
  readonly #others: readonly CallObserver[];
  #pending = 0;

  /** @param others learn of everything as well */
  constructor(tell: (message: string) => void, ...others: readonly CallObserver[]) {
    this.#tell = tell;
    this.#others = others;
  }

  answered(status: Parameters<CallObserver['answered']>[0]): void {
    for (const other of this.#others) other.answered(status);
    if (typeof status === 'number' && status < 300) this.#pending = 0;
  }

  retried(): void {
    for (const other of this.#others) other.retried();
  }

  waited(milliseconds: number, why: string): void {
    for (const other of this.#others) other.waited(milliseconds, why);
    this.#pending += milliseconds;
    if (this.#pending < worthTelling) return;
    this.#tell(`Waiting for Confluence, ${Math.round(this.#pending / 1000)} s: ${why}.`);
    this.#pending = 0;
  }
}
