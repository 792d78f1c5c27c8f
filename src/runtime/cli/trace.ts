import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Logger } from 'pino';

interface Traced {
  readonly request: { readonly method: string; readonly origin: string; readonly path: string };
  readonly response?: { readonly statusCode: number };
  readonly error?: Error;
}

const begun = 'undici:request:create';
const channels = ['undici:request:headers', 'undici:request:error'] as const;

/**
 * Logs every answer and every failure of the HTTP client at level debug, without headers and bodies.
 * @param isWanted is asked in the code that makes a request. @default all are
 * @returns ends it
 */
export function traceRequests(log: Logger, isWanted: () => boolean = () => true): () => void {
  const wanted = new WeakSet<Traced['request']>();
  const begin = (message: unknown) => {
    if (isWanted()) wanted.add((message as Traced).request);
  };
  const trace = (message: unknown) => {
    const { request, response, error } = message as Traced;
    if (!wanted.has(request)) return;
    const { method, origin, path } = request;
    log.debug(
      { method, url: `${origin}${path}`, status: response?.statusCode, error: error?.message },
      'request',
    );
  };
  subscribe(begun, begin);
  for (const channel of channels) subscribe(channel, trace);
  return () => {
    unsubscribe(begun, begin);
    for (const channel of channels) unsubscribe(channel, trace);
  };
}
