import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { Check } from '../checks/check.ts';
import { type Ignorable, ignorable, ignoredKeys, ignoredParts } from '../config/ignorable.ts';
import { quantityValue } from '../config/quantity.ts';
import type { SelfHostedConnector } from '../config/schema.ts';
import { deployment } from '../kubernetes/deployment.ts';

type Keys = Readonly<Record<string, unknown>>;

/**
 * Looks for what the cluster's policies change in the Deployment: Terraform would take it back each time, and the
 * policies would change it again.
 * @param admitted the Deployment as a dry run returns it
 */
export function changesCheck(connector: SelfHostedConnector, admitted: IDeployment): Check {
  const ours = deployment(connector, '');
  const left: readonly string[] = ignoredParts(connector.hosting);
  const changed = [
    ...ignorable.filter((part) => !left.includes(part) && seen(ours, part) !== seen(admitted, part)),
    ...added('podLabels', 'labels', connector, ours, admitted),
    ...added('podAnnotations', 'annotations', connector, ours, admitted),
  ];
  const name = 'changes';
  return changed.length === 0
    ? { name, state: 'ok', message: 'the cluster’s policies leave the Deployment as Terraform makes it' }
    : {
        name,
        state: 'failed',
        message: `The cluster’s policies change the Deployment (${changed.join(', ')}): Terraform would take it back at every deployment.`,
        remedy: `Write hosting.ignoreChanges: [${changed.join(', ')}].`,
      };
}

/** What can be seen of a part, without what the API server fills in. */
function seen({ spec }: IDeployment, part: Ignorable): string {
  const pod = spec?.template.spec;
  const [container] = pod?.containers ?? [];
  switch (part) {
    case 'replicas':
      return String(spec?.replicas);
    case 'resources':
      return inOrder(
        Object.entries({ ...container?.resources }).flatMap(([kind, amounts]) =>
          Object.entries({ ...(amounts as Keys) }).map(([key, amount]) => [
            `${kind}.${key}`,
            quantityValue(String(amount)),
          ]),
        ),
      );
    case 'env':
      return JSON.stringify(container?.env?.map(({ name, value = '' }) => [name, value]));
    case 'tolerations':
      return JSON.stringify(pod?.tolerations?.map((toleration) => inOrder(Object.entries(toleration))));
    case 'nodeSelector':
      return inOrder(Object.entries({ ...pod?.nodeSelector }));
    case 'affinity':
      return String(pod?.affinity === undefined);
    case 'containers':
    case 'initContainers':
    case 'volumes':
      return JSON.stringify(pod?.[part]?.map(({ name }) => name));
  }
}

function inOrder(entries: readonly (readonly [string, unknown])[]): string {
  return JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The keys of the pod's labels or annotations that are not ours, and not left to others. */
function added(
  map: 'podLabels' | 'podAnnotations',
  key: 'labels' | 'annotations',
  { hosting }: SelfHostedConnector,
  ours: IDeployment,
  admitted: IDeployment,
): readonly string[] {
  const known = [...Object.keys({ ...ours.spec?.template.metadata?.[key] }), ...ignoredKeys(map, hosting)];
  return Object.keys({ ...admitted.spec?.template.metadata?.[key] })
    .filter((each) => !known.includes(each))
    .map((each) => `${map}[${each}]`);
}
