import { connect as connectSocket, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Transport } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { directConnection, tunnel } from '../conductorone/proxy.ts';
import { Sessions } from '../conductorone/sessions.ts';
import type { CollectorAccess } from './access.ts';

/** The most bytes of an answer that is taken: it has a number and a sentence. */
const longestAnswer = 1024 ** 2;

/** A way to call, and how to end it. */
export interface CollectorConnection {
  readonly transport: Transport;
  /** Ends whatever is under way on it. */
  close(): void;
}

/** gRPC with a collector. It connects when it is first used, and again when a connection is lost. */
export function connectionTo(access: CollectorAccess): CollectorConnection {
  const baseUrl = access.url.origin;
  const sockets = new Set<Duplex>();
  const sessionManager = new Sessions(
    baseUrl,
    {},
    {
      createConnection: (authority) => {
        const socket = secured(authority, reaching(access), access);
        sockets.add(socket);
        return socket.once('close', () => sockets.delete(socket));
      },
    },
  );
  return {
    transport: createGrpcTransport({ baseUrl, sessionManager, readMaxBytes: longestAnswer }),
    close: () => {
      sessionManager.abort();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function reaching({ url, port, socket, proxy }: CollectorAccess): Duplex {
  if (socket !== undefined) return connectSocket(socket);
  // Whichever the port is: http's own would be left out, and taken for https's.
  const target = new URL(`https://${url.hostname}:${port}`);
  return proxy ? tunnel(proxy, target) : directConnection(target);
}

function secured(authority: URL, socket: Duplex, { authorities }: CollectorAccess): Duplex {
  if (authority.protocol === 'http:') return socket;
  const host = authority.hostname.replace(/^\[|\]$/g, '');
  return connectTls({
    socket,
    host,
    servername: isIP(host) ? '' : host,
    ca: authorities,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['h2'],
  });
}
