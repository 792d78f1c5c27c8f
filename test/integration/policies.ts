import { randomUUID } from 'node:crypto';
import type { Cluster } from '../peers/cluster.ts';

const apiVersion = 'admissionregistration.k8s.io/v1';

const groups = {
  namespaces: '',
  serviceaccounts: '',
  secrets: '',
  pods: '',
  networkpolicies: 'networking.k8s.io',
  deployments: 'apps',
} as const;

/** What a policy looks at: one kind of object, in one namespace. */
export interface Subject {
  readonly kind: keyof typeof groups;
  readonly namespace: string;
  /** Tells policies of one kind and namespace apart. @default none */
  readonly id?: string;
}

/** A policy that changes objects whenever somebody writes one, as the objects that make it hold. */
export function mutation(subject: Subject, ...mutations: readonly object[]): readonly object[] {
  return policy('MutatingAdmissionPolicy', subject, {
    failurePolicy: 'Fail',
    reinvocationPolicy: 'Never',
    mutations,
  });
}

/** A policy that refuses objects of which an expression is false. */
export function refusal(subject: Subject, expression: string): readonly object[] {
  return policy('ValidatingAdmissionPolicy', subject, { validations: [{ expression }] });
}

function policy(kind: string, { kind: resource, namespace, id }: Subject, rest: object): readonly object[] {
  const metadata = { name: [resource, namespace, id].filter(Boolean).join('.') };
  const rule = {
    apiGroups: [groups[resource]],
    apiVersions: ['v1'],
    operations: ['CREATE', 'UPDATE'],
    resources: [resource],
  };
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
  return [
    {
      apiVersion,
      kind,
      metadata,
      spec: { matchConstraints: { resourceRules: [rule], namespaceSelector }, ...rest },
    },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      spec: {
        policyName: metadata.name,
        ...(kind.startsWith('Validating') && { validationActions: ['Deny'] }),
      },
    },
  ];
}

/** Fields that are merged into an object, e.g. `metadata: Object.metadata{labels: {"a": "b"}}`. */
export function merge(fields: string): object {
  return { patchType: 'ApplyConfiguration', applyConfiguration: { expression: `Object{${fields}}` } };
}

/** Something that is added, unless a condition holds. @param value an expression */
export function add(path: string, value: string, unless = 'false'): object {
  const expression = `${unless} ? [] : [JSONPatch{op: "add", path: ${JSON.stringify(path)}, value: ${value}}]`;
  return { patchType: 'JSONPatch', jsonPatch: { expression } };
}

/** Has policies hold: that takes the API server a moment, after which a trial meets all that were applied before. */
export async function hold(cluster: Cluster, policies: readonly object[]): Promise<void> {
  const namespace = 'trial';
  const id = randomUUID();
  const last = mutation(
    { kind: 'serviceaccounts', namespace, id },
    merge(`metadata: Object.metadata{labels: {"${id}": ""}}`),
  );
  await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  for (const object of [...policies, ...last]) await cluster.apply(object);
  const trial = ['create', 'serviceaccount', 'trial', `--namespace=${namespace}`, '--dry-run=server'];
  for (let tries = 0; tries < 100; tries += 1) {
    const { stdout } = await cluster.kubectl(...trial, '--output=json');
    if (stdout.includes(`"${id}": ""`)) return;
  }
  throw new Error('The policies do not hold.');
}
