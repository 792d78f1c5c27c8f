import { writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { ApiError } from './api-error.ts';
import { Credentials } from './credentials.ts';
import { routes } from './routes.ts';
import { Tenant } from './tenant.ts';

/** A fault to answer with in place of the real answer, as often as `times` says. */
export interface Fault {
  readonly method: string;
  /** Tested against the path, e.g. `/credentials$`. */
  readonly path: RegExp;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default 1 */
  readonly times?: number;
}

/** One request as it came in. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/**
 * A stand-in for ConductorOne's REST API, as far as its Terraform provider uses it: HTTPS, client assertions,
 * state in memory, and strict about what it accepts.
 */
export class ConductorOne {
  /** What the tenant holds; tests look into it and arrange it. */
  readonly tenant = new Tenant();
  /** An API client that may log in. */
  readonly credentials: Credentials;
  /** Every request to the API, in order. */
  readonly requests: Recorded[] = [];
  /** The certificate authority to trust, as a PEM file. */
  readonly caFile: string;
  readonly #server: Server;
  #faults: Fault[] = [];

  private constructor(server: Server, credentials: Credentials, caFile: string) {
    this.#server = server;
    this.credentials = credentials;
    this.caFile = caFile;
    server.on('request', async (request, response) => {
      const { status, body, headers } = await this.#answer(request);
      const path = new URL(request.url ?? '', this.url).pathname;
      this.requests.push({ method: request.method ?? '', path, status });
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    });
  }

  /** Starts on a free loopback port. @param folder where the certificate authority's file goes */
  static async start(folder: string): Promise<ConductorOne> {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keySize: 2048,
      extensions: [
        { name: 'basicConstraints', cA: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 7, ip: '127.0.0.1' },
          ],
        },
      ],
    });
    const caFile = join(folder, 'conductorone-ca.pem');
    await writeFile(caFile, cert);
    const server = createServer({ key, cert });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new ConductorOne(server, await Credentials.generate(`localhost:${port}`), caFile);
  }

  /** The server URL, without a path. */
  get url(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The environment in which the provider finds, trusts and logs in to this ConductorOne. */
  get environment(): Readonly<Record<string, string>> {
    return {
      CONDUCTORONE_CLIENT_ID: this.credentials.clientId,
      CONDUCTORONE_CLIENT_SECRET: this.credentials.clientSecret,
      SSL_CERT_FILE: this.caFile,
    };
  }

  /** Answers the next matching requests with a fault. */
  inject(fault: Fault): void {
    this.#faults.push(fault);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage) {
    const { method = '', headers } = request;
    const { pathname } = new URL(request.url ?? '', this.url);
    try {
      const text = await textOf(request);
      const fault = this.#takeFault(method, pathname);
      if (fault) throw new ApiError(fault.status, `injected fault ${fault.status}`, fault.headers);
      if (method === 'POST' && pathname === '/auth/v1/token') {
        return { status: 200, body: await this.credentials.token(new URLSearchParams(text)) };
      }
      this.credentials.check(headers.authorization);
      for (const { method: wanted, path, answer } of routes) {
        const match = wanted === method ? path.exec(pathname) : null;
        if (match) return { status: 200, body: answer(this.tenant, match.groups ?? {}, parsed(text)) };
      }
      throw new ApiError(404, `Not Found: ${method} ${pathname}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { status: error.status, body: error.body, headers: error.headers };
    }
  }

  #takeFault(method: string, path: string): Fault | undefined {
    const index = this.#faults.findIndex((fault) => fault.method === method && fault.path.test(path));
    const fault = this.#faults[index];
    if (!fault) return undefined;
    const times = (fault.times ?? 1) - 1;
    this.#faults = this.#faults.flatMap((other) =>
      other !== fault ? [other] : times > 0 ? [{ ...fault, times }] : [],
    );
    return fault;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'the body is not JSON');
  }
}
