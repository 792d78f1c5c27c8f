import { setTimeout } from 'node:timers/promises';

/** Waits some milliseconds. Rejects with the signal's reason, or with any AbortError, once the signal aborts. */
export type Wait = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** A wait by the clock. */
export const wait: Wait = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });

export interface RetryOptions {
  /** The wait after the first failure, doubled for each further one; in milliseconds. */
  readonly first: number;
  /** In milliseconds. */
  readonly longest: number;
  /** @default as often as it takes */
  readonly attempts?: number;
  /** Whether it is worth another attempt. @default always */
  readonly passing?: (error: unknown) => boolean;
  readonly signal?: AbortSignal | undefined;
  readonly wait: Wait;
  /** Told before each wait. @param milliseconds how long it will be */
  readonly onRetry?: (error: unknown, milliseconds: number) => void;
}

/** Tries until it succeeds. @throws what the last attempt has thrown, at once where the signal has aborted */
export async function retried<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts = Number.POSITIVE_INFINITY, passing = () => true, signal, onRetry } = options;
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (signal?.aborted || failures >= attempts || !passing(error)) throw error;
      const milliseconds = backoff(failures, options);
      onRetry?.(error, milliseconds);
      await options.wait(milliseconds, signal);
    }
  }
}

/**
 * The wait after so many failures in a row: between half and all of what doubling gives, so that many connectors that
 * failed together do not come back together; in milliseconds.
 */
export function backoff(
  failures: number,
  { first, longest }: Pick<RetryOptions, 'first' | 'longest'>,
): number {
  const most = Math.min(longest, first * 2 ** (failures - 1));
  return most / 2 + (Math.random() * most) / 2;
}
