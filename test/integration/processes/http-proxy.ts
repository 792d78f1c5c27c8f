import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { proxiedName } from '../../support/certificate.ts';

/** An HTTP proxy on the loopback interface that keeps what it was asked for, and takes `proxiedName` for this machine. */
export class HttpProxy {
  /** As `<method> <target>`. */
  readonly asked: string[] = [];
  /** The credentials that came, decoded; undefined where none did. */
  readonly credentials: (string | undefined)[] = [];
  readonly #wanted: string | undefined;
  readonly #server = createServer();

  private constructor(wanted: string | undefined) {
    this.#wanted = wanted;
    this.#server.on('connect', (request, socket, head) => this.#tunnel(request, socket, head));
    this.#server.on('request', (request, response) => this.#pass(request, response));
  }

  /** @param wanted user and password, as `user:password`; others are answered 407. @default anybody may use it */
  static async start(wanted?: string): Promise<HttpProxy> {
    const proxy = new HttpProxy(wanted);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** @param credentials to be sent along, as `user:password`, encoded as a URL has it */
  url(credentials?: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${credentials === undefined ? '' : `${credentials}@`}127.0.0.1:${port}`;
  }

  /** Ends all but the tunnels, which end with their clients. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #tunnel(asking: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.#admits(asking)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const { hostname, port } = local(`http://${asking.url}`);
    const site = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      site.write(head);
      site.pipe(socket).pipe(site);
    });
    site.on('error', () => socket.destroy());
    socket.on('error', () => site.destroy());
  }

  #pass(asking: IncomingMessage, response: ServerResponse): void {
    if (!this.#admits(asking)) {
      response.writeHead(407).end();
      return;
    }
    const { method, headers, url = '' } = asking;
    asking.pipe(
      request(local(url), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  }

  #admits({ method, url, headers }: IncomingMessage): boolean {
    const [, base64] = /^Basic (.+)$/.exec(headers['proxy-authorization'] ?? '') ?? [];
    const credentials = base64 && Buffer.from(base64, 'base64').toString('utf8');
    this.asked.push(`${method} ${url}`);
    this.credentials.push(credentials);
    return this.#wanted === undefined || credentials === this.#wanted;
  }
}

function local(text: string): URL {
  const url = new URL(text);
  if (url.hostname === proxiedName) url.hostname = '127.0.0.1';
  return url;
}
