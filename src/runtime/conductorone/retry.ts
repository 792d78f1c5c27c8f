import { setTimeout } from 'node:timers/promises';
import { type Backoff, backoff } from '../../network/backoff.ts';

/** Waits some milliseconds. Rejects with the signal's reason, or with any AbortError, once the signal aborts. */
export type Wait = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** A wait by the clock. */
export const wait: Wait = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });

export interface RetryOptions extends Backoff {
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
