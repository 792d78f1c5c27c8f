import type { INamespace } from 'kubernetes-models/v1';
import { type Check, obstacle } from '../clients/check.ts';
import type { Kubectl } from '../clients/kubectl.ts';
import type { SelfHostedConnectorConfig, SelfHostedHosting } from '../config/schema/config.ts';
import { managedBy } from '../kubernetes/metadata.ts';
import { podSecurityLevel } from '../kubernetes/workload.ts';
import { meshChecks, meshDescriptions } from './mesh.ts';

/** What is looked at here. */
export const namespaceDescriptions = {
  namespace: 'it is there, or will be made',
  'pod security': 'the level that the namespace holds pods to',
  ...meshDescriptions,
} as const;

type NamespaceCheck = Check<keyof typeof namespaceDescriptions>;

/** What a cluster tells of a connector's namespace. */
export interface NamespaceFindings {
  readonly checks: readonly NamespaceCheck[];
  /** Undefined where the cluster does not tell. */
  readonly exists: boolean | undefined;
}

type Labels = Readonly<Record<string, string>>;

/**
 * Looks at a connector's namespace, and how strict it is with pods.
 * @param made whether some connector of the configuration makes it
 */
export async function namespaceFindings(
  kubectl: Kubectl,
  { hosting }: SelfHostedConnectorConfig,
  made: boolean,
): Promise<NamespaceFindings> {
  const { name, create } = hosting.namespace;
  let namespace: INamespace | undefined;
  try {
    namespace = await kubectl.get<INamespace>(name, `namespace/${name}`);
  } catch (error) {
    // A deployment reads it only where it makes it.
    const check = obstacle('namespace', error);
    return { checks: [create ? check : { ...check, state: 'skipped' }], exists: undefined };
  }
  if (!namespace) return { checks: absentChecks(hosting.namespace, made), exists: false };
  const { labels = {} } = namespace.metadata ?? {};
  return {
    checks: [
      presentCheck(hosting, labels),
      podSecurityCheck(levelsOf(labels)),
      ...meshChecks(namespace, hosting),
    ],
    exists: true,
  };
}

function absentChecks(
  { name, create, podSecurity }: SelfHostedHosting['namespace'],
  made: boolean,
): readonly NamespaceCheck[] {
  if (made) {
    const check: NamespaceCheck = { name: 'namespace', state: 'ok', message: `${name} will be made` };
    return [check, podSecurityCheck({ enforce: create ? podSecurity : podSecurityLevel })];
  }
  const message = `There is no namespace ${name}, and hosting.namespace.create is false.`;
  const remedy = `Make it, or leave create out: kubectl create namespace ${name}`;
  return [{ name: 'namespace', state: 'failed', message, remedy }];
}

function presentCheck(hosting: SelfHostedHosting, labels: Labels): NamespaceCheck {
  const { delivery, namespace } = hosting;
  const { name, create } = namespace;
  const ours = Object.entries(managedBy).every(([label, value]) => labels[label] === value);
  // What is applied takes a namespace over; Terraform does not.
  if (ours || !create || delivery === 'gitops' || hosting.adopt.includes('Namespace')) {
    return { name: 'namespace', state: 'ok', message: `${name} is there` };
  }
  return {
    name: 'namespace',
    state: 'failed',
    message: `${name} is there already, made by somebody else: a deployment would fail to make it.`,
    remedy:
      'Write hosting.namespace.create: false, choose another name, or have Terraform take it over with hosting.adopt: [Namespace].',
  };
}

/** Levels of Pod Security by what is done about pods that do not keep to them. */
type Levels = Readonly<Partial<Record<'enforce' | 'audit' | 'warn', string>>>;

function levelsOf(labels: Labels): Levels {
  const modes = ['enforce', 'audit', 'warn'];
  const levels = modes.map((mode) => [mode, labels[`pod-security.kubernetes.io/${mode}`]] as const);
  return Object.fromEntries(levels.filter(([, level]) => level));
}

/** The workload keeps to the strictest level: whichever it is, its pods are admitted. */
function podSecurityCheck(levels: Levels): NamespaceCheck {
  const told = Object.entries({ enforce: 'the cluster’s default', ...levels }).map((pair) => pair.join(': '));
  const message = `${told.join(', ')}; the workload keeps to ${podSecurityLevel}`;
  return { name: 'pod security', state: 'ok', message, details: levels };
}
