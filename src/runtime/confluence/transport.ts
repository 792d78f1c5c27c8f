import { type Dispatcher, request } from 'undici';
import type { Answer, Call, Client, Query } from './client.ts';
import { ConfluenceError } from './error.ts';
import { nextOf } from './link-header.ts';
import type { CallObserver } from './observer.ts';
import { proxiedPool } from './proxy.ts';
import { type RateLimit, rateLimitOf } from './rate-limit.ts';
import { type Arrived, noAnswer, noJson, refusal } from './refusal.ts';
import { stopped } from './stop.ts';

/** Whom to call, and as whom. */
export interface Target {
  /** What the paths of calls are appended to. */
  readonly base: string;
  /** The header that says who asks. @default nobody in particular */
  readonly authorization?: string;
}

export interface TransportOptions {
  /** How long Confluence may keep silent in the midst of a call, in milliseconds. */
  readonly timeout: number;
  /** Ends every call. */
  readonly signal?: AbortSignal | undefined;
  /** @default a pool of connections that respects HTTPS_PROXY and NO_PROXY */
  readonly dispatcher?: Dispatcher | undefined;
  readonly observer?: CallObserver | undefined;
}

/** Sends calls, and may know how Confluence bears them. */
export interface Transport extends Client {
  /** What the latest answer says of how much may be asked for; undefined before there is one. */
  readonly rateLimit?: RateLimit | undefined;
}

/**
 * Sends calls, one by one and once: PatientClient adds patience. Never
 * follows a redirection: the credentials are meant for one host. Every failure is a ConfluenceError.
 *
 * @throws ConfluenceError where the proxy's address is none
 */
export function transport({ base, authorization }: Target, options: TransportOptions): Transport {
  const { timeout, signal, dispatcher = proxiedPool(), observer } = options;
  const headers = { accept: 'application/json', ...(authorization && { authorization }) };
  let rateLimit: RateLimit | undefined;
  return {
    get rateLimit() {
      return rateLimit;
    },
    async send<Data>(call: Call<Data>): Promise<Answer<Data>> {
      const { method = 'GET', body } = call;
      const url = `${base}${call.path}${query(call.query)}`;
      const what = `${method} ${call.path}`;
      const ended = [signal ?? [], call.signal ?? []].flat();
      const answer = await exchange(what, url, {
        method,
        dispatcher,
        headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        headersTimeout: timeout,
        bodyTimeout: timeout,
        ...(ended.length > 0 && { signal: AbortSignal.any(ended) }),
        observer,
      });
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
  readonly signal?: AbortSignal | undefined;
  readonly observer?: CallObserver | undefined;
};

async function exchange(
  what: string,
  url: string,
  { observer, ...options }: RequestOptions,
): Promise<Arrived> {
  try {
    const { statusCode: status, headers, body } = await request(url, options);
    const text = await body.text();
    observer?.answered(status);
    return { status, headers, text };
  } catch (cause) {
    if (options.signal?.aborted) throw stopped(options.signal, what);
    const error = noAnswer(what, new URL(url).host, cause);
    observer?.answered(error.failure);
    throw error;
  }
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

function parsed(what: string, answer: Arrived): unknown {
  try {
    return JSON.parse(answer.text);
  } catch (cause) {
    throw noJson(what, answer, cause);
  }
}
