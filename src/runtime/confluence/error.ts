/**
 * Why a call of Confluence failed: `credentials` (401), `forbidden` (403), `missing` (404), `refused` (any other
 * 4xx), `limited` (429, or 503 that says when to come again), `server` (5xx), `network` (no whole answer came),
 * `malformed` (an answer that is none of the API's), `stopped` (interrupted, or out of time).
 */
export type Failure =
  | 'credentials'
  | 'forbidden'
  | 'missing'
  | 'refused'
  | 'limited'
  | 'server'
  | 'network'
  | 'malformed'
  | 'stopped';

/** A failed call; its message says what and, where there is something to do about it, what. */
export class ConfluenceError extends Error {
  override readonly name = 'ConfluenceError';
  readonly failure: Failure;
  /** How long Confluence asks to stay away, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(failure: Failure, message: string, options: ErrorOptions & { retryAfter?: number } = {}) {
    super(message, options);
    this.failure = failure;
    this.retryAfter = options.retryAfter;
  }
}

/** What to do about an answer of 401, which has many reasons and never says which. */
export const credentialsRemedy =
  'Check the user name and the API token. The token may have expired or been revoked, its owner may be deactivated, or it belongs to another site; a scoped token needs the cloud id, a classic one must not have it.';
