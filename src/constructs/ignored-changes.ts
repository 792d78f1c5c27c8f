import { createHash } from 'node:crypto';
import { TerraformResource, type TerraformResourceLifecycle } from 'cdktf';
import type { Construct } from 'constructs';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { type Ignorable, ignoredKeys, ignoredParts } from '../config/schema/ignore-changes.ts';
import { argumentFor } from '../kubernetes/terraform/bindings.ts';
import { addressOf, fixAddress } from './address.ts';

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
    ignoreChanges: [...keys, ...named.map(pathOf)],
    ...(ours.length > 0 && !adopted && { replaceTriggeredBy: [trigger] }),
  };
}

/** Where a part stands in a `kubernetes_deployment_v1`. */
function pathOf(part: Ignorable): string {
  if (part === 'replicas') return 'spec[0].replicas';
  const ofContainer = part === 'resources' || part === 'env';
  const block = `DeploymentV1SpecTemplateSpec${ofContainer ? 'Container' : ''}`;
  const argument = argumentFor(part, block);
  if (!argument) throw new Error(`${block}: no argument for ${part}.`);
  const name = argument.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return `spec[0].template[0].spec[0].${ofContainer ? 'container[0].' : ''}${name}`;
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
