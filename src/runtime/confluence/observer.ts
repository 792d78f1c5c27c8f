import type { Failure } from './error.ts';

/** Is told of every call, as it happens: for metrics. It must not throw. */
export interface CallObserver {
  /** @param status of the answer, or why there was none, e.g. `network` */
  answered(status: number | Failure): void;
  /** A call is made again. */
  retried(): void;
  /**
   * All calls stand still because Confluence asks for it.
   * @param milliseconds for how much longer than was known
   * @param why what Confluence has answered
   */
  waited(milliseconds: number, why: string): void;
}
