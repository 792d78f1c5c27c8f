import { isSelfHosted } from './names.ts';
import type { Config, SelfHostedConnector } from './schema.ts';

/** Tells a connector's namespace from others: by its cluster, where the configuration names one, and its name. */
export function namespaceKey({ hosting }: SelfHostedConnector): string {
  const { delivery, namespace } = hosting;
  return JSON.stringify([delivery === 'terraform' ? hosting.cluster : delivery, namespace.name]);
}

/** The connectors that make a namespace, by its key; of several, the last. */
export function namespaceMakers({ connectors }: Config): ReadonlyMap<string, SelfHostedConnector> {
  const makers = connectors.filter(isSelfHosted).filter(({ hosting }) => hosting.namespace.create);
  return new Map(makers.map((connector) => [namespaceKey(connector), connector]));
}
