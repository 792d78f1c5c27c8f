import { isNativeError } from 'node:util/types';

/** Why a connection failed. */
export interface Reason {
  /** Of Node.js, the system or the HTTP client, e.g. `ECONNREFUSED`. */
  readonly code: string;
  /** Has the reasons of all addresses if several were tried. */
  readonly message: string;
}

/**
 * What the system, TLS or the HTTP client says about a failed connection, however others have wrapped it.
 * @returns undefined if the error has another origin
 */
export function networkReason(error: unknown): Reason | undefined {
  if (!isNativeError(error)) return undefined;
  const { code, message } = error as NodeJS.ErrnoException;
  const errors: unknown = (error as Partial<AggregateError>).errors;
  const reasons = (Array.isArray(errors) ? errors : [])
    .map(networkReason)
    .filter((each) => each !== undefined);
  const messages = [...new Set(reasons.map((each) => each.message))].join('; ');
  // Codes of other libraries are numbers.
  if (typeof code === 'string') return { code, message: message || messages || code };
  const [first] = reasons;
  return first ? { code: first.code, message: messages } : networkReason(error.cause);
}
