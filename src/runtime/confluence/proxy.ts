import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { ConfluenceError } from './error.ts';

/**
 * A pool of connections that respects HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
 *
 * @throws ConfluenceError `refused` where a proxy's address is none; it does not repeat it, as it may hold a password
 */
export function proxiedPool(): Dispatcher {
  try {
    return new EnvHttpProxyAgent();
  } catch {
    throw new ConfluenceError('refused', 'HTTPS_PROXY or HTTP_PROXY is not the address of a proxy', {
      remedy:
        'Give it as http://host:port, with user and password before the host where the proxy asks for them.',
    });
  }
}
