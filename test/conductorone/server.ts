import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { loopbackCertificate } from '../support/certificate.ts';
import { ApiError } from './api-error.ts';
import { Credentials } from './credentials.ts';
import { type Fault, Faults } from './faults.ts';
import { routes } from './routes.ts';
import { Tenant } from './tenant.ts';

/** One request as it came in. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number | 'cut';
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
  readonly #faults = new Faults();

  private constructor(server: Server, credentials: Credentials, caFile: string) {
    this.#server = server;
    this.credentials = credentials;
    this.caFile = caFile;
    server.on('request', (request, response) => this.#respond(request, response));
  }

  /** Starts on a free loopback port. @param folder where the certificate authority's file goes */
  static async start(folder: string): Promise<ConductorOne> {
    const { key, cert } = await loopbackCertificate();
    const caFile = join(folder, 'conductorone-ca.pem');
    await writeFile(caFile, cert);
    const server = createServer({ key, cert });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new ConductorOne(server, Credentials.generate(`localhost:${port}`), caFile);
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

  /** Lets the next requests that match meet a fault. */
  inject(fault: Fault): void {
    this.#faults.add(fault);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '' } = request;
    const { pathname: path } = new URL(request.url ?? '', this.url);
    const fault = this.#faults.take(method, path);
    const answer = fault?.status === 'cut' ? undefined : await this.#answer(request, fault);
    this.requests.push({ method, path, status: answer?.status ?? 'cut' });
    if (fault?.delay) await setTimeout(fault.delay, undefined, { ref: false });
    if (!answer) {
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(JSON.stringify(answer.body));
  }

  async #answer(request: IncomingMessage, fault: Fault | undefined) {
    try {
      const text = await textOf(request);
      if (typeof fault?.status === 'number')
        throw new ApiError(fault.status, `injected fault ${fault.status}`, fault.headers);
      return { status: 200, body: fault?.body ?? (await this.#call(request, text)) };
    } catch (error) {
      // A mistake in this stand-in is told to whoever meets it.
      const { status, body, headers } =
        error instanceof ApiError ? error : new ApiError(500, (error as Error).stack ?? String(error));
      return { status, body, headers };
    }
  }

  async #call({ method, url, headers }: IncomingMessage, text: string): Promise<object> {
    const { pathname, searchParams } = new URL(url ?? '', this.url);
    if (method === 'POST' && pathname === '/auth/v1/token')
      return this.credentials.token(new URLSearchParams(text));
    this.credentials.check(headers.authorization);
    for (const route of routes) {
      const match = route.method === method ? route.path.exec(pathname) : null;
      if (!match) continue;
      const input = method === 'GET' ? Object.fromEntries(searchParams) : parsed(text);
      return route.answer(this.tenant, match.groups ?? {}, input);
    }
    throw new ApiError(404, `Not Found: ${method} ${pathname}`);
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
