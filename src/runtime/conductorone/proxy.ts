import { request as requestInClear } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { type Duplex, duplexPair } from 'node:stream';
import { CredentialsError } from './token.ts';

/**
 * The proxy for a host: that of HTTPS_PROXY, unless NO_PROXY names the host, a domain above it, or everything (`*`).
 * @param host with its port, if any
 * @throws CredentialsError where HTTPS_PROXY is no URL; it does not repeat it, as it may hold a password
 */
export function proxyFor(
  host: string,
  environment: Readonly<Record<string, string | undefined>>,
): URL | undefined {
  const proxy = environment['https_proxy'] || environment['HTTPS_PROXY'];
  const exempt = (environment['no_proxy'] || environment['NO_PROXY'] || '').split(/[\s,]+/);
  const names = [host, host.replace(/:\d+$/, '')];
  const isExempt = (entry: string) =>
    entry === '*' || names.some((name) => `.${name}`.endsWith(`.${entry.replace(/^\*?\./, '')}`));
  if (!proxy || exempt.filter(Boolean).some(isExempt)) return undefined;
  const url = URL.parse(proxy);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new CredentialsError('HTTPS_PROXY is not the address of a proxy, such as http://host:port');
}

/** What goes to and comes from a host through a proxy, once that has let it through. @param host with its port */
export function tunnel(proxy: URL, host: string): Duplex {
  const [near, far] = duplexPair();
  const { username, password } = proxy;
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  const asking = (proxy.protocol === 'https:' ? requestOverTls : requestInClear)(proxy, {
    method: 'CONNECT',
    path: host,
    headers: {
      host,
      ...(username !== '' && { 'proxy-authorization': `Basic ${credentials.toString('base64')}` }),
    },
  });
  const failed = (message: string) => near.destroy(Object.assign(new Error(message), { code: 'EPROXY' }));
  asking
    .on('connect', ({ statusCode }, socket, head) => {
      if (statusCode !== 200) {
        socket.destroy();
        failed(`the proxy ${proxy.host} answers ${statusCode}`);
        return;
      }
      socket.unshift(head);
      socket.on('error', (error) => near.destroy(error)).on('close', () => near.destroy());
      near.on('close', () => socket.destroy());
      far.pipe(socket).pipe(far);
    })
    // It answered as if it had been asked for a page.
    .on('response', ({ statusCode }) => failed(`the proxy ${proxy.host} answers ${statusCode}`))
    .on('error', ({ message }) => failed(`the proxy ${proxy.host}: ${message}`))
    .end();
  near.on('close', () => asking.destroy());
  return near;
}
