import { kubeconfigFiles } from '../config/derived/kubeconfig.ts';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import type { Environment } from '../io/io.ts';
import { Obstacle } from './check.ts';
import type { ClusterAccess } from './kubectl.ts';

/**
 * The cluster of a connector, always by name: never the one that kubectl happens to point at.
 * @param given what the command line says
 * @throws Obstacle where nobody names it
 */
export function clusterOf(
  { name, hosting }: SelfHostedConnectorConfig,
  { context, kubeconfig }: ClusterAccess,
  environment: Environment,
): ClusterAccess {
  if (context) return { context, kubeconfig };
  if (hosting.delivery === 'gitops') {
    throw new Obstacle(`${name} is delivered by GitOps.`, 'Name its cluster with --context.');
  }
  if (hosting.cluster.kubeconfig) {
    const { path, context } = hosting.cluster.kubeconfig;
    return { context, kubeconfig: kubeconfig ?? kubeconfigFiles(path, environment) };
  }
  if (environment['KUBERNETES_SERVICE_HOST']) return {};
  throw new Obstacle(
    `${name} has cluster: { inCluster: true }, and this is no pod.`,
    'Run this there, or name its cluster with --context.',
  );
}
