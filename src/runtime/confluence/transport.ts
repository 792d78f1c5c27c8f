import type { Client, SendRequestOptions } from 'confluence.js/core';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { type Access, authorization, baseUrl } from './access.ts';
import { ConfluenceError, credentialsRemedy } from './error.ts';
import { stopped } from './stop.ts';

export interface TransportOptions {
  /** How long Confluence may keep silent in the midst of a call, in milliseconds. */
  readonly timeout: number;
  /** Ends every call. */
  readonly signal?: AbortSignal | undefined;
  /** @default a pool of connections that respects HTTPS_PROXY and NO_PROXY */
  readonly dispatcher?: Dispatcher | undefined;
}

/**
 * Sends the calls of confluence.js, one by one and once: whoever wants patience wraps it. In place of that
 * library's own client, as that one has no time limit and no proxy, and keeps Retry-After of a 503 to itself.
 * Every failure is a ConfluenceError.
 */
export function transport(access: Access, options: TransportOptions): Client {
  const base = baseUrl(access);
  const dispatcher = options.dispatcher ?? new EnvHttpProxyAgent();
  const headers = { accept: 'application/json', authorization: authorization(access) };
  return {
    async sendRequest<Answer>(call: SendRequestOptions<Answer>): Promise<Answer> {
      const { method = 'GET', body } = call;
      const url = `${base}${call.url}${query(call.searchParams)}`;
      const what = `${method} ${call.url}`;
      const answer = await exchange(
        what,
        url,
        {
          method,
          dispatcher,
          headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          headersTimeout: options.timeout,
          bodyTimeout: options.timeout,
          signal: options.signal,
        },
        options.signal,
      );
      if (answer.status >= 300) throw refusal(what, answer);
      if (!call.schema) return undefined as Answer;
      const { success, data, error } = call.schema.safeParse(parsed(what, answer.text));
      if (success) return data;
      const [issue] = error.issues;
      throw new ConfluenceError(
        'malformed',
        `${what}: the answer is not what Confluence's API describes: ${issue?.path.join('.')}: ${issue?.message}`,
      );
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

type RequestOptions = NonNullable<Parameters<typeof request>[1]>;

async function exchange(
  what: string,
  url: string,
  options: RequestOptions,
  stop: AbortSignal | undefined,
): Promise<Answer> {
  try {
    const { statusCode, headers, body } = await request(url, options);
    return { status: statusCode, headers, text: await body.text() };
  } catch (error) {
    if (stop?.aborted) throw stopped(stop, what);
    const { message, code } = error as NodeJS.ErrnoException;
    throw new ConfluenceError('network', `${what}: no answer: ${code ?? message}`, { cause: error });
  }
}

/** The query of a call: lists are repeated, what is undefined is left out. */
function query(parameters: Readonly<Record<string, unknown>> = {}): string {
  const pairs = Object.entries(parameters).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((each) => each !== undefined && each !== null)
      .map((each) => [key, String(each)]),
  );
  return pairs.length > 0 ? `?${new URLSearchParams(pairs as [string, string][])}` : '';
}

function parsed(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Cut off on its way, or a page of something between here and Confluence: either may pass.
    throw new ConfluenceError('network', `${what}: the answer is no JSON`, { cause });
  }
}

function refusal(what: string, { status, headers, text }: Answer): ConfluenceError {
  const retryAfter = retryAfterOf(headers['retry-after']);
  const message = `${what}: Confluence answers ${status}${reasonOf(text)}`;
  if (status === 401) return new ConfluenceError('credentials', `${message}. ${credentialsRemedy}`);
  if (status === 403) {
    return new ConfluenceError(
      'forbidden',
      `${message}. The token's owner needs administrator access; a scoped token needs the scopes to read users, groups, spaces and permissions.`,
    );
  }
  if (status === 404) return new ConfluenceError('missing', message);
  if (status === 429 || (status === 503 && retryAfter !== undefined)) {
    return new ConfluenceError('limited', message, { retryAfter: retryAfter ?? 1_000 });
  }
  return new ConfluenceError(status >= 500 ? 'server' : 'refused', message);
}

/** `Retry-After`, in seconds or as a date, in milliseconds from now. */
function retryAfterOf(header: string | string[] | undefined): number | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  if (value === undefined) return undefined;
  const seconds = Number(value);
  const milliseconds = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

/** What the body of an error says, on one line: v1 has a message, v2 a list of titles. */
function reasonOf(text: string): string {
  const [, words] = /"(?:message|title)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return words ? `: ${words.slice(0, 200)}` : '';
}
