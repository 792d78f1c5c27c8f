import { ConfluenceError } from './error.ts';

/** The error of what was stopped. @param what what was not finished */
export function stopped(signal: AbortSignal, what: string): ConfluenceError {
  const { reason } = signal;
  const late = reason instanceof DOMException && reason.name === 'TimeoutError';
  const why = late ? 'the time for reading Confluence is over' : 'interrupted';
  return new ConfluenceError('stopped', `${what}: ${why}`, { cause: reason });
}
