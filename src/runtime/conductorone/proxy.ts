import { request } from 'node:http';
import { isIP } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { connect } from 'node:tls';
import { dial } from '../../network/dial.ts';
import { ProxyError, proxyOf } from '../../network/proxy.ts';
import { CredentialsError } from '../../oauth/token.ts';

/**
 * The proxy for a host: that of HTTPS_PROXY, unless NO_PROXY exempts the host.
 * @param host with its port, if any
 * @throws CredentialsError if the proxy's variable is wrong; it does not repeat it, as it may hold a password
 */
export function proxyFor(
  host: string,
  environment: Readonly<Record<string, string | undefined>>,
): URL | undefined {
  try {
    return proxyOf(new URL(`https://${host}`), environment);
  } catch (error) {
    throw error instanceof ProxyError ? new CredentialsError(error.message, { cause: error }) : error;
  }
}

/** What goes to and comes from a host, once there is a connection with it. */
export function directConnection({ hostname, port }: URL): Duplex {
  return later((signal) => dial(hostname, Number(port || 443), { signal }));
}

/** What goes to and comes from a host through a proxy, once that has let it through. */
export function tunnel(proxy: URL, { hostname, port }: URL): Duplex {
  return later((signal) => throughProxy(proxy, `${hostname}:${port || 443}`, signal));
}

/** A stream that is there before its connection is. */
function later(connecting: (signal: AbortSignal) => Promise<Duplex>): Duplex {
  const [near, far] = duplexPair();
  const over = new AbortController();
  near.on('close', () => over.abort());
  connecting(over.signal).then(
    (socket) => {
      socket.on('error', (error) => near.destroy(error)).on('close', () => near.destroy());
      near.on('close', () => socket.destroy());
      if (near.destroyed) socket.destroy();
      else far.pipe(socket).pipe(far);
    },
    (error: Error) => near.destroy(error),
  );
  return near;
}

/** @param host with its port */
async function throughProxy(proxy: URL, host: string, signal: AbortSignal): Promise<Duplex> {
  const { username, password } = proxy;
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  const failed = (message: string) =>
    Object.assign(new Error(`the proxy ${proxy.host}${message}`), { code: 'EPROXY' });
  const connection = await connectionWith(proxy, signal).catch((error: Error) => {
    throw failed(`: ${error.message}`);
  });
  return new Promise((resolve, reject) => {
    request({
      createConnection: () => connection,
      method: 'CONNECT',
      path: host,
      headers: {
        host,
        ...(username !== '' && { 'proxy-authorization': `Basic ${credentials.toString('base64')}` }),
      },
      signal,
    })
      .on('connect', ({ statusCode }, socket, head) => {
        if (statusCode === 200) {
          socket.unshift(head);
          resolve(socket);
        } else {
          socket.destroy();
          reject(failed(` answers ${statusCode}`));
        }
      })
      // It answered as if it had been asked for a page.
      .on('response', ({ statusCode, socket }) => {
        socket.destroy();
        reject(failed(` answers ${statusCode}`));
      })
      .on('error', ({ message }) => reject(failed(`: ${message}`)))
      .end();
  });
}

async function connectionWith({ protocol, hostname, port }: URL, signal: AbortSignal): Promise<Duplex> {
  const isSecure = protocol === 'https:';
  const socket = await dial(hostname, Number(port || (isSecure ? 443 : 80)), { signal });
  const name = hostname.replace(/^\[|\]$/g, '');
  return isSecure ? connect({ socket, host: name, servername: isIP(name) ? '' : name }) : socket;
}
