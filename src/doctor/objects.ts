import type { Check } from '../clients/check.ts';
import type { Kubectl } from '../clients/kubectl.ts';
import { secretName } from '../config/derived/names.ts';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { managedBy } from '../kubernetes/metadata.ts';
import { workload } from '../kubernetes/workload.ts';

/** What is looked at here. */
export const objectsDescriptions = {
  objects: 'nobody else has made an object that the deployment will make',
} as const;

interface Live {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/**
 * Looks for objects that somebody else has made, and at which a deployment by Terraform would stop half-way.
 * @throws Obstacle if the cluster does not tell
 */
export async function objectsCheck(
  kubectl: Kubectl,
  connector: SelfHostedConnectorConfig,
): Promise<Check<'objects'>> {
  const { hosting } = connector;
  const { namespace: _, ...objects } = workload(connector, '');
  const wanted = [
    ...Object.values(objects).map(({ kind, metadata }) => `${kind}/${metadata?.name}`),
    `Secret/${secretName(connector)}`,
  ];
  const found = await kubectl.get<Live | { readonly items: readonly Live[] }>(
    hosting.namespace.name,
    ...wanted,
  );
  const present = found === undefined ? [] : 'items' in found ? found.items : [found];
  const adopted: readonly string[] = hosting.delivery === 'terraform' ? hosting.adopt : [];
  const others = present.filter(
    ({ kind, metadata: { labels = {} } }) =>
      !adopted.includes(kind) &&
      !Object.entries(managedBy).every(([label, value]) => labels[label] === value),
  );
  const name = 'objects';
  if (others.length === 0) return { name, state: 'ok', message: 'nobody else has made any of the workload' };
  const kinds = others.map(({ kind }) => kind).filter((kind) => kind !== 'Secret');
  const secrets = others.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => metadata.name);
  const remedies = [
    ...(kinds.length > 0
      ? [`Write hosting.adopt: [${kinds.join(', ')}] to have Terraform take over what is there.`]
      : []),
    ...secrets.map(
      (secret) =>
        `Delete the Secret, which Terraform makes anew: kubectl delete secret ${secret} --namespace=${hosting.namespace.name}`,
    ),
  ];
  return {
    name,
    state: 'failed',
    message: `There already, made by somebody else: ${others.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ')}. A deployment would fail to make them.`,
    remedy: remedies.join(' '),
  };
}
