import { setImmediate } from 'node:timers/promises';

/**
 * Gives the rest of the process its turn, between two pieces of work that hold it up.
 * @throws the signal's reason, once it is aborted
 */
export async function yieldTurn(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
