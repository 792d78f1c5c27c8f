import { once } from 'node:events';
import type { Wait } from './retry.ts';

/** Until something settles or the signal aborts, whichever is first; never rejects. */
export async function settledOrAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const over = new AbortController();
  await Promise.race([work, once(signal, 'abort', { signal: over.signal })].map(quiet));
  over.abort();
}

/** What something comes to, unless the signal aborts before. @throws the signal's reason */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  await settledOrAborted(work, signal);
  if (!signal.aborted) return work;
  // What has settled wins; otherwise nobody waits for it any more.
  work.catch(() => {});
  return Promise.race([work, Promise.reject(signal.reason)]);
}

/** Until something settles, or for so many milliseconds; never rejects. */
export async function settledWithin(work: Promise<unknown>, milliseconds: number, wait: Wait): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, wait(milliseconds, over.signal)].map(quiet));
  over.abort();
}

/** A wait that an abort only shortens. */
export async function pause(milliseconds: number, signal: AbortSignal, wait: Wait): Promise<void> {
  await quiet(wait(milliseconds, signal));
}

async function quiet(work: Promise<unknown>): Promise<void> {
  await work.catch(() => {});
}
