import { type Dispatcher, request } from 'undici';
import { abortError } from './abort.ts';
import type { Answer, Call, Client, Query } from './client.ts';
import { acceptEncoding, bytesOf, decoded } from './decoding.ts';
import { ConfluenceError } from './error.ts';
import { noAnswer, noJson, type ReceivedResponse, refusal } from './error-response.ts';
import { nextOf } from './link-header.ts';
import type { CallObserver } from './observer.ts';
import { proxiedPool } from './proxy.ts';
import { type RateLimit, rateLimitOf } from './rate-limit-headers.ts';
import { withTimeout } from './timeout.ts';

/** Whom to call, and as whom. */
export interface Endpoint {
  /** What the paths of calls are appended to. */
  readonly base: string;
  /** The header that says who asks. @default nobody in particular */
  readonly authorization?: string;
  /** The header by now, for calls that are refused. @default the same for good */
  readonly renewed?: () => string;
}

export interface TransportOptions {
  /** How long a call may take, from connecting to the last byte of the answer; in milliseconds. */
  readonly timeout: number;
  /** Ends every call that has no signal of its own. */
  readonly signal?: AbortSignal | undefined;
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY. @default none of them */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** @default a pool of connections that respects the environment */
  readonly dispatcher?: Dispatcher | undefined;
  readonly observer?: CallObserver | undefined;
}

/** Sends calls, and may know how Confluence bears them. */
export interface Transport extends Client {
  /** What the latest answer says of how much may be asked for; undefined before there is one. */
  readonly rateLimit?: RateLimit | undefined;
}

/**
 * Sends calls, one by one and once: RetryingClient tries again. Never
 * follows a redirection: the credentials are meant for one host. Every failure is a ConfluenceError.
 *
 * @throws ConfluenceError `refused` if the variable of the proxy is wrong
 */
export function transport(target: Endpoint, options: TransportOptions): Transport {
  const { base, renewed } = target;
  const { timeout, signal, environment = {}, observer } = options;
  const { dispatcher = proxiedPool(environment, base) } = options;
  const headers = { accept: 'application/json', 'accept-encoding': acceptEncoding };
  let { authorization } = target;
  let rateLimit: RateLimit | undefined;
  return {
    get rateLimit() {
      return rateLimit;
    },
    async send<Data>(call: Call<Data>): Promise<Answer<Data>> {
      const { method = 'GET', body } = call;
      const url = `${base}${call.path}${query(call.query)}`;
      const what = `${method} ${call.path}`;
      const exchanged = (as: string | undefined) =>
        exchange(what, url, {
          method,
          dispatcher,
          headers: {
            ...headers,
            ...(as && { authorization: as }),
            ...(body !== undefined && { 'content-type': 'application/json' }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          timeout,
          signal: call.signal ?? signal,
          observer,
        });
      const used = authorization;
      let answer = await exchanged(used);
      if (answer.status === 401 && renewed) {
        authorization = renewed();
        if (authorization !== used) answer = await exchanged(authorization);
      }
      rateLimit = rateLimitOf(answer.headers);
      if (answer.status >= 300) throw refusal(what, url, answer);
      const nextLink = nextOf(answer.headers['link']);
      if (!call.schema) return { data: undefined as Data, nextLink };
      const { success, data, error } = call.schema.safeParse(parsed(what, answer));
      if (success) return { data, nextLink };
      const [issue] = error.issues;
      throw new ConfluenceError(
        'malformed',
        `${what}: the answer is not what Confluence's API describes: ${issue?.path.join('.')}: ${issue?.message}`,
      );
    },
  };
}

type RequestOptions = NonNullable<Parameters<typeof request>[1]> & {
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  readonly observer?: CallObserver | undefined;
};

async function exchange(
  what: string,
  url: string,
  { timeout, signal, observer, ...options }: RequestOptions,
): Promise<ReceivedResponse> {
  try {
    const answer = await withTimeout(timeout, signal, (ending) =>
      received(url, { ...options, signal: ending }),
    );
    observer?.answered(answer.status);
    return answer;
  } catch (cause) {
    if (signal?.aborted) throw abortError(signal, what);
    const error = noAnswer(what, new URL(url).host, cause, timeout);
    observer?.answered(error.failure);
    throw error;
  }
}

/** A whole answer. */
async function received(
  url: string,
  options: NonNullable<Parameters<typeof request>[1]>,
): Promise<ReceivedResponse> {
  const response = await request(url, { ...options, headersTimeout: 0, bodyTimeout: 0 });
  const { statusCode: status, headers, body } = response;
  const bytes = await bytesOf(body);
  const text = await decoded(bytes, headers['content-encoding']).catch((error) => {
    // The status of an error counts, even if its words cannot be read.
    if (status >= 300) return '';
    throw error;
  });
  return { status, headers, text };
}

/** The query of a call: lists are repeated, what is undefined is left out. */
function query(parameters: Query = {}): string {
  const pairs = Object.entries(parameters).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((each) => each !== undefined && each !== null)
      .map((each) => [key, String(each)]),
  );
  return pairs.length > 0 ? `?${new URLSearchParams(pairs as [string, string][])}` : '';
}

function parsed(what: string, answer: ReceivedResponse): unknown {
  try {
    return JSON.parse(answer.text);
  } catch (cause) {
    throw noJson(what, answer, cause);
  }
}
