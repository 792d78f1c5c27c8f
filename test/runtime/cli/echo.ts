import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** In front of Confluence, what repeats the headers of some requests in its errors, as proxies do that were left in debug mode. */
export class Echo {
  readonly #server = createServer();

  /**
   * @param target whom all other requests are passed on to
   * @param status the status of an error @returns undefined for a request that is passed on
   */
  static async start(target: string, status: (path: string) => number | undefined): Promise<Echo> {
    const echo = new Echo();
    const server = echo.#server;
    server.on('request', async ({ url = '/', headers }, response) => {
      const code = status(url);
      if (code !== undefined) {
        response.writeHead(code, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ message: repeated(headers) }));
        return;
      }
      const { authorization = '' } = headers;
      const answer = await fetch(`${target}${url}`, { headers: { authorization } });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return echo;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Who asks, as the header has it and in the clear. */
function repeated({ authorization = '' }: IncomingHttpHeaders): string {
  const basic = authorization.replace('Basic ', '');
  return `${basic} of ${Buffer.from(basic, 'base64')}`;
}
