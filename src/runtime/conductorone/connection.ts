import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { Transport } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { directConnection, tunnel } from './proxy.ts';
import { Sessions } from './sessions.ts';

const minVersion = 'TLSv1.2';

/** The most bytes of one message that is taken: answers of ConductorOne have some hundred. */
const longestMessage = 16 * 1024 ** 2;

/** A way to call, and how to end it. */
export interface Connection {
  readonly transport: Transport;
  /** How often the server has asked for another connection, as load balancers do before they are replaced. */
  readonly goodbyes: number;
  /** Ends whatever is under way on it. */
  close(): void;
}

export interface ConnectionOptions {
  /** What lets it through, if anything needs to. */
  readonly proxy?: URL | undefined;
  /**
   * How long a silence during a call is before the server is asked whether it is still there, in milliseconds.
   * @default 310 seconds: a server of gRPC may hang up on whoever asks more often than each five minutes
   */
  readonly pingInterval?: number;
  /** How long it may take to say so, in milliseconds. @default 15 seconds */
  readonly pingTimeout?: number;
}

/**
 * gRPC over TLS. It connects when it is first used, and again when a connection is lost. NODE_EXTRA_CA_CERTS is respected, as everywhere in Node.js.
 * @param host with the port if it is not 443
 */
export function connectionTo(
  host: string,
  { proxy, pingInterval = 310_000, pingTimeout = 15_000 }: ConnectionOptions = {},
): Connection {
  const baseUrl = `https://${host}`;
  const sockets = new Set<TLSSocket>();
  const sessionManager = new Sessions(
    baseUrl,
    { pingIntervalMs: pingInterval, pingTimeoutMs: pingTimeout },
    {
      createConnection: (authority) => {
        const socket = secured(authority, proxy);
        sockets.add(socket);
        return socket.once('close', () => sockets.delete(socket));
      },
    },
  );
  return {
    transport: createGrpcTransport({ baseUrl, sessionManager, readMaxBytes: longestMessage }),
    get goodbyes() {
      return sessionManager.goodbyes;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function secured(authority: URL, proxy: URL | undefined): TLSSocket {
  const socket = proxy ? tunnel(proxy, authority) : directConnection(authority);
  const host = authority.hostname.replace(/^\[|\]$/g, '');
  return connect({ socket, host, servername: isIP(host) ? '' : host, minVersion, ALPNProtocols: ['h2'] });
}
