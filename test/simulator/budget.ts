/** How much may still be asked, as the X-RateLimit headers say it. */
export interface Allowance {
  readonly requests: number;
  readonly remaining: number;
  /** When the next window begins, in milliseconds since the epoch. */
  readonly resetMs: number;
  readonly exceeded: boolean;
}

/** Counts requests within windows of time. */
export class Budget {
  #resetMs = 0;
  #taken = 0;

  take(
    { requests, windowSeconds }: { readonly requests: number; readonly windowSeconds: number },
    nowMs: number,
  ): Allowance {
    if (nowMs >= this.#resetMs) {
      this.#resetMs = nowMs + windowSeconds * 1000;
      this.#taken = 0;
    }
    this.#taken += 1;
    return {
      requests,
      remaining: Math.max(0, requests - this.#taken),
      resetMs: this.#resetMs,
      exceeded: this.#taken > requests,
    };
  }
}

/** The headers that every answer carries where there is a budget. */
export function budgetHeaders({ requests, remaining, resetMs }: Allowance): Readonly<Record<string, string>> {
  return {
    'x-ratelimit-limit': String(requests),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': new Date(resetMs).toISOString(),
    ...(remaining < requests / 5 && { 'x-ratelimit-nearlimit': 'true' }),
  };
}

/** The headers of a 429 or 503. @param retryAfterSeconds how long to stay away */
export function retryHeaders(
  status: number,
  retryAfterSeconds: number,
  nowMs: number,
): Readonly<Record<string, string>> {
  const retryAfter = { 'retry-after': String(retryAfterSeconds) };
  if (status !== 429) return retryAfter;
  return {
    ...retryAfter,
    'x-ratelimit-limit': '100',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': new Date(nowMs + retryAfterSeconds * 1000).toISOString(),
    'x-ratelimit-nearlimit': 'true',
    'ratelimit-reason': 'confluence-burst-based',
  };
}
