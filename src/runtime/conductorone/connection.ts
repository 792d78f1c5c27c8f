import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { Transport } from '@connectrpc/connect';
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { direct, tunnel } from './proxy.ts';

const minVersion = 'TLSv1.2';

/** A way to call, and how to end it. */
export interface Connection {
  readonly transport: Transport;
  /** Ends whatever is under way on it. */
  close(): void;
}

/**
 * gRPC over TLS. It connects when it is first used, and again when a connection is lost. NODE_EXTRA_CA_CERTS is respected, as everywhere in Node.js.
 * @param host with the port where it is not 443
 * @param proxy what lets it through, if anything needs to
 */
export function connectionTo(host: string, proxy?: URL): Connection {
  const baseUrl = `https://${host}`;
  const sockets = new Set<TLSSocket>();
  const sessionManager = new Http2SessionManager(
    baseUrl,
    // A server of gRPC may hang up on whoever asks more often than each five minutes.
    { pingIntervalMs: 310_000 },
    {
      createConnection: (authority) => {
        const socket = secured(authority, proxy);
        sockets.add(socket);
        return socket.once('close', () => sockets.delete(socket));
      },
    },
  );
  return {
    transport: createGrpcTransport({ baseUrl, sessionManager }),
    // Not by aborting the session: if it has just failed, it tells its calls before it tells itself, and nobody would
    // listen any more to an error that ends the process then.
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function secured(authority: URL, proxy: URL | undefined): TLSSocket {
  const socket = proxy ? tunnel(proxy, authority) : direct(authority);
  const host = authority.hostname.replace(/^\[|\]$/g, '');
  return connect({ socket, host, servername: isIP(host) ? '' : host, minVersion, ALPNProtocols: ['h2'] });
}
