import { once } from 'node:events';
import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { logsIn, type ReceivedLog, type ReceivedSpan, spansIn } from './otlp.ts';

/** How a collector answers: it takes all, says no by a status of gRPC or of HTTP, rejects some, or says nothing. */
export type Answer =
  | 'taken'
  | 'silence'
  | { readonly grpc: number; readonly message?: string }
  | { readonly http: number }
  | { readonly rejected: number; readonly why: string };

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** Whether it was taken. */
  readonly taken: boolean;
}

/** A collector that takes OTLP over gRPC, and keeps all that it takes. */
export class Collector {
  answer: Answer = 'taken';
  /** Every request, in their order. */
  readonly requests: Received[] = [];
  readonly #server: Http2Server;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #scheme: string;

  private constructor(server: Http2Server, scheme: string) {
    this.#server = server;
    this.#scheme = scheme;
    server.on('session', (session) => {
      this.#sessions.add(session);
      session.once('close', () => this.#sessions.delete(session)).on('error', () => {});
    });
    server.on('stream', (stream, headers) => {
      stream.on('error', () => {});
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => this.#take(stream, headers, Buffer.concat(chunks)));
    });
  }

  /** @param tls @default none @param at a port, or the path of a socket. @default any port */
  static async start(
    tls?: { readonly key: string; readonly cert: string },
    at: string | number = 0,
  ): Promise<Collector> {
    const server = tls ? createSecureServer(tls) : createServer();
    if (typeof at === 'string') server.listen(at);
    else server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    return new Collector(server, tls ? 'https' : 'http');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** As the flag takes it. */
  get endpoint(): string {
    return `localhost:${this.port}`;
  }

  get url(): string {
    return `${this.#scheme}://${this.endpoint}`;
  }

  /** How many connections there are. */
  get connections(): number {
    return this.#sessions.size;
  }

  get spans(): readonly ReceivedSpan[] {
    return this.#taken('opentelemetry.proto.collector.trace.v1.TraceService').flatMap(({ bytes }) =>
      spansIn(bytes),
    );
  }

  get logs(): readonly ReceivedLog[] {
    return this.#taken('opentelemetry.proto.collector.logs.v1.LogsService').flatMap(({ bytes }) =>
      logsIn(bytes),
    );
  }

  async stop(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #taken(service: string): readonly Received[] {
    return this.requests.filter(({ path, taken }) => taken && path === `/${service}/Export`);
  }

  #take(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, body: Buffer): void {
    const { answer } = this;
    // Before the message there are a byte that says that it is not compressed, and its length.
    const bytes = body.subarray(5, 5 + body.readUInt32BE(1));
    this.requests.push({ path: headers[':path'] ?? '', headers, bytes, taken: answer === 'taken' });
    if (answer === 'silence' || stream.destroyed) return;
    if (typeof answer === 'object' && 'http' in answer) {
      stream.respond({ ':status': answer.http, 'content-type': 'text/plain' });
      stream.end('no');
      return;
    }
    const { grpc = 0, message = '' } = typeof answer === 'object' && 'grpc' in answer ? answer : {};
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.once('wantTrailers', () =>
      stream.sendTrailers({ 'grpc-status': String(grpc), 'grpc-message': encodeURIComponent(message) }),
    );
    stream.end(grpc === 0 ? answerMessage(answer) : undefined);
  }
}

/** An answer as gRPC frames it. */
function answerMessage(answer: Answer): Buffer {
  const partial =
    typeof answer === 'object' && 'rejected' in answer
      ? Buffer.concat([Buffer.from([8, answer.rejected, 18, answer.why.length]), Buffer.from(answer.why)])
      : undefined;
  const message = partial ? Buffer.concat([Buffer.from([10, partial.length]), partial]) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
}
