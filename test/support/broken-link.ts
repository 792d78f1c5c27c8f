import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** All ways in which a connection breaks. */
export const breaks = ['damage', 'reset', 'end', 'half-close', 'silence'] as const;

/**
 * How a connection breaks: by bytes that are no TLS record, an abort, an end told to the one who has connected, an end
 * told to the other one, or nothing more in either direction.
 */
export type Break = (typeof breaks)[number];

interface Pair {
  readonly from: Socket;
  readonly to: Socket;
  silent: boolean;
}

/** A way to a port of this machine that breaks connections as it is told to. */
export class BrokenLink {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #next: { readonly how: Break; readonly after: number } | undefined;
  /** How many connections it has broken. */
  broken = 0;

  private constructor(target: number) {
    this.#server = createServer((from) =>
      this.#forward({ from, to: connect(target, '127.0.0.1'), silent: false }),
    );
  }

  /** @param target the port where it leads to */
  static async start(target: number): Promise<BrokenLink> {
    const link = new BrokenLink(target);
    await new Promise<void>((resolve) => link.#server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks the first connection that sends so many bytes from its beginning on, once. */
  breakNext(how: Break, after: number): void {
    this.#next = { how, after };
  }

  /** Breaks all connections. */
  breakNow(how: Break): void {
    for (const pair of this.#pairs) this.#break(pair, how);
  }

  async stop(): Promise<void> {
    for (const { from, to } of this.#pairs) {
      from.destroy();
      to.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #forward(pair: Pair): void {
    const { from, to } = pair;
    let sent = 0;
    this.#pairs.add(pair);
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      socket.on('error', () => {});
      socket.on('close', () => {
        if (from.destroyed && to.destroyed) this.#pairs.delete(pair);
        if (!pair.silent) other.destroy();
      });
    }
    to.on('data', (bytes) => pair.silent || from.write(bytes));
    from.on('data', (bytes) => {
      if (pair.silent) return;
      sent += bytes.length;
      if (this.#next && sent > this.#next.after) {
        const { how } = this.#next;
        this.#next = undefined;
        this.#break(pair, how);
      } else {
        to.write(bytes);
      }
    });
  }

  #break(pair: Pair, how: Break): void {
    const { from, to } = pair;
    this.broken += 1;
    pair.silent = how === 'silence';
    if (how === 'damage') from.write(Buffer.alloc(64, 'x'));
    if (how === 'reset') from.resetAndDestroy();
    if (how === 'end') from.end();
    if (how === 'half-close') to.end();
  }
}
