import type { Dispatcher } from 'undici';
import { poolThrough } from '../network/pool.ts';
import { proxyOf } from '../network/proxy.ts';

/**
 * A pool of connections that respects HTTPS_PROXY, HTTP_PROXY and NO_PROXY. A request fails with a ProxyError if the
 * variable of its proxy is wrong.
 */
export function proxiedPool(): Dispatcher {
  return poolThrough((target) => proxyOf(target, process.env));
}
