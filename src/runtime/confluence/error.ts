/**
 * Why a call of Confluence failed: `credentials` (401), `forbidden` (403), `missing` (404), `refused` (any other
 * 3xx or 4xx, or an address that is none), `limited` (429, or 503 that says when to come again), `server` (5xx),
 * `network` (no whole answer came), `unreachable` (nobody is there, or something that is not Confluence),
 * `untrusted` (the certificate), `malformed` (an answer that is none of the API's), `stopped` (interrupted, or out
 * of time).
 */
export type Failure =
  | 'credentials'
  | 'forbidden'
  | 'missing'
  | 'refused'
  | 'limited'
  | 'server'
  | 'network'
  | 'unreachable'
  | 'untrusted'
  | 'malformed'
  | 'stopped';

interface ConfluenceErrorOptions extends ErrorOptions {
  /** What to do about it, as sentences. */
  readonly remedy?: string | undefined;
  /** The status that was answered, if any. */
  readonly status?: number | undefined;
  /** How long Confluence asks to stay away, in milliseconds. */
  readonly retryAfter?: number | undefined;
}

/** A failed call; its message says what and, where there is something to do about it, what. */
export class ConfluenceError extends Error {
  override readonly name = 'ConfluenceError';
  readonly failure: Failure;
  /** The message without the remedy. */
  readonly fact: string;
  readonly remedy: string | undefined;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;

  constructor(failure: Failure, fact: string, options: ConfluenceErrorOptions = {}) {
    const { remedy, status, retryAfter } = options;
    super(remedy ? `${fact}. ${remedy}` : fact, options);
    this.failure = failure;
    this.fact = fact;
    this.remedy = remedy;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** What to do about an answer of 401, which has many reasons and never says which. */
export const credentialsRemedy =
  'Check the user name and the API token. The token may have expired or been revoked, its owner may be deactivated, or it belongs to another site; a scoped token needs the cloud id, a classic one must not have it.';
