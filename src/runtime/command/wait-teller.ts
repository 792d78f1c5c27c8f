import type { CallObserver } from '../confluence/observer.ts';

/** Waits from this length on are worth a message, in milliseconds. */
const worthTelling = 60_000;

/** Says so when Confluence asks for a long wait. */
export class WaitTeller implements CallObserver {
  readonly #tell: (message: string) => void;
  readonly #others: readonly CallObserver[];

  /** @param others get to know everything as well */
  constructor(tell: (message: string) => void, ...others: readonly CallObserver[]) {
    this.#tell = tell;
    this.#others = others;
  }

  answered(status: Parameters<CallObserver['answered']>[0]): void {
    for (const other of this.#others) other.answered(status);
  }

  retried(): void {
    for (const other of this.#others) other.retried();
  }

  waited(milliseconds: number, why: string): void {
    for (const other of this.#others) other.waited(milliseconds, why);
    if (milliseconds < worthTelling) return;
    this.#tell(`Waiting ${Math.round(milliseconds / 1000)} s before the next request: ${why}.`);
  }
}
