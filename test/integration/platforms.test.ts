import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { built } from '../peers/built.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { terraform } from '../peers/terraform.ts';
import { describeWith, program } from '../support/programs.ts';
import { rowsOf } from '../support/readme.ts';
import { add, hold, merge, mutation, refusal } from './policies.ts';
import { World } from './world.ts';

/** A platform as its policies make it, and what the README says to set there. */
interface Platform {
  /** As in the README's table, but for plain Kubernetes. */
  readonly platform: string;
  readonly name: string;
  readonly hosting: object;
  readonly policies: (namespace: string) => readonly (readonly object[])[];
  /** What the pod becomes. */
  readonly pod: object;
}

/** Istio's injector: it adds what "restricted" Pod Security refuses, unless it is told not to. */
const istio = (namespace: string) => [
  mutation(
    { kind: 'namespaces', namespace },
    merge('metadata: Object.metadata{labels: {"istio-injection": "enabled"}}'),
  ),
  mutation(
    { kind: 'pods', namespace },
    add(
      '/spec/initContainers',
      '[Object.spec.initContainers{name: "istio-init", image: "istio.test/proxy:1", securityContext: Object.spec.initContainers.securityContext{runAsNonRoot: false, runAsUser: 0, capabilities: Object.spec.initContainers.securityContext.capabilities{add: ["NET_ADMIN"]}}}]',
      'object.metadata.?labels["sidecar.istio.io/inject"].orValue("true") == "false" || has(object.spec.initContainers)',
    ),
  ),
];

const platforms: readonly Platform[] = [
  {
    platform: 'Kubernetes',
    name: 'plain',
    hosting: {},
    policies: () => [],
    pod: { restartPolicy: 'Always' },
  },
  {
    platform: 'GKE Autopilot',
    name: 'autopilot',
    hosting: { platform: 'gke-autopilot' },
    policies: (namespace) => [
      mutation(
        { kind: 'deployments', namespace },
        merge(
          'metadata: Object.metadata{annotations: {"autopilot.gke.io/warden-version": "3"}}, spec: Object.spec{template: Object.spec.template{metadata: Object.spec.template.metadata{annotations: {"autopilot.gke.io/resource-adjustment": "{}"}}}}',
        ),
        add(
          '/spec/template/spec/containers/0/resources',
          '{"requests": {"cpu": "500m", "memory": "2Gi", "ephemeral-storage": "1Gi"}, "limits": {"cpu": "500m", "memory": "2Gi", "ephemeral-storage": "1Gi"}}',
        ),
        add(
          '/spec/template/spec/tolerations',
          '[{"key": "kubernetes.io/arch", "operator": "Equal", "value": "amd64", "effect": "NoSchedule"}]',
        ),
      ),
    ],
    pod: { containers: [{ resources: { limits: { cpu: '500m', 'ephemeral-storage': '1Gi' } } }] },
  },
  {
    platform: 'Istio, Linkerd: outside of the mesh',
    name: 'outside',
    hosting: { labels: { 'sidecar.istio.io/inject': 'false' } },
    policies: istio,
    pod: { containers: [{ name: 'baton-outside' }] },
  },
  {
    platform: 'Istio, Linkerd: inside',
    name: 'inside',
    hosting: { namespace: { name: 'inside', podSecurity: 'privileged' }, egressPorts: [15_012] },
    policies: istio,
    pod: { initContainers: [{ name: 'istio-init' }] },
  },
  {
    platform: 'OpenShift',
    name: 'openshift',
    hosting: { platform: 'openshift' },
    policies: (namespace) => [
      mutation(
        { kind: 'namespaces', namespace },
        merge(
          'metadata: Object.metadata{annotations: {"openshift.io/sa.scc.uid-range": "1000660000/10000"}}',
        ),
      ),
      mutation(
        { kind: 'serviceaccounts', namespace },
        add('/imagePullSecrets', '[{"name": "dockercfg"}]', 'has(object.imagePullSecrets)'),
        add('/secrets', '[{"name": "dockercfg"}]', 'has(object.secrets)'),
      ),
      mutation(
        { kind: 'pods', namespace },
        add('/spec/securityContext/runAsUser', '1000660000', 'has(object.spec.securityContext.runAsUser)'),
        add('/spec/securityContext/fsGroup', '1000660000', 'has(object.spec.securityContext.fsGroup)'),
      ),
      refusal(
        { kind: 'pods', namespace },
        'object.spec.securityContext.runAsUser >= 1000660000 && object.spec.securityContext.fsGroup >= 1000660000',
      ),
      [securityGroup],
    ],
    pod: { securityContext: { runAsUser: 1_000_660_000, fsGroup: 1_000_660_000 } },
  },
];

/** By its group, doctor knows OpenShift. */
const securityGroup = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'rangeallocations.security.openshift.io' },
  spec: {
    group: 'security.openshift.io',
    names: { kind: 'RangeAllocation', plural: 'rangeallocations' },
    scope: 'Cluster',
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};

/** Rows of the README's table that are tested elsewhere. */
const elsewhere = {
  'policies, autoscalers': 'test/integration/others-changes.test.ts',
  Reloader: 'test/integration/others-changes.test.ts',
  'a private address of ConductorOne or Confluence (PrivateLink, a proxy that nobody configures)':
    'test/kubernetes/network-policy.test.ts',
  'IPv6 only, or dual stack': 'test/runtime/health/server.test.ts',
};

test('every row of the README’s table of platforms is tested', () => {
  const here = platforms.map(({ platform }) => platform).filter((platform) => platform !== 'Kubernetes');
  expect([...here, ...Object.keys(elsewhere)].toSorted()).toEqual(rowsOf('Platforms').toSorted());
});

const providers = [built(conductoroneProvider), built(kubernetesProvider)];

describeWith(
  [terraform.need, program('kubectl'), ...providers, ...clusterPeers.map(built)],
  'platforms',
  () => {
    let world: World;
    beforeAll(async () => {
      world = await World.start({ cluster: true });
    });
    afterAll(() => world.stop());

    test.each(platforms)(
      '$platform: it is deployed and runs, a second plan is empty, and doctor agrees',
      async ({ name, hosting, policies, pod }) => {
        await hold(world.cluster, policies(name).flat());
        const token = { [`TF_VAR_${name}_api_key`]: 'ATATT3xFfGF0token' };
        const chosen = { namespace: { name }, rolloutTimeout: '2m', ...hosting };
        await world.describe(world.connector(chosen, { name }));
        const { exitCode, all } = await world.apply(name, token);
        expect(exitCode === 0 || all).toBe(true);
        expect(await world.plan(name, token)).toEqual({});
        const { items } = await world.cluster.get('pods', `--namespace=${name}`);
        expect(items).toMatchObject([{ spec: pod, status: { phase: 'Running' } }]);
        const troubled = (await world.doctor()).filter(
          (check) =>
            check.state === 'failed' && ['platform', 'mesh', 'changes', 'admission'].includes(check.name),
        );
        expect(troubled).toEqual([]);
      },
    );
  },
);
