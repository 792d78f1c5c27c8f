import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { Check } from '../clients/check.ts';
import type { Kubectl } from '../clients/kubectl.ts';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import {
  type Ignorable,
  ignorable,
  ignoredKeys,
  ignoredParts,
  keyPart,
} from '../config/schema/ignore-changes.ts';
import { quantityValue } from '../config/schema/quantity.ts';
import { deployment } from '../kubernetes/deployment.ts';

/** What is looked at here. */
export const changesDescriptions = {
  changes: 'what policies of the cluster change in the Deployment',
} as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Looks for what the cluster's policies change in the Deployment: Terraform would revert it, the policies would change
 * it again, and no plan would ever be empty.
 * @throws Obstacle if the cluster does not tell
 */
export async function changesCheck(
  kubectl: Kubectl,
  connector: SelfHostedConnectorConfig,
): Promise<Check<'changes'>> {
  const ours = deployment(connector, '');
  // Under a name that nothing has: what is there already would show in the answer.
  const { metadata } = ours;
  const admitted = await kubectl.dryRunOf({
    ...ours,
    metadata: { ...metadata, name: `${metadata?.name}-dry-run` },
  });
  const { hosting } = connector;
  const left: readonly string[] = ignoredParts(hosting);
  const written = hosting.delivery === 'terraform' ? hosting.ignoreChanges : [];
  const changed = [
    ...ignorable.filter((part) => !left.includes(part) && seen(ours, part) !== seen(admitted, part)),
    ...added('labels', connector, ours, admitted),
    ...added('annotations', connector, ours, admitted),
  ];
  const name = 'changes';
  return changed.length === 0
    ? { name, state: 'ok', message: 'the cluster’s policies leave the Deployment as Terraform makes it' }
    : {
        name,
        state: 'failed',
        message: `The cluster’s policies change the Deployment (${changed.join(', ')}): Terraform would revert that at every deployment.`,
        remedy: `Write hosting.ignoreChanges: [${[...written, ...changed].join(', ')}].`,
      };
}

/** A part as text, without what the API server fills in. */
function seen({ spec }: IDeployment, part: Ignorable): string {
  const pod = spec?.template.spec;
  const [container] = pod?.containers ?? [];
  switch (part) {
    case 'replicas':
      return String(spec?.replicas);
    case 'resources':
      return inOrder(
        Object.fromEntries(
          Object.entries({ ...container?.resources }).flatMap(([kind, amounts]) =>
            Object.entries({ ...(amounts as Fields) }).map(([key, amount]) => [
              `${kind}.${key}`,
              quantityValue(String(amount)),
            ]),
          ),
        ),
      );
    case 'env':
      return inOrder(container?.env?.map(({ name, value = '' }) => [name, value]));
    case 'containers':
    case 'initContainers':
      return inOrder(
        pod?.[part]?.map(({ name, image, command, args, imagePullPolicy, volumeMounts }) => ({
          ...{ name, image, command, args, imagePullPolicy },
          mounts: volumeMounts?.map(({ mountPath }) => mountPath),
        })),
      );
    case 'volumes':
      return inOrder(pod?.volumes?.map(({ name }) => name));
    default:
      return inOrder(pod?.[part]);
  }
}

/** JSON with the keys in order; nothing and an empty list are the same. */
function inOrder(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  return JSON.stringify(value, (_, field) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
}

/** The keys that policies add to the pods' labels or annotations, without those that are ignored. */
function added(
  map: 'labels' | 'annotations',
  { hosting }: SelfHostedConnectorConfig,
  ours: IDeployment,
  admitted: IDeployment,
): readonly string[] {
  const known = [...Object.keys({ ...ours.spec?.template.metadata?.[map] }), ...ignoredKeys(map, hosting)];
  return Object.keys({ ...admitted.spec?.template.metadata?.[map] })
    .filter((key) => !known.includes(key))
    .map((key) => keyPart(map, key));
}
