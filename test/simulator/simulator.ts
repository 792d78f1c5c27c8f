import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { loopbackCertificate } from '../support/certificate.ts';
import { Auth } from './auth.ts';
import { Fates, type Faults, type Rule } from './faults.ts';
import { Random } from './random.ts';
import { Responder } from './responder.ts';
import { send } from './send.ts';
import type { Site } from './site.ts';

/** One request as it came in, and what became of it. */
export interface Recorded {
  readonly method: string;
  /** As it was sent: with the gateway's prefix if it had one, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The status that was sent, or what was done in its place. */
  readonly status: number | 'dropped' | 'stalled';
  /** Whether it came while a Retry-After that the client had been told was not over. */
  readonly early: boolean;
}

/** How to start a simulator. */
export interface SimulatorOptions {
  readonly site: Site;
  /** What faults, tokens and the cloud id follow from. @default 1 */
  readonly seed?: number;
  readonly faults?: Faults;
  /** HTTPS, with the certificate authority's file in this folder. @default plain HTTP */
  readonly tls?: { readonly folder: string };
  /** The port on 127.0.0.1. @default a free one */
  readonly port?: number;
  /** The user name that logs in. @default bot@acme.com */
  readonly username?: string;
  /** The id of the account that logs in. @default the first person with a licence, or one that is in no list */
  readonly account?: string;
  /**
   * What this account may do: an administrator manages groups and has access to all spaces, a member has what
   * the site's permissions and roles give it. @default administrator
   */
  readonly rights?: 'administrator' | 'member';
  /** Whether Confluence answers those who have not logged in. @default false */
  readonly publicSite?: boolean;
  /** How many accounts a search finds at most. @default 10,000, as the real one */
  readonly searchCap?: number;
}

/** How long a client may take to learn of a Retry-After, and by how much its timers may be early. */
const tolerance = { beforeMs: 300, afterMs: 5 };

/**
 * A stand-in for Confluence Cloud, as far as its access model goes: both versions of the API, at the site's own
 * address and at the gateway's.
 */
export class Simulator {
  /** What the site holds; tests look into it and arrange it. */
  readonly site: Site;
  /** Who may log in. */
  readonly auth: Auth;
  /** The id of the site at the gateway. */
  readonly cloudId: string;
  /** The certificate authority to trust, as a PEM file; undefined for plain HTTP. */
  readonly caFile: string | undefined;
  /** Every request, in the order of their ends. */
  readonly requests: Recorded[] = [];
  /** What goes wrong from now on. */
  faults: Faults;
  readonly #server: Server;
  readonly #responder: Responder;
  readonly #fates: Fates;
  readonly #stopped = new AbortController();
  #inFlight = 0;
  #peakInFlight = 0;
  #away = { fromMs: 0, untilMs: 0 };

  private constructor(options: SimulatorOptions, server: Server, caFile: string | undefined) {
    const { site, seed = 1, faults = {}, username = 'bot@acme.com' } = options;
    const { account, rights = 'administrator', publicSite = false, searchCap = 10_000 } = options;
    this.site = site;
    this.auth = new Auth(seed, username);
    this.cloudId = new Random(`${seed} cloud`).uuid();
    this.caFile = caFile;
    this.faults = faults;
    this.#server = server;
    const { auth, cloudId } = this;
    const setting = { site, auth, cloudId, account, rights, publicSite, searchCap };
    this.#responder = new Responder(setting);
    this.#fates = new Fates(seed);
    server.on('request', (request, response) => this.#receive(request, response));
  }

  /** Starts on the loopback interface. */
  static async start(options: SimulatorOptions): Promise<Simulator> {
    const { tls, port = 0 } = options;
    const certificate = tls && (await loopbackCertificate());
    const caFile = tls && join(tls.folder, 'confluence-ca.pem');
    if (caFile && certificate) await writeFile(caFile, certificate.cert);
    const server = certificate ? createTlsServer(certificate) : createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return new Simulator(options, server, caFile);
  }

  /** The site's address, without a path: for the classic token. */
  get url(): string {
    return `${this.caFile ? 'https' : 'http'}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The site's address at the gateway: for the scoped token. */
  get gatewayUrl(): string {
    return `${this.url}/ex/confluence/${this.cloudId}`;
  }

  /** The environment in which a connector finds, trusts and logs in to this site; the gateway is for ours only. */
  get environment(): Readonly<Record<string, string>> {
    return {
      BATON_DOMAIN_URL: this.url,
      BATON_USERNAME: this.auth.username,
      BATON_API_KEY: this.auth.token,
      BATON_GATEWAY_URL: `${this.url}/ex/confluence`,
      ...(this.caFile && { SSL_CERT_FILE: this.caFile, NODE_EXTRA_CA_CERTS: this.caFile }),
    };
  }

  /** How many requests were under way together at most. */
  get peakInFlight(): number {
    return this.#peakInFlight;
  }

  /** Adds a rule to the faults. */
  inject(rule: Rule): void {
    this.faults = { ...this.faults, rules: [...(this.faults.rules ?? []), rule] };
  }

  /** Makes every cursor invalid that is out. */
  expireCursors(): void {
    this.#responder.cursors.expire();
  }

  /** Forgets the requests so far. */
  clear(): void {
    this.requests.length = 0;
    this.#peakInFlight = this.#inFlight;
  }

  /** Ends all connections, and leaves nothing under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#inFlight += 1;
    this.#peakInFlight = Math.max(this.#peakInFlight, this.#inFlight);
    response.once('close', () => {
      this.#inFlight -= 1;
    });
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '', this.url);
    const early = this.#isAway();
    const { mishap, latencyMs } = this.#fates.next({ method, url: url.pathname + url.search }, this.faults);
    const record = (status: Recorded['status']) =>
      this.requests.push({ method, path: url.pathname, query: url.searchParams, status, early });
    try {
      const body = method === 'GET' ? '' : await text(request);
      if (latencyMs > 0) await setTimeout(latencyMs, undefined, { signal: this.#stopped.signal });
      if (mishap === 'stalled' || mishap === 'dropped') {
        record(mishap);
        if (mishap === 'dropped') response.destroy();
        return;
      }
      const answer = this.#responder.respond({ method, url, headers, body }, mishap, this.faults);
      record(answer.status);
      response.once('finish', () => this.#sendAway(answer.awaySeconds));
      send(response, answer, mishap === 'cut' || mishap === 'malformed' ? mishap : 'whole');
    } catch {
      // The client or this simulator has gone.
      response.destroy();
    }
  }

  #isAway(): boolean {
    const nowMs = Date.now();
    return nowMs >= this.#away.fromMs && nowMs < this.#away.untilMs;
  }

  #sendAway(seconds: number): void {
    const nowMs = Date.now();
    const untilMs = nowMs + seconds * 1000 - tolerance.afterMs;
    if (seconds === 0 || untilMs < this.#away.untilMs) return;
    this.#away = { fromMs: this.#isAway() ? this.#away.fromMs : nowMs + tolerance.beforeMs, untilMs };
  }
}
