import type { Code } from '@connectrpc/connect';

/** A call of the connector API, or the token request. */
export type Method = 'token' | 'Hello' | 'GetTask' | 'Heartbeat' | 'FinishTask' | 'UploadAsset';

/**
 * What happens to a call in place of its answer: it is refused with a code (Unauthenticated is what a token
 * answers that is no longer valid), or
 * - `cut`: the connection is closed, with whatever else it carries, and nothing has been done
 * - `lost`: the call is carried out, and the connection closed before the answer
 * - `stalled`: nothing, ever
 * - `goodbye`: the connection is to end, says the server, and that this call was not looked at; others go on
 */
type Mishap = Code | 'cut' | 'lost' | 'stalled' | 'goodbye';

/** Which calls meet a mishap, counted among those that match. */
export interface Rule {
  readonly method: Method;
  /** The id of the task it is about. @default any */
  readonly task?: string;
  /** The first call to be struck, from 1. @default 1 */
  readonly nth?: number;
  /** How many are struck from there on; Infinity for all. @default 1 */
  readonly times?: number;
  /** @default none: the real answer, if need be late */
  readonly mishap?: Mishap;
  /** How long it takes, in milliseconds, whatever comes. @default 0 */
  readonly delayMs?: number;
  /** Is called as a call is struck, before anything else. */
  readonly struck?: () => void;
  /** Of an upload: how many chunks of data are let through first. @default 0 */
  readonly afterChunks?: number;
}

/** The faults still to come, in the order in which they were injected. */
export class Faults {
  readonly #rules: { readonly rule: Rule; matched: number }[] = [];

  add(rule: Rule): void {
    this.#rules.push({ rule, matched: 0 });
  }

  clear(): void {
    this.#rules.length = 0;
  }

  /**
   * The first that strikes a call. Every rule that matches counts it, struck or not.
   * @param task undefined where the call is about none, or does not say yet
   */
  next(method: Method, task: string | undefined): Rule | undefined {
    let struck: Rule | undefined;
    for (const counted of this.#rules) {
      const { rule } = counted;
      if (rule.method !== method || (rule.task !== undefined && rule.task !== task)) continue;
      counted.matched += 1;
      const first = rule.nth ?? 1;
      if (counted.matched >= first && counted.matched < first + (rule.times ?? 1)) struck ??= rule;
    }
    return struck;
  }
}
