import { type Check, checked, obstacle } from '../clients/check.ts';
import { clusterOf } from '../clients/cluster.ts';
import { type ClusterAccess, Kubectl, type Right } from '../clients/kubectl.ts';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import type { Surroundings } from '../io/io.ts';
import { appliedFiles, manifests, namespaceFile } from '../kubernetes/manifests.ts';
import { changesCheck, changesDescriptions } from './changes.ts';
import { namespaceDescriptions, namespaceFindings } from './namespace.ts';
import { objectsCheck, objectsDescriptions } from './objects.ts';
import { platformChecks, platformDescriptions } from './platform.ts';
import { applyRights, deploymentRights, rightsCheck, rightsDescriptions, rightsText } from './rights.ts';

/** What is looked at in a cluster. */
export const clusterDescriptions = {
  cluster: 'the API server answers',
  ...platformDescriptions,
  ...namespaceDescriptions,
  ...rightsDescriptions,
  ...objectsDescriptions,
  admission: 'the API server admits the workload, in a dry run',
  ...changesDescriptions,
} as const;

type ClusterCheck = Check<keyof typeof clusterDescriptions>;

/**
 * Looks at the cluster that a connector's workload goes to; changes nothing there.
 * @param given the cluster, where the command line names it
 * @param made whether some connector of the configuration makes its namespace
 */
export async function clusterChecks(
  connector: SelfHostedConnectorConfig,
  given: ClusterAccess,
  made: boolean,
  surroundings: Surroundings,
): Promise<readonly ClusterCheck[]> {
  let kubectl: Kubectl;
  try {
    kubectl = new Kubectl(clusterOf(connector, given, surroundings.environment), surroundings);
  } catch (error) {
    return [{ ...obstacle('cluster', error), state: 'skipped' }];
  }
  const answers = await checked('cluster', async () => {
    const version = await kubectl.serverVersion();
    return { name: 'cluster', state: 'ok', message: `Kubernetes ${version} answers`, details: { version } };
  });
  if (answers.state !== 'ok') return [answers];
  const { checks, exists } = await namespaceFindings(kubectl, connector, made);
  return [
    answers,
    ...(await platformChecks(kubectl, connector)),
    ...checks,
    ...(await workloadChecks(kubectl, connector, exists)),
  ];
}

/** Whether this login may deploy the workload, and the cluster admits it. */
async function workloadChecks(
  kubectl: Kubectl,
  connector: SelfHostedConnectorConfig,
  exists: boolean | undefined,
): Promise<readonly ClusterCheck[]> {
  const { delivery, namespace } = connector.hosting;
  const byTerraform = delivery === 'terraform';
  try {
    const rights = byTerraform
      ? deploymentRights(connector, namespace.create && exists === false)
      : applyRights(connector);
    const lacking = await kubectl.lacks(rights);
    return [
      // By GitOps, somebody else deploys.
      ...(byTerraform ? [rightsCheck(connector, lacking)] : []),
      // What is applied takes objects over; Terraform does not.
      ...(byTerraform && exists ? [await checked('objects', () => objectsCheck(kubectl, connector))] : []),
      ...(await admissionChecks(kubectl, connector, exists, lacking)),
    ];
  } catch (error) {
    return [obstacle('rights', error)];
  }
}

async function admissionChecks(
  kubectl: Kubectl,
  connector: SelfHostedConnectorConfig,
  exists: boolean | undefined,
  lacking: readonly Right[],
): Promise<readonly ClusterCheck[]> {
  const name = 'admission';
  if (exists === false) {
    return [{ name, state: 'skipped', message: 'a dry run needs the namespace' }];
  }
  const wanting = lacking.filter(({ verb }) => verb === 'create' || verb === 'patch');
  if (wanting.length > 0) {
    return [{ name, state: 'skipped', message: `a dry run needs the rights to ${rightsText(wanting)}` }];
  }
  const files = appliedFiles(manifests(connector)).filter(([path]) => path !== namespaceFile);
  const admission = await checked(name, async () => {
    const warnings = await kubectl.dryRun(files.map(([, content]) => content).join('---\n'));
    const told = warnings.length > 0 ? `, and warns: ${warnings.join(' ')}` : '';
    return { name, state: 'ok', message: `a dry run admits the workload${told}`, details: { warnings } };
  });
  if (admission.state !== 'ok' || connector.hosting.delivery !== 'terraform') return [admission];
  return [admission, await checked('changes', () => changesCheck(kubectl, connector))];
}
