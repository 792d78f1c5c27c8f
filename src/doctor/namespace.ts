import type { INamespace } from 'kubernetes-models/v1';
import { type Check, obstacle } from '../checks/check.ts';
import type { Kubectl } from '../checks/kubectl.ts';
import type { SelfHostedConnector } from '../config/schema.ts';
import { managedBy } from '../kubernetes/metadata.ts';
import { podSecurityLevel } from '../kubernetes/workload.ts';

/** What a cluster tells of a connector's namespace. */
export interface NamespaceFindings {
  readonly checks: readonly Check[];
  /** Undefined where the cluster does not tell. */
  readonly exists: boolean | undefined;
}

/**
 * Looks at a connector's namespace, and how strict it is with pods.
 * @param made whether some connector of the configuration makes it
 */
export async function namespaceFindings(
  kubectl: Kubectl,
  { hosting }: SelfHostedConnector,
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
  if (!namespace) {
    const missing: Check = made
      ? { name: 'namespace', state: 'ok', message: `${name} will be made` }
      : {
          name: 'namespace',
          state: 'failed',
          message: `There is no namespace ${name}, and hosting.namespace.create is false.`,
          remedy: `Make it, or leave create out: kubectl create namespace ${name}`,
        };
    return {
      checks: made ? [missing, podSecurityCheck({ enforce: podSecurityLevel })] : [missing],
      exists: false,
    };
  }
  const { labels = {} } = namespace.metadata ?? {};
  const strange = create && hosting.delivery === 'terraform' && !isOurs(labels);
  const check: Check = strange
    ? {
        name: 'namespace',
        state: 'failed',
        message: `${name} is there already, made by somebody else: a deployment would fail to make it.`,
        remedy: 'Write hosting.namespace.create: false, or choose another name.',
      }
    : { name: 'namespace', state: 'ok', message: `${name} is there` };
  return { checks: [check, podSecurityCheck(levelsOf(labels))], exists: true };
}

function isOurs(labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(managedBy).every(([label, value]) => labels[label] === value);
}

/** Levels of Pod Security by what is done about pods that do not keep to them. */
type Levels = Readonly<Partial<Record<'enforce' | 'audit' | 'warn', string>>>;

function levelsOf(labels: Readonly<Record<string, string>>): Levels {
  const label = (mode: string) => labels[`pod-security.kubernetes.io/${mode}`];
  return Object.fromEntries(
    ['enforce', 'audit', 'warn'].flatMap((mode) => (label(mode) ? [[mode, label(mode)]] : [])),
  );
}

/** The workload keeps to the strictest level: whichever it is, its pods are admitted. */
function podSecurityCheck(levels: Levels): Check {
  const told = Object.entries({ enforce: 'the cluster’s default', ...levels }).map((pair) => pair.join(': '));
  const message = `${told.join(', ')}; the workload keeps to ${podSecurityLevel}`;
  return { name: 'pod security', state: 'ok', message, details: levels };
}
