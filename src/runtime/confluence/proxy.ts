import type { Dispatcher } from 'undici';
import type { Environment } from '../../io/io.ts';
import { poolThrough } from '../../network/pool.ts';
import { ProxyError, proxyOf } from '../../network/proxy.ts';
import { ConfluenceError } from './error.ts';

/**
 * A pool of connections that respects HTTPS_PROXY, HTTP_PROXY and NO_PROXY. A request fails with a ProxyError if the
 * variable of its proxy is wrong.
 *
 * @param base what will be asked first, if that is known
 * @throws ConfluenceError `refused` if the variable of its proxy is wrong
 */
export function proxiedPool(environment: Environment, base?: string): Dispatcher {
  const proxyFor = (target: URL) => proxyOf(target, environment);
  try {
    if (base !== undefined) proxyFor(new URL(base));
  } catch (error) {
    throw error instanceof ProxyError ? wrongProxy(error) : error;
  }
  return poolThrough(proxyFor);
}

/** @param what what was called, if anything */
export function wrongProxy(cause: ProxyError, what?: string): ConfluenceError {
  return new ConfluenceError('refused', what ? `${what}: ${cause.message}` : cause.message, {
    remedy:
      'Write it like http://host:port, with user and password before the host if the proxy asks for them.',
    cause,
  });
}
