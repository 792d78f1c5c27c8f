import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asJson } from '../../text/json.ts';

export interface HealthServerOptions {
  /** 0 for a free one. */
  readonly port: number;
  /** An address of this machine, e.g. 127.0.0.1; 0.0.0.0 and :: are every address, of IPv4 and of IPv6. */
  readonly bindAddress: string;
  /** Whether the connector can do its work: rejects, with a message for people, where it cannot. */
  readonly validate: (signal: AbortSignal) => Promise<unknown>;
  /** What is wrong with the connector itself, as a sentence; undefined if nothing is. */
  readonly trouble: () => string | undefined;
  /** How that message is told to whoever asks, who need not log in: without what is private. */
  readonly redact: (text: string) => string;
  /** What has been measured, in Prometheus' text format. */
  readonly metrics: () => Promise<string>;
}

/** What its answers are made of. */
type Answering = Omit<HealthServerOptions, 'port' | 'bindAddress'>;

/** That the server cannot listen where it should. */
export class HealthError extends Error {
  override readonly name = 'HealthError';
}

const everyAddress: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** How long a validation may take, in milliseconds. */
const validationTimeout = 30_000;

/**
 * Says over HTTP how the connector is, as the Go connector does: at `/health` whether it can do its work, at `/ready`
 * whether it goes on, at `/live` that it runs. Answers are JSON, `{status, timestamp, details?}`, with a status of 200 or 503. At
 * `/metrics`, which is our own, is what Prometheus asks for.
 */
export class HealthServer {
  readonly #server: Server;
  readonly #options: Answering;
  #validation: Promise<unknown> | undefined;

  private constructor(server: Server, options: Answering) {
    this.#server = server;
    this.#options = options;
    server.on('request', ({ url = '' }, response) => {
      // Whatever cannot be told ends its request, and nothing else.
      this.#answer(url.replace(/\?.*/, ''), response).catch(() => response.destroy());
    });
  }

  /** @throws HealthError where it cannot listen there */
  static async start({ port, bindAddress, ...options }: HealthServerOptions): Promise<HealthServer> {
    const server = createServer();
    const health = new HealthServer(server, options);
    // As in Go. Without an address, Node listens on both families, and on IPv4 where a kernel has no IPv6: so the
    // kubelet's probes arrive on clusters of either family.
    if (everyAddress.has(bindAddress)) server.listen(port);
    else server.listen(port, bindAddress);
    try {
      await once(server, 'listening');
    } catch (cause) {
      throw new HealthError(
        `The health check cannot listen on ${bindAddress}:${port}: ${(cause as Error).message}. Set --health-check-bind-address and --health-check-port to what is free.`,
        { cause },
      );
    }
    return health;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(path: string, response: ServerResponse): Promise<void> {
    switch (path) {
      case '/live':
        return send(response, 200, 'alive');
      case '/ready': {
        const trouble = this.#options.trouble();
        if (trouble === undefined) return send(response, 200, 'ready');
        return send(response, 503, 'not ready', { error: trouble });
      }
      case '/health': {
        const trouble = this.#options.trouble();
        if (trouble !== undefined) return send(response, 503, 'unhealthy', { error: trouble });
        try {
          await this.#validated();
          return send(response, 200, 'healthy');
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          const validation_error = this.#options.redact(message);
          const details = { error: 'connector validation failed', validation_error };
          return send(response, 503, 'unhealthy', details);
        }
      }
      case '/metrics': {
        const text = await this.#options.metrics();
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
        return;
      }
      default:
        response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
    }
  }

  /** One validation serves all who ask while it runs. */
  #validated(): Promise<unknown> {
    this.#validation ??= this.#options.validate(AbortSignal.timeout(validationTimeout)).finally(() => {
      this.#validation = undefined;
    });
    return this.#validation;
  }
}

function send(
  response: ServerResponse,
  statusCode: number,
  status: string,
  details?: Readonly<Record<string, string>>,
): void {
  const timestamp = new Date().toISOString().replace(/\.\d+/, '');
  response.writeHead(statusCode, { 'content-type': 'application/json' });
  response.end(`${asJson({ status, timestamp, ...(details && { details }) })}\n`);
}
