import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import type { Cluster } from './cluster.ts';

/**
 * Logs in to a cluster as somebody who has some rights in one namespace, and none elsewhere.
 * @param rules of a Role
 * @param file a kubeconfig to write; its context has the name of the cluster's own
 */
export async function limitedLogin(
  cluster: Cluster,
  namespace: string,
  rules: readonly object[],
  file: string,
): Promise<void> {
  const metadata = { name: 'deployer', namespace };
  await cluster.kubectl('create', 'serviceaccount', 'deployer', `--namespace=${namespace}`);
  const rbac = 'rbac.authorization.k8s.io';
  await cluster.apply({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules });
  await cluster.apply({
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'deployer' },
    subjects: [{ kind: 'ServiceAccount', name: 'deployer', namespace }],
  });
  const { stdout: token } = await cluster.kubectl('create', 'token', 'deployer', `--namespace=${namespace}`);
  const { stdout } = await cluster.kubectl('config', 'view', '--raw', '--output=json');
  await writeFile(file, stringify({ ...JSON.parse(stdout), users: [{ name: 'admin', user: { token } }] }));
}
