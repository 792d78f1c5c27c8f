import { createHash } from 'node:crypto';
import { TerraformResource, type TerraformResourceLifecycle } from 'cdktf';
import type { Construct } from 'constructs';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { type Ignorable, ignoredKeys, ignoredParts } from '../config/schema/ignorable.ts';
import { addressOf, fixAddress } from './address.ts';

const pod = 'spec[0].template[0].spec[0]';

/** Where a part stands in a `kubernetes_deployment_v1`. */
const paths: Readonly<Record<Ignorable, string>> = {
  replicas: 'spec[0].replicas',
  resources: `${pod}.container[0].resources`,
  env: `${pod}.container[0].env`,
  containers: `${pod}.container`,
  initContainers: `${pod}.init_container`,
  volumes: `${pod}.volume`,
  tolerations: `${pod}.toleration`,
  nodeSelector: `${pod}.node_selector`,
  affinity: `${pod}.affinity`,
  topologySpreadConstraints: `${pod}.topology_spread_constraint`,
  imagePullSecrets: `${pod}.image_pull_secrets`,
  securityContext: `${pod}.security_context`,
  priorityClassName: `${pod}.priority_class_name`,
  runtimeClassName: `${pod}.runtime_class_name`,
  schedulerName: `${pod}.scheduler_name`,
  dnsConfig: `${pod}.dns_config`,
  hostAliases: `${pod}.host_aliases`,
};

/**
 * The parts of a Deployment that others may change without Terraform reverting them. Terraform ignores the user's
 * changes to these parts too, so a second resource holds a hash of them: when it changes, the Deployment is replaced.
 * That resource exists even if nothing is ignored: Terraform ignores its creation as a trigger. OpenTofu 1.12 does
 * not, so it triggers nothing while the Deployment is adopted, because that would destroy what is imported.
 */
export function ignoredChanges(
  scope: Construct,
  connector: SelfHostedConnectorConfig,
  deployment: IDeployment,
): TerraformResourceLifecycle {
  const { hosting } = connector;
  const named = ignoredParts(hosting);
  const metadata = deployment.spec?.template.metadata;
  const keys = (['annotations', 'labels'] as const).flatMap((map) =>
    ignoredKeys(map, hosting)
      .filter((key) => !Object.hasOwn({ ...metadata?.[map] }, key))
      .map((key) => `spec[0].template[0].metadata[0].${map}[${JSON.stringify(key)}]`),
  );
  const ours = named.filter((part) => part !== 'replicas').map((part) => [part, partOf(deployment, part)]);
  const trigger = triggerOf(scope, connector.name, ours);
  const adopted = hosting.delivery === 'terraform' && hosting.adopt.includes('Deployment');
  return {
    ignoreChanges: [...keys, ...named.map((part) => paths[part])],
    ...(ours.length > 0 && !adopted && { replaceTriggeredBy: [trigger] }),
  };
}

function partOf({ spec }: IDeployment, part: Ignorable): unknown {
  const podSpec = spec?.template.spec;
  if (part === 'resources' || part === 'env') return podSpec?.containers[0]?.[part];
  return part === 'replicas' ? spec?.replicas : podSpec?.[part];
}

/** @returns the address of a resource that changes whenever the value does */
function triggerOf(scope: Construct, name: string, value: unknown): string {
  const resource = new TerraformResource(scope, 'ignored', { terraformResourceType: 'terraform_data' });
  resource.addOverride('input', createHash('sha256').update(JSON.stringify(value)).digest('hex'));
  return addressOf(fixAddress(resource, `${name}_ignored`));
}
