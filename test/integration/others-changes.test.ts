import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { built } from '../peers/built.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { terraform } from '../peers/terraform.ts';
import { describeWith, program } from '../support/programs.ts';
import { add, hold, merge, mutation } from './policies.ts';
import { World } from './world.ts';

const name = 'confluence';
const namespace = 'conductorone';
const token = { TF_VAR_confluence_api_key: 'ATATT3xFfGF0token' };
const providers = [built(conductoroneProvider), built(kubernetesProvider)];

const owner = 'metadata: Object.metadata{labels: {"policies.kyverno.io/owner": "acme"}}';

/** What platforms add to the objects of others: OpenShift, Rancher, Istio, Kyverno and Argo CD. */
const metadataPolicies = [
  mutation(
    { kind: 'namespaces', namespace },
    merge(
      'metadata: Object.metadata{annotations: {"openshift.io/sa.scc.uid-range": "1000660000/10000", "field.cattle.io/projectId": "c-1:p-2"}, labels: {"istio-injection": "enabled"}}',
    ),
  ),
  mutation(
    { kind: 'serviceaccounts', namespace },
    merge(owner),
    add('/imagePullSecrets', '[{"name": "default-dockercfg"}]', 'has(object.imagePullSecrets)'),
  ),
  mutation({ kind: 'networkpolicies', namespace }, merge(owner)),
  mutation({ kind: 'secrets', namespace }, merge(owner)),
  mutation(
    { kind: 'deployments', namespace },
    merge(
      'metadata: Object.metadata{labels: {"policies.kyverno.io/owner": "acme"}, annotations: {"argocd.argoproj.io/tracking-id": "app", "autopilot.gke.io/warden-version": "1"}}, spec: Object.spec{template: Object.spec.template{metadata: Object.spec.template.metadata{annotations: {"autopilot.gke.io/resource-adjustment": "{}"}}}}',
    ),
  ),
].flat();

/** What policies change in pods' templates: a label, a variable, a sidecar, resources, a toleration. */
const templatePolicies = mutation(
  { kind: 'deployments', namespace, id: 'template' },
  merge(
    'spec: Object.spec{template: Object.spec.template{metadata: Object.spec.template.metadata{labels: {"acme.com/cost": "wiki"}}, spec: Object.spec.template.spec{containers: [Object.spec.template.spec.containers{name: "baton-confluence", env: [Object.spec.template.spec.containers.env{name: "ACME_ZONE", value: "a"}]}]}}}',
  ),
  add(
    '/spec/template/spec/containers/-',
    'Object.spec.template.spec.containers{name: "log-shipper", image: "acme.test/shipper:1", securityContext: Object.spec.template.spec.containers.securityContext{allowPrivilegeEscalation: false, capabilities: Object.spec.template.spec.containers.securityContext.capabilities{drop: ["ALL"]}}}',
    'object.spec.template.spec.containers.exists(c, c.name == "log-shipper")',
  ),
  add(
    '/spec/template/spec/containers/0/resources',
    '{"requests": {"cpu": "250m"}, "limits": {"cpu": "250m"}}',
  ),
  add(
    '/spec/template/spec/tolerations',
    '[{"key": "kubernetes.io/arch", "operator": "Equal", "value": "amd64", "effect": "NoSchedule"}]',
  ),
);

const needs = [terraform.need, program('kubectl'), ...providers, ...clusterPeers.map(built)];

describeWith(needs, 'what others change stays', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ cluster: true });
    await hold(world.cluster, metadataPolicies);
  });
  afterAll(() => world.stop());

  const deploy = async (hosting: object = {}) => {
    await world.describe(world.connector(hosting));
    const { exitCode, all } = await world.apply(name, token);
    expect(exitCode === 0 || all).toBe(true);
    expect(await world.plan(name, token)).toEqual({});
  };
  const live = (kind: string, object = 'baton-confluence') =>
    world.cluster.get(kind, object, `--namespace=${namespace}`);
  const podOf = async () => (await live('deployment')).spec.template;
  const changes = async () => {
    const checks = await world.doctor();
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
  });

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
  });

  test('parts of the pods’ template that doctor names, and one’s own changes of these are made', async () => {
    await deploy();
    await hold(world.cluster, templatePolicies);
    const found = await changes();
    expect(found).toMatchObject({ name: 'changes', state: 'failed' });
    const named = /ignoreChanges: \[(.*)\]/.exec(found?.remedy ?? '')?.[1]?.split(', ') ?? [];
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
    expect(own.resources.limits).toEqual({ cpu: '250m' });
    expect(own.env).toContainEqual({ name: 'ACME_ZONE', value: 'a' });
    expect(own.env).toContainEqual({ name: 'BATON_LOG_LEVEL', value: 'error' });
  });
});
