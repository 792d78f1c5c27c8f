import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** How a connection breaks: bytes that are no TLS record, an abort, an end, or nothing more in either direction. */
export type Break = 'damage' | 'reset' | 'end' | 'silence';

/** A way to a port of this machine that breaks connections as it is told to. */
export class BrokenLink {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #next: { readonly how: Break; readonly after: number } | undefined;
  /** How many connections it has broken. */
  broken = 0;

  private constructor(target: number) {
    this.#server = createServer((from) => this.#forward(from, connect(target, '127.0.0.1')));
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

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #forward(from: Socket, to: Socket): void {
    let sent = 0;
    let silent = false;
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        if (!silent) other.destroy();
      });
    }
    to.on('data', (bytes) => silent || from.write(bytes));
    from.on('data', (bytes) => {
      if (silent) return;
      sent += bytes.length;
      if (this.#next && sent > this.#next.after) {
        const { how } = this.#next;
        this.#next = undefined;
        this.broken += 1;
        silent = how === 'silence';
        if (how === 'damage') from.write(Buffer.alloc(64, 'x'));
        if (how === 'reset') from.resetAndDestroy();
        if (how === 'end') from.end();
        return;
      }
      to.write(bytes);
    });
  }
}
