import type { Socket } from 'node:net';
import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import { dial } from './dial.ts';

type Connector = buildConnector.connector;

/**
 * Connections to many hosts, kept for further requests. To destroy it ends those too that are still being made.
 * @param proxyOf the proxy for requests to a URL, if any; what it throws is what the request fails with
 */
export function poolThrough(proxyOf: (target: URL) => URL | undefined): Dispatcher {
  const handshakes = new Handshakes();
  const pool = new Agent({
    factory: (origin, options) => {
      const proxy = proxyOf(new URL(origin));
      if (!proxy) {
        return new Pool(origin, { ...options, connect: dialing(buildConnector({}), handshakes) });
      }
      return new ProxyAgent({
        uri: proxy.href,
        clientFactory: (uri: URL, { connect = buildConnector({}) }: { readonly connect?: Connector }) =>
          new Pool(uri, { connect: dialing(connect, handshakes) }),
      });
    },
  });
  const { destroy: destroyConnected } = pool;
  const destroy = (...args: readonly unknown[]): Promise<void> => {
    handshakes.end();
    return Reflect.apply(destroyConnected, pool, args);
  };
  return Object.assign(pool, { destroy });
}

/** Connects by dial, and leaves TLS to another. */
function dialing(secure: Connector, handshakes: Handshakes): Connector {
  return (options, callback) => {
    const { protocol, hostname, port } = options;
    const isSecure = protocol === 'https:';
    dial(hostname, Number(port || (isSecure ? 443 : 80))).then(
      (socket) => {
        socket.setKeepAlive(true, 60_000);
        if (!isSecure) return callback(null, socket);
        handshakes.add(socket);
        secure({ ...options, httpSocket: socket }, (...outcome) => {
          handshakes.delete(socket);
          callback(...outcome);
        });
      },
      (error: Error) => callback(error, null),
    );
  };
}

/** The sockets that TLS has not been agreed on yet: the HTTP client lets go of them, and does not end them. */
class Handshakes {
  readonly #sockets = new Set<Socket>();
  #isOver = false;

  add(socket: Socket): void {
    this.#sockets.add(socket);
    if (this.#isOver) socket.destroy();
  }

  delete(socket: Socket): void {
    this.#sockets.delete(socket);
  }

  /** Ends those that are under way, and all that begin from now on. */
  end(): void {
    this.#isOver = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}
