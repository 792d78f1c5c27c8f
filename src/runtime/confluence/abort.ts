import { ConfluenceError } from './error.ts';

/** The error of what was stopped. @param what what was not finished */
export function abortError(signal: AbortSignal, what: string): ConfluenceError {
  const { reason } = signal;
  const late = reason instanceof DOMException && reason.name === 'TimeoutError';
  const why = late ? 'the time for reading Confluence is over' : 'interrupted';
  return new ConfluenceError('stopped', `${what}: ${why}`, { cause: reason });
}

/**
 * Joins a signal with others, each of them once: what lives as long as a sync would otherwise hold one more signal for
 * every call.
 */
export function signalJoiner(own: AbortSignal): (other: AbortSignal | undefined) => AbortSignal {
  const joined = new WeakMap<AbortSignal, AbortSignal>();
  return (other) => {
    if (!other || other === own) return own;
    const both = joined.get(other) ?? AbortSignal.any([own, other]);
    joined.set(other, both);
    return both;
  };
}
