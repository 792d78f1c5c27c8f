import { CredentialsError, readClient, requestToken } from '../../oauth/token.ts';
import { redactSecrets } from '../../text/redact.ts';
import { Api } from './api.ts';
import { connectionTo } from './connection.ts';
import { endpointOf } from './endpoint.ts';
import { ConductorOneError, messageOf } from './error.ts';
import type { Tell } from './event.ts';
import { type About, helloRequestOf } from './hello.ts';
import { LivenessMonitor } from './liveness.ts';
import { Loop } from './loop.ts';
import { proxyFor } from './proxy.ts';
import { retried, type Wait, wait as waitByTheClock } from './retry.ts';
import type { Handlers } from './task.ts';
import { AccessTokenCache } from './token-cache.ts';

/** What ConductorOne has given to a connector. */
interface ClientCredentials {
  /** `<name>@<tenant host>/<suffix>` */
  readonly clientId: string;
  /** As `readClient` takes it. */
  readonly clientSecret: string;
}

export interface ServiceOptions {
  /** Of the connector's client, by now: asked for at each login. */
  readonly credentials: () => ClientCredentials;
  readonly about: About;
  readonly handlers: Handlers;
  /** Ends the service. */
  readonly signal: AbortSignal;
  /** BATON_C1_API_HOST, BATON_HOST_ID, HTTPS_PROXY and NO_PROXY. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The most tasks at once. @default 3 */
  readonly concurrency?: number;
  /** How long running tasks may go on once the signal aborts, in milliseconds. @default 25 seconds */
  readonly grace?: number;
  /** @default nobody is told */
  readonly tell?: Tell;
  /** Takes what is private out of messages. @default takes out what is a secret beyond doubt */
  readonly redact?: (text: string) => string;
  /** @default by the clock */
  readonly wait?: Wait;
  /** Is told how it goes. @default nobody is */
  readonly watch?: LivenessMonitor;
}

/** The waits between Hellos, in milliseconds. */
const waits = { first: 1_000, longest: 300_000 };

/**
 * Serves ConductorOne until the signal aborts: says Hello, then takes tasks. Resolves once it has stopped.
 *
 * @throws CredentialsError where client id, client secret or environment are in the wrong shape
 * @throws ConductorOneError if ConductorOne refuses the Hello for good, or later on the credentials
 */
export async function serve(options: ServiceOptions): Promise<void> {
  const { credentials, about, environment } = options;
  const { clientId, clientSecret } = credentials();
  await readClient(clientId, clientSecret);
  const endpoint = endpointOf(clientId, environment);
  const { host, audience } = endpoint;
  const proxy = proxyFor(host, environment);
  const over = new AbortController();
  const tokens = new AccessTokenCache(async () => {
    const { clientId, clientSecret } = credentials();
    if (endpointOf(clientId, environment).audience !== audience) {
      throw new CredentialsError(
        `the client id is of another tenant than ${audience}: restart the connector`,
      );
    }
    const client = await readClient(clientId, clientSecret);
    return requestToken(client, host, { audience, proxy, signal: over.signal });
  });
  const api = new Api(
    () => connectionTo(host, { proxy }),
    tokens,
    endpoint,
    `${about.package}/${about.version}`,
    { answered: () => options.watch?.answered() },
  );
  try {
    await serveWith(api, options);
  } finally {
    over.abort();
    api.close();
  }
}

/** As serve, with an API that is there already. @throws ConductorOneError as serve does */
export async function serveWith(
  api: Api,
  options: Omit<ServiceOptions, 'credentials' | 'environment'>,
): Promise<void> {
  const { about, handlers, signal, concurrency = 3, grace = 25_000 } = options;
  const {
    tell = () => {},
    redact = redactSecrets,
    wait = waitByTheClock,
    watch = new LivenessMonitor(),
  } = options;
  const greeting = await helloRequestOf(about);
  try {
    await retried(() => api.hello(greeting, '', signal), {
      ...waits,
      wait,
      signal,
      passing: (error) => error instanceof ConductorOneError && error.passing,
      onRetry: (error, milliseconds) =>
        tell({ type: 'retrying', error: redact(messageOf(error)), wait: milliseconds }),
    });
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  }
  tell({ type: 'connected' });
  await new Loop(
    { api, handlers, greeting, tell, redact, wait, watch },
    { concurrency, grace, signal },
  ).run();
}
