import { ConfluenceError } from './error.ts';

/** What may end a run before it is through. */
export interface StopOptions {
  /** Ends it at once. */
  readonly signal?: AbortSignal | undefined;
  /** How long it may take in all, in milliseconds. @default as long as it takes */
  readonly budget?: number | undefined;
}

/** The signal that ends a run; its time begins now. */
export function stopSignal({ signal, budget }: StopOptions): AbortSignal {
  const signals = [
    ...(signal ? [signal] : []),
    ...(budget === undefined ? [] : [AbortSignal.timeout(budget)]),
  ];
  return AbortSignal.any(signals);
}

/** The error of what was stopped. @param what what was not finished */
export function stopped(signal: AbortSignal, what: string): ConfluenceError {
  const { reason } = signal;
  const late = reason instanceof DOMException && reason.name === 'TimeoutError';
  const why = late ? 'the time for reading Confluence is over' : 'interrupted';
  return new ConfluenceError('stopped', `${what}: ${why}`, { cause: reason });
}
