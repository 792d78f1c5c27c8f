import { networkReason } from '../../network/network-error.ts';
import { ProxyError } from '../../network/proxy.ts';
import { plain, shortened } from '../../text/plain.ts';
import { EncodingError } from './decoding.ts';
import { ConfluenceError, credentialsRemedy } from './error.ts';
import { wrongProxy } from './proxy.ts';

/** What came back. */
export interface ReceivedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const addressRemedy =
  'Check the name of the site, and that this machine may reach it: DNS, a firewall, a proxy (HTTPS_PROXY, NO_PROXY).';

const trustRemedy =
  'Where a proxy inspects TLS, NODE_EXTRA_CA_CERTS must name a PEM file with its certificate authority when the program starts; otherwise check the name of the site and the clock of this machine.';

/** What to do about a call that is refused after a good login. */
export const rightsRemedy =
  "The token's owner needs administrator access; a scoped token needs the scopes to read users, groups, spaces and permissions.";

/** What to do about a call that a scoped token is refused. */
export const scopesRemedy =
  'The scoped token lacks a scope: it needs those to read users, groups, spaces and permissions.';

/** How Node.js names what it holds against a certificate. */
const distrust = /CERT|^UNABLE_TO_|^INVALID_(?:CA|PURPOSE)$|^HOSTNAME_MISMATCH$|^UND_ERR_PRX_TLS$/;

/** No connection came about; EPROTO is what speaks something else than TLS. */
const noConnection =
  /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ETIMEDOUT|ENETUNREACH|EPROTO|UND_ERR_CONNECT_TIMEOUT|UND_ERR_PRX_CONN)$|^ERR_SSL_/;

/**
 * Why there is no answer.
 * @param what what was called
 * @param host who was to answer
 * @param timeout how long it had, in milliseconds
 */
export function noAnswer(what: string, host: string, cause: unknown, timeout: number): ConfluenceError {
  if (cause instanceof ProxyError) return wrongProxy(cause, what);
  if (cause instanceof EncodingError) {
    const fact = `${what}: the answer of ${host} cannot be read: ${cause.message}`;
    return new ConfluenceError(cause.failure, fact, { cause });
  }
  if ((cause as Error).name === 'TimeoutError') {
    const fact = `${what}: ${host} has not sent its whole answer within ${timeout / 1000} s`;
    return new ConfluenceError('network', fact, { cause });
  }
  const { message, code } = networkReason(cause) ?? { message: (cause as Error).message, code: '' };
  // What OpenSSL says is for its developers.
  const words = code.startsWith('ERR_SSL_') ? '' : message;
  const why = words.includes(code) ? words : `${code} ${words}`.trim();
  if (distrust.test(code)) {
    return new ConfluenceError('untrusted', `${what}: the certificate of ${host} is not trusted: ${why}`, {
      remedy: trustRemedy,
      cause,
    });
  }
  // undici tells only in words that a proxy refuses, e.g. with 407.
  const failure = noConnection.test(code) || /^Proxy /.test(message) ? 'unreachable' : 'network';
  const remedy = failure === 'unreachable' ? addressRemedy : undefined;
  return new ConfluenceError(failure, `${what}: no answer from ${host}: ${why}`, { remedy, cause });
}

/** An answer of success that is no JSON: cut off on its way, or somebody else's. */
export function noJson(what: string, { status, headers }: ReceivedResponse, cause: unknown): ConfluenceError {
  const type = one(headers['content-type']) ?? 'nothing that says what it is';
  if (type.includes('json')) {
    return new ConfluenceError('network', `${what}: the answer is no JSON`, { status, cause });
  }
  return new ConfluenceError('unreachable', `${what}: ${type} in place of JSON, with status ${status}`, {
    remedy: `A proxy or a login page may have answered. ${addressRemedy}`,
    status,
    cause,
  });
}

/** Why an answer is none of success. @param url what was called, in full */
export function refusal(
  what: string,
  url: string,
  { status, headers, text }: ReceivedResponse,
): ConfluenceError {
  const retryAfter = retryAfterOf(headers);
  const fact = `${what}: Confluence answers ${status}${redirection(url, one(headers['location']))}${reasonOf(text)}${loginReason(headers)}${limitReason(headers)}`;
  if (status === 401) {
    const remedy = /scope does not match/.test(text) ? scopesRemedy : credentialsRemedy;
    return new ConfluenceError('credentials', fact, { status, remedy });
  }
  if (status === 403) return new ConfluenceError('forbidden', fact, { status, remedy: rightsRemedy });
  if (status === 404) return new ConfluenceError('missing', fact, { status });
  if (status === 429 || (status === 503 && retryAfter !== undefined)) {
    return new ConfluenceError('limited', fact, { status, retryAfter: retryAfter ?? 1_000 });
  }
  return new ConfluenceError(status >= 500 ? 'server' : 'refused', fact, { status });
}

/**
 * When to come again, in milliseconds from now: `Retry-After`, in seconds or as a date, else `X-RateLimit-Reset`, a
 * time. Times are seen from that of the answer: this machine's clock may be wrong. Undefined if neither says.
 */
function retryAfterOf(headers: ReceivedResponse['headers']): number | undefined {
  const sent = Date.parse(one(headers['date']) ?? '');
  const now = Number.isNaN(sent) ? Date.now() : sent;
  const asked = one(headers['retry-after'])?.trim() || undefined;
  const reset = one(headers['x-ratelimit-reset']);
  const waits = [Number(asked) * 1000, Date.parse(asked ?? '') - now, Date.parse(reset ?? '') - now];
  const wait = waits.find((milliseconds) => !Number.isNaN(milliseconds));
  return wait === undefined ? undefined : Math.max(0, wait);
}

/** What Confluence says of a limit, e.g. `confluence-burst-based`. */
function limitReason(headers: ReceivedResponse['headers']): string {
  const [reason] = /^[\w. -]{1,80}$/.exec(one(headers['ratelimit-reason']) ?? '') ?? [];
  return reason ? ` (${reason})` : '';
}

/** Where a redirection leads to, without path and query: these may hold what is nobody's business. */
function redirection(url: string, location: string | undefined): string {
  const origin = location === undefined ? undefined : URL.parse(location, url)?.origin;
  return origin ? `, go to ${origin}` : '';
}

/** How much of an error's body is looked at, in UTF-16 code units, and how much of its words is told. */
const [looked, told] = [16_384, 200];

/** What the body of an error says, on one line: v1 has a message, v2 a list of titles. */
function reasonOf(text: string): string {
  const written = /"(?:message|title)"\s*:\s*("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*)/u.exec(
    text.slice(0, looked),
  )?.[1];
  if (written === undefined) return '';
  const words = plain(shortened(JSON.parse(`${written}"`), told)).trim();
  return words && `: ${words}`;
}

/** What Confluence says of a login, e.g. `AUTHENTICATION_DENIED` once too many have failed. */
function loginReason(headers: ReceivedResponse['headers']): string {
  const [reason] = /^[A-Z_]+$/.exec(one(headers['x-seraph-loginreason']) ?? 'OK') ?? [];
  return reason && reason !== 'OK' ? ` (${reason})` : '';
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
