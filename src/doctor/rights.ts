import type { Check } from '../clients/check.ts';
import type { Right } from '../clients/kubectl.ts';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';

/** What is looked at here. */
export const rightsDescriptions = {
  rights: 'this login may do in the cluster what Terraform does',
} as const;

type ApiKind = Pick<Right, 'group' | 'resource'>;

/** The rights that Terraform needs for a connector's workload. @param makesNamespace whether it has that to make */
export function deploymentRights(
  connector: SelfHostedConnectorConfig,
  makesNamespace: boolean,
): readonly Right[] {
  const namespace = connector.hosting.namespace.name;
  const kinds = [...kindsOf(connector), { group: '', resource: 'secrets' }];
  return [
    ...(makesNamespace ? [{ verb: 'create', group: '', resource: 'namespaces' }] : []),
    ...kinds.flatMap((kind) =>
      ['get', 'create', 'patch', 'delete'].map((verb) => ({ ...kind, verb, namespace })),
    ),
    // The rollout is watched.
    { verb: 'list', group: '', resource: 'pods', namespace },
  ];
}

/** The rights to apply a connector's manifests. */
export function applyRights(connector: SelfHostedConnectorConfig): readonly Right[] {
  const namespace = connector.hosting.namespace.name;
  return kindsOf(connector).flatMap((kind) =>
    ['create', 'patch'].map((verb) => ({ ...kind, verb, namespace })),
  );
}

/** Judges the rights of whoever deploys by Terraform. @param lacking those that are missing */
export function rightsCheck(
  { hosting }: SelfHostedConnectorConfig,
  lacking: readonly Right[],
): Check<'rights'> {
  const name = 'rights';
  const where = `in the namespace ${hosting.namespace.name}`;
  if (lacking.length === 0) {
    return { name, state: 'ok', message: `this login may do ${where} what a deployment does` };
  }
  const missing = rightsText(lacking);
  return {
    name,
    state: 'failed',
    message: `This login may not, ${where}: ${missing}.`,
    remedy: 'Ask the cluster’s administrators for these rights.',
    details: { missing: lacking.map(({ verb, ...kind }) => `${verb} ${kindText(kind)}`) },
  };
}

/** Rights as people read them: `create and patch deployments.apps; list pods`. */
export function rightsText(rights: readonly Right[]): string {
  const verbs = new Map<string, readonly string[]>();
  for (const { verb, ...kind } of rights) {
    const text = kindText(kind);
    verbs.set(text, [...(verbs.get(text) ?? []), verb]);
  }
  return [...verbs]
    .map(([kind, names]) => `${names.join(', ').replace(/, ([^,]+)$/, ' and $1')} ${kind}`)
    .join('; ');
}

function kindText({ resource, group }: ApiKind): string {
  return group ? `${resource}.${group}` : resource;
}

/** What the manifests hold, without the namespace. */
function kindsOf({ hosting }: SelfHostedConnectorConfig): readonly ApiKind[] {
  const external = hosting.delivery === 'gitops' && hosting.secrets.from === 'external-secrets';
  return [
    { group: '', resource: 'serviceaccounts' },
    { group: 'apps', resource: 'deployments' },
    ...(hosting.networkPolicy ? [{ group: 'networking.k8s.io', resource: 'networkpolicies' }] : []),
    ...(hosting.replicas > 1 ? [{ group: 'policy', resource: 'poddisruptionbudgets' }] : []),
    ...(external ? [{ group: 'external-secrets.io', resource: 'externalsecrets' }] : []),
  ];
}
