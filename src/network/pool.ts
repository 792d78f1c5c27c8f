import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import { dial } from './dial.ts';

type Connector = buildConnector.connector;

/**
 * Connections to many hosts, kept for further requests.
 * @param proxyOf the proxy for requests to a URL, if any; what it throws is what the request fails with
 */
export function poolThrough(proxyOf: (target: URL) => URL | undefined): Dispatcher {
  return new Agent({
    factory: (origin, options) => {
      const proxy = proxyOf(new URL(origin));
      if (!proxy) return new Pool(origin, { ...options, connect: dialing(buildConnector({})) });
      return new ProxyAgent({ uri: proxy.href, clientFactory: toProxy });
    },
  });
}

function toProxy(proxy: URL, options: { readonly connect?: Connector }): Dispatcher {
  return new Pool(proxy, { connect: dialing(options.connect ?? buildConnector({})) });
}

/** Connects by dial, and leaves TLS to another. */
function dialing(secure: Connector): Connector {
  return (options, callback) => {
    const { protocol, hostname, port } = options;
    const isSecure = protocol === 'https:';
    dial(hostname, Number(port || (isSecure ? 443 : 80))).then(
      (socket) => {
        socket.setKeepAlive(true, 60_000);
        if (isSecure) secure({ ...options, httpSocket: socket }, callback);
        else callback(null, socket);
      },
      (error: Error) => callback(error, null),
    );
  };
}
