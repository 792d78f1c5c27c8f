import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { ConnectorInput } from '../../src/config/schema.ts';
import { built } from '../peers/built.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { openTofu, terraform } from '../peers/terraform.ts';
import { describeWith, program } from '../support/programs.ts';
import { root } from '../support/synth.ts';
import { World } from './world.ts';

const name = 'confluence';
const namespace = 'conductorone';
const token = { TF_VAR_confluence_api_key: 'ATATT3xFfGF0token' };
const providers = [built(conductoroneProvider), built(kubernetesProvider)];

type Kind = 'namespaces' | 'serviceaccounts' | 'networkpolicies' | 'secrets' | 'deployments';

/** A policy of the cluster: what it changes in one kind of object whenever somebody writes one. */
const policy = (kind: Kind, mutations: readonly object[], id = '') => {
  const metadata = { name: `${kind}${id}.acme.com` };
  const apiGroups = { deployments: ['apps'], networkpolicies: ['networking.k8s.io'] }[kind as string] ?? [''];
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingAdmissionPolicy',
      metadata,
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups, apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: [kind] },
          ],
          namespaceSelector: {
            matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [namespace] }],
          },
        },
        failurePolicy: 'Fail',
        reinvocationPolicy: 'Never',
        mutations,
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: metadata.name },
    },
  ];
};

/** A mutation as fields that are merged, e.g. `metadata: Object.metadata{labels: {"a": "b"}}`. */
const merge = (fields: string) => ({
  patchType: 'ApplyConfiguration',
  applyConfiguration: { expression: `Object{${fields}}` },
});
const patch = (expression: string) => ({ patchType: 'JSONPatch', jsonPatch: { expression } });

/** What platforms add to the objects of others: OpenShift, Rancher, Istio, Kyverno and Argo CD. */
const metadataPolicies = [
  policy('namespaces', [
    merge(
      'metadata: Object.metadata{annotations: {"openshift.io/sa.scc.uid-range": "1000660000/10000", "field.cattle.io/projectId": "c-1:p-2"}, labels: {"istio-injection": "enabled"}}',
    ),
  ]),
  policy('serviceaccounts', [
    merge('metadata: Object.metadata{labels: {"policies.kyverno.io/owner": "acme"}}'),
    patch(
      'has(object.imagePullSecrets) ? [] : [JSONPatch{op: "add", path: "/imagePullSecrets", value: [{"name": "default-dockercfg"}]}]',
    ),
  ]),
  policy('networkpolicies', [
    merge('metadata: Object.metadata{labels: {"policies.kyverno.io/owner": "acme"}}'),
  ]),
  policy('secrets', [merge('metadata: Object.metadata{labels: {"policies.kyverno.io/owner": "acme"}}')]),
  policy('deployments', [
    merge(
      'metadata: Object.metadata{labels: {"policies.kyverno.io/owner": "acme"}, annotations: {"argocd.argoproj.io/tracking-id": "app", "autopilot.gke.io/warden-version": "1"}}, spec: Object.spec{template: Object.spec.template{metadata: Object.spec.template.metadata{annotations: {"autopilot.gke.io/resource-adjustment": "{}"}}}}',
    ),
  ]),
].flat();

/** What policies change in pods' templates: resources as Autopilot does, a toleration, a sidecar, a variable, a label. */
const templatePolicies = policy(
  'deployments',
  [
    merge(
      'spec: Object.spec{template: Object.spec.template{metadata: Object.spec.template.metadata{labels: {"acme.com/cost": "wiki"}}, spec: Object.spec.template.spec{containers: [Object.spec.template.spec.containers{name: "baton-confluence", env: [Object.spec.template.spec.containers.env{name: "ACME_ZONE", value: "a"}]}]}}}',
    ),
    patch(
      'object.spec.template.spec.containers.exists(c, c.name == "log-shipper") ? [] : [JSONPatch{op: "add", path: "/spec/template/spec/containers/-", value: Object.spec.template.spec.containers{name: "log-shipper", image: "acme.test/shipper:1", securityContext: Object.spec.template.spec.containers.securityContext{allowPrivilegeEscalation: false, capabilities: Object.spec.template.spec.containers.securityContext.capabilities{drop: ["ALL"]}}}}]',
    ),
    patch(
      '[JSONPatch{op: "add", path: "/spec/template/spec/containers/0/resources", value: {"requests": {"cpu": "250m", "memory": "512Mi", "ephemeral-storage": "1Gi"}, "limits": {"cpu": "250m", "memory": "512Mi", "ephemeral-storage": "1Gi"}}}, JSONPatch{op: "add", path: "/spec/template/spec/tolerations", value: [{"key": "kubernetes.io/arch", "operator": "Equal", "value": "amd64", "effect": "NoSchedule"}]}]',
    ),
  ],
  '-template',
);

for (const engine of [terraform, openTofu]) {
  const needs = [engine.need, program('kubectl'), ...providers, ...clusterPeers.map(built)];
  describeWith(needs, `what others change stays, with ${engine.name}`, () => {
    let world: World;
    beforeAll(async () => {
      world = await World.start({ engine, cluster: true });
      for (const object of metadataPolicies) await world.cluster.apply(object);
    }, 120_000);
    afterAll(() => world.stop());

    const connector = (hosting: object = {}): ConnectorInput => ({
      name,
      site: 'acme',
      username: 'bot@acme.com',
      app: { create: { displayName: 'Confluence' } },
      hosting: {
        type: 'self-hosted',
        delivery: 'terraform',
        cluster: { kubeconfig: { path: world.cluster.kubeconfig, context: 'test-cluster' } },
        rolloutTimeout: '1m',
        ...hosting,
      } as ConnectorInput['hosting'],
    });
    const deploy = async (hosting: object = {}) => {
      await world.describe(connector(hosting));
      const { exitCode, all } = await world.apply(name, token);
      expect(exitCode === 0 || all).toBe(true);
      expect(await world.plan(name, token)).toEqual({});
    };
    const live = (kind: string, object = 'baton-confluence') =>
      world.cluster.get(kind, object, `--namespace=${namespace}`);
    const podOf = async () => (await live('deployment')).spec.template;
    const changes = async () => {
      // In the folder of connector.yaml, and without credentials: nobody but the cluster is asked.
      const { stdout } = await execa(process.execPath, [join(root, 'src/cli/bin.js'), 'doctor', '--json'], {
        cwd: world.folder,
        reject: false,
      });
      const { checks } = JSON.parse(stdout) as {
        readonly checks: readonly Readonly<Record<string, string>>[];
      };
      // It is not there unless the workload is admitted.
      return checks.findLast(({ name }) => name === 'changes' || name === 'admission');
    };

    test('labels and annotations of every object, pull secrets, annotations of the pods', async () => {
      await deploy();
      // A change of one’s own, at which everything is written again.
      await deploy({ labels: { team: 'identity' }, logLevel: 'debug' });
      const { metadata } = await world.cluster.get('namespace', namespace);
      expect(metadata.annotations).toMatchObject({
        'openshift.io/sa.scc.uid-range': '1000660000/10000',
        'field.cattle.io/projectId': 'c-1:p-2',
      });
      expect(metadata.labels).toMatchObject({ 'istio-injection': 'enabled', team: 'identity' });
      const owned = { labels: { 'policies.kyverno.io/owner': 'acme', team: 'identity' } };
      expect(await live('serviceaccount')).toMatchObject({
        metadata: owned,
        imagePullSecrets: [{ name: 'default-dockercfg' }],
      });
      expect(await live('networkpolicy')).toMatchObject({ metadata: owned });
      expect(await live('secret', 'baton-confluence-secrets')).toMatchObject({ metadata: owned });
      expect(await live('deployment')).toMatchObject({
        metadata: { ...owned, annotations: { 'argocd.argoproj.io/tracking-id': 'app' } },
      });
      expect((await podOf()).metadata.annotations).toMatchObject({
        'autopilot.gke.io/resource-adjustment': '{}',
      });
      expect(await changes()).toMatchObject({ state: 'ok' });
    }, 300_000);

    test('what kubectl, an autoscaler and Reloader write after the fact', async () => {
      const hosting = {
        ignoreChanges: ['replicas'],
        annotations: { 'reloader.stakater.com/auto': 'true' },
      };
      await deploy(hosting);
      const { kubectl } = world.cluster;
      const deployment = ['deployment/baton-confluence', `--namespace=${namespace}`];
      await kubectl.call(world.cluster, 'rollout', 'restart', ...deployment);
      await kubectl.call(world.cluster, 'scale', '--replicas=3', ...deployment);
      await kubectl.call(
        world.cluster,
        'set',
        'env',
        ...deployment,
        'STAKATER_BATON_CONFLUENCE_SECRETS_SECRET=1a2b',
      );
      expect(await world.plan(name, token)).toEqual({});
      const before = await live('deployment');
      await deploy({ ...hosting, nodeSelector: { 'kubernetes.io/os': 'linux' } });
      const after = await live('deployment');
      expect(after.spec).toMatchObject({
        replicas: 3,
        template: {
          metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': expect.any(String) } },
          spec: { nodeSelector: { 'kubernetes.io/os': 'linux' } },
        },
      });
      const [container] = after.spec.template.spec.containers;
      expect(container.env).toEqual(before.spec.template.spec.containers[0].env);
      expect(container.env.at(-1)).toMatchObject({ name: 'STAKATER_BATON_CONFLUENCE_SECRETS_SECRET' });
      expect(after.metadata.uid).toBe(before.metadata.uid);
    }, 300_000);

    test('parts of the pods’ template that doctor names, and one’s own changes of these are made', async () => {
      await deploy();
      for (const object of templatePolicies) await world.cluster.apply(object);
      const found = await changes();
      expect(found).toMatchObject({ name: 'changes', state: 'failed' });
      const named = /ignoreChanges: \[(.*)\]/.exec(found?.['remedy'] ?? '')?.[1]?.split(', ') ?? [];
      expect(named.toSorted()).toEqual([
        'containers',
        'env',
        'podLabels[acme.com/cost]',
        'resources',
        'tolerations',
      ]);
      const hosting = { ignoreChanges: named };
      await deploy(hosting);
      expect(await changes()).toMatchObject({ state: 'ok' });
      const before = await live('deployment');
      await deploy({ ...hosting, logLevel: 'error', nodeSelector: { 'kubernetes.io/os': 'linux' } });
      const after = await live('deployment');
      expect(after.metadata.uid).not.toBe(before.metadata.uid);
      expect(after.spec.template).toMatchObject({
        metadata: { labels: { 'acme.com/cost': 'wiki', app: 'baton-confluence' } },
        spec: {
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          tolerations: [{ key: 'kubernetes.io/arch' }],
        },
      });
      const [own, sidecar] = after.spec.template.spec.containers;
      expect(sidecar).toMatchObject({ name: 'log-shipper' });
      expect(own.resources.limits).toEqual({ cpu: '250m', memory: '512Mi', 'ephemeral-storage': '1Gi' });
      expect(own.env).toContainEqual({ name: 'ACME_ZONE', value: 'a' });
      expect(own.env).toContainEqual({ name: 'BATON_LOG_LEVEL', value: 'error' });
    }, 300_000);
  });
}
