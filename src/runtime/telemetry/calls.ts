import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { routeOf } from './route.ts';
import type { CallEnd, Run } from './run.ts';

// Calls are seen where they leave this process, so that what makes them need not know: the HTTP client tells of requests
// to Confluence, and Node.js of calls to ConductorOne, which are gRPC.

interface Told {
  readonly request: {
    readonly method: string;
    readonly origin: string | URL;
    readonly path: string;
  };
  readonly response?: { readonly statusCode: number };
  readonly error?: Error & { readonly code?: unknown };
}

interface Stream {
  readonly stream: ClientHttp2Stream;
  readonly headers: IncomingHttpHeaders;
}

type End = (end: CallEnd) => void;

/** gRPC's own way to say that nothing went wrong. */
const ok = '0';

/**
 * Makes a span of every call that belongs to a run.
 * @param runHere the run that the code which makes the call works at
 * @returns ends it
 */
export function traceCalls(runHere: () => Run | undefined): () => void {
  const ends = new WeakMap<object, { readonly end: End; status?: number }>();
  const created = (message: unknown) => {
    const { request } = message as Told;
    const { method, origin, path } = request;
    // What asks a proxy for a way is not the call itself.
    const run = method === 'CONNECT' ? undefined : runHere();
    if (!run) return;
    const { hostname, port } = new URL(origin);
    const attributes = { 'server.address': hostname, ...(port !== '' && { 'server.port': Number(port) }) };
    ends.set(request, { end: run.request(method, routeOf(path), `${method} ${origin}${path}`, attributes) });
  };
  const answered = (message: unknown) => {
    const { request, response } = message as Told;
    const known = ends.get(request);
    if (known && response) known.status = response.statusCode;
  };
  const ended = (message: unknown) => {
    const { request, error } = message as Told;
    const { end, status } = ends.get(request) ?? {};
    ends.delete(request);
    end?.({
      ...(status !== undefined && { attributes: { 'http.response.status_code': status } }),
      error: error ? codeOf(error) : status !== undefined && status >= 400 ? String(status) : undefined,
    });
  };
  const opened = (message: unknown) => {
    const { stream, headers } = message as Stream;
    const { ':path': path = '', ':authority': authority = '' } = headers;
    const method = path.slice(1);
    // Those that only say that a task goes on tell nothing.
    const run = /^c1[.][\w.]+\/\w+$/.test(method) && !method.endsWith('/Heartbeat') ? runHere() : undefined;
    if (!run) return;
    const { hostname } = URL.parse(`https://${authority}`) ?? {};
    const end = run.call(method, {
      'rpc.system.name': 'grpc',
      'rpc.method': method,
      ...(hostname && { 'server.address': hostname }),
    });
    let status: string | undefined;
    const read = (found: IncomingHttpHeaders) => {
      status = found['grpc-status']?.toString() ?? status;
    };
    stream.on('response', read).on('trailers', read);
    stream.once('close', () => {
      const wrong = status === ok ? undefined : (status ?? 'no answer');
      end({
        ...(status !== undefined && { attributes: { 'rpc.response.status_code': status } }),
        error: wrong,
      });
    });
  };
  const listeners = [
    ['undici:request:create', created],
    ['undici:request:headers', answered],
    ['undici:request:trailers', ended],
    ['undici:request:error', ended],
    ['http2.client.stream.created', opened],
  ] as const;
  for (const [channel, listener] of listeners) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of listeners) unsubscribe(channel, listener);
  };
}

/** What kind of error it is: its message could tell more than a trace may. */
function codeOf({ code, name }: Error & { readonly code?: unknown }): string {
  return typeof code === 'string' ? code : name;
}
