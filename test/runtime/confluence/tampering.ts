import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from '../../simulator/simulator.ts';

/** What becomes of an answer: of its JSON, or of its text where it is none. @param path without the query */
export type Tamper = (path: string, answer: unknown) => unknown;

/** Stands between a client and a simulator, and changes what that answers. */
export class Tampering {
  /** What becomes of the answers from now on. */
  tamper: Tamper = (_, answer) => answer;
  /** How the path ends of those answers that come last. */
  late: string | undefined;
  readonly #server = createServer();

  /** @param simulator whom the requests are passed on to */
  static async start({ url }: Simulator): Promise<Tampering> {
    const tampering = new Tampering();
    const server = tampering.#server;
    server.on('request', (request, response) => {
      // The client or the simulator has gone.
      tampering.#pass(`${url}${request.url}`, request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return tampering;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #pass(url: string, { headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization = '' } = headers;
    const answer = await fetch(url, { headers: { authorization } });
    if (this.late !== undefined && new URL(url).pathname.endsWith(this.late)) await sleep(30);
    const isJson = answer.headers.get('content-type')?.includes('json');
    const changed = this.tamper(new URL(url).pathname, await (isJson ? answer.json() : answer.text()));
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(changed));
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
