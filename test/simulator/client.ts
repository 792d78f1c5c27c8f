import type { Simulator } from './simulator.ts';

/** What a body holds is for each test to say. */
export type Json = ReturnType<typeof JSON.parse>;

/** An answer, its body read: as JSON where it says so. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** What goes with a call. */
export interface Request {
  /** Sent as JSON, unless it is text already. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A client that owes nothing to the simulator but its address. */
export class Client {
  readonly #base: string;
  readonly #authorization: string | undefined;

  /** @param credentials user name and token; none for a client that does not log in */
  constructor(base: string, credentials?: readonly [username: string, token: string]) {
    this.#base = base;
    this.#authorization = credentials && `Basic ${Buffer.from(credentials.join(':')).toString('base64')}`;
  }

  /** A client with the right token for the site. */
  static of({ url, auth }: Simulator): Client {
    return new Client(url, [auth.username, auth.token]);
  }

  /** Rejects where no whole answer comes, never because of the answer. */
  async call(method: string, path: string, { body, headers, signal }: Request = {}): Promise<Received> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        ...(this.#authorization !== undefined && { authorization: this.#authorization }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') && text !== '';
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  }

  get(path: string): Promise<Received> {
    return this.call('GET', path);
  }

  /** All results of a list of v2, page by page. @param path with its query */
  async all(path: string): Promise<readonly Json[]> {
    const results = [];
    const url = new URL(path, 'http://list');
    for (;;) {
      const { body } = await this.get(`${url.pathname}${url.search}`);
      results.push(...body.results);
      if (body._links.next === undefined) return results;
      const cursor = new URL(body._links.next, 'http://list').searchParams.get('cursor');
      url.searchParams.set('cursor', cursor ?? '');
    }
  }
}
