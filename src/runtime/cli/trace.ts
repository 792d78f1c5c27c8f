import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Logger } from 'pino';

interface Traced {
  readonly request: { readonly method: string; readonly origin: string; readonly path: string };
  readonly response?: { readonly statusCode: number };
  readonly error?: Error;
}

const channels = ['undici:request:headers', 'undici:request:error'] as const;

/**
 * Logs every answer and every failure of the HTTP client at level debug, without headers and bodies.
 * @returns ends it
 */
export function traceRequests(log: Logger): () => void {
  const trace = (message: unknown) => {
    const { request, response, error } = message as Traced;
    const { method, origin, path } = request;
    log.debug(
      { method, url: `${origin}${path}`, status: response?.statusCode, error: error?.message },
      'request',
    );
  };
  for (const channel of channels) subscribe(channel, trace);
  return () => {
    for (const channel of channels) unsubscribe(channel, trace);
  };
}
