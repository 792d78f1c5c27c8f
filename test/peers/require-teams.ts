import type { Cluster } from './cluster.ts';

/** Has the API server refuse, or warn of, Deployments of a namespace that have no label `team`; it does from then on. */
export async function requireTeams(
  cluster: Cluster,
  namespace: string,
  action: 'Deny' | 'Warn',
): Promise<void> {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const rule = {
    apiGroups: ['apps'],
    apiVersions: ['v1'],
    operations: ['CREATE', 'UPDATE'],
    resources: ['deployments'],
  };
  const metadata = { name: namespace };
  await cluster.apply({
    apiVersion,
    kind: 'ValidatingAdmissionPolicy',
    metadata,
    spec: {
      matchConstraints: { resourceRules: [rule] },
      validations: [
        { expression: "'team' in object.metadata.labels", message: 'Deployments name their team' },
      ],
    },
  });
  await cluster.apply({
    apiVersion,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata,
    spec: {
      policyName: namespace,
      validationActions: [action],
      matchResources: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      },
    },
  });
  // It takes a moment to hold.
  const trial = [
    'create',
    'deployment',
    'trial',
    '--image=trial',
    `--namespace=${namespace}`,
    '--dry-run=server',
  ];
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await cluster.kubectl(...trial)).stderr.includes('team')) return;
  }
  throw new Error('The policy does not hold.');
}
