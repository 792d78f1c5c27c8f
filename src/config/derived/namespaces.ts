import type { Config, SelfHostedConnectorConfig, SelfHostedHosting } from '../schema/config.ts';
import { usualKubeconfig } from './kubeconfig.ts';
import { isSelfHosted } from './names.ts';

type Cluster = Extract<SelfHostedHosting, { delivery: 'terraform' }>['cluster'];

/** Tells a cluster of the configuration from others: the usual kubeconfig is the same whether it is written or not. */
export function clusterKey({ kubeconfig }: Cluster): string {
  return kubeconfig ? JSON.stringify([kubeconfig.path ?? usualKubeconfig, kubeconfig.context]) : 'in-cluster';
}

/** Tells a connector's namespace from others: by its cluster, if the configuration names one, and its name. */
export function namespaceKey({ hosting }: SelfHostedConnectorConfig): string {
  const { delivery, namespace } = hosting;
  return JSON.stringify([delivery === 'terraform' ? clusterKey(hosting.cluster) : delivery, namespace.name]);
}

/** The connectors that make a namespace, by its key; of several, the last. */
export function namespaceMakers({ connectors }: Config): ReadonlyMap<string, SelfHostedConnectorConfig> {
  const makers = connectors.filter(isSelfHosted).filter(({ hosting }) => hosting.namespace.create);
  return new Map(makers.map((connector) => [namespaceKey(connector), connector]));
}
