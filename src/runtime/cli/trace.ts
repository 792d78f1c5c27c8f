import { subscribe } from 'node:diagnostics_channel';
import type { Logger } from 'pino';

interface Traced {
  readonly request: { readonly method: string; readonly origin: string; readonly path: string };
  readonly response?: { readonly statusCode: number };
  readonly error?: Error;
}

/** Logs every answer and every failure of the HTTP client at level debug, without headers and bodies. */
export function traceRequests(log: Logger): void {
  for (const channel of ['undici:request:headers', 'undici:request:error']) {
    subscribe(channel, (message) => {
      const { request, response, error } = message as Traced;
      const { method, origin, path } = request;
      log.debug(
        { method, url: `${origin}${path}`, status: response?.statusCode, error: error?.message },
        'request',
      );
    });
  }
}
