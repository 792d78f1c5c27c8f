import type { Dispatcher } from 'undici';
import { authorization, baseUrl, type Owner, type SiteLogin, siteUrl } from './address.ts';
import type { CallObserver } from './observer.ts';
import { RetryingClient } from './retrying-client.ts';
import { type Endpoint, transport } from './transport.ts';

/** How to speak with Confluence. */
export interface ConnectOptions {
  /** Ends every call and all waiting. */
  readonly signal?: AbortSignal | undefined;
  /** The most calls side by side. @default 16 */
  readonly ceiling?: number | undefined;
  /** How often a call is tried before its failure counts. @default 12, with waits of a minute and a half in all */
  readonly attempts?: number | undefined;
  /** The wait before the second attempt, doubled for each further one, in milliseconds. @default 250 */
  readonly backoff?: number | undefined;
  /** How long a call waits at most because Confluence asks for it, in milliseconds. @default 15 minutes */
  readonly longestWait?: number | undefined;
  /** When the time is over, as performance.now() counts it: nothing waits beyond it. @default never */
  readonly deadline?: number | undefined;
  /** How long a call may take, from connecting to the last byte of the answer; in milliseconds. @default a minute */
  readonly timeout?: number | undefined;
  /** Who asks by now: a call that Confluence refuses is made once more if that is somebody else, or by another token. */
  readonly renew?: (() => Owner) | undefined;
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY. @default none of them */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** @default a pool of connections that respects the environment */
  readonly dispatcher?: Dispatcher | undefined;
  /** @default nobody is told of calls */
  readonly observer?: CallObserver | undefined;
}

/**
 * A client of one site for one run. Nothing is sent yet, and nobody knows whether the credentials are good: logIn
 * finds out.
 *
 * @throws ConfluenceError `refused` where the domain URL is none, or the variable of the proxy is wrong
 */
export function connect(access: SiteLogin, options: ConnectOptions = {}): RetryingClient {
  const { renew } = options;
  const target = { base: baseUrl(access), authorization: authorization(access) };
  return clientOf({ ...target, ...(renew && { renewed: () => authorization(renew()) }) }, options);
}

/** As connect, without credentials: for what a site tells everybody. */
export function connectAsNobody(domainUrl: string, options: ConnectOptions = {}): RetryingClient {
  return clientOf({ base: siteUrl(domainUrl) }, options);
}

function clientOf(target: Endpoint, options: ConnectOptions): RetryingClient {
  const {
    ceiling = 16,
    attempts = 12,
    timeout = 60_000,
    environment,
    dispatcher,
    renew: _,
    ...patience
  } = options;
  const { signal, observer } = options;
  const sending = transport(target, { timeout, signal, environment, dispatcher, observer });
  return new RetryingClient(sending, {
    ceiling,
    attempts,
    ...patience,
  });
}
