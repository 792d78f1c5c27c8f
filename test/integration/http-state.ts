import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Keeps Terraform's state in memory, as its backend `http` asks for it: a file would be written at each change. */
export class HttpState {
  /** The state as it was stored last. */
  stored = '';
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', async (request, response) => {
      if (request.method === 'POST') this.stored = await text(request);
      if (request.method === 'DELETE') this.stored = '';
      const found = request.method === 'GET' && this.stored !== '';
      response.writeHead(request.method === 'GET' && !found ? 404 : 200).end(found ? this.stored : '');
    });
  }

  /** Starts on a free loopback port. */
  static async start(): Promise<HttpState> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new HttpState(server);
  }

  /** Where the state is. */
  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/{connector}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
