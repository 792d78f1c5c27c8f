import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ConnectorInput } from '../../src/config/schema.ts';
import { writeFiles } from '../../src/kubernetes/files.ts';
import { manifests } from '../../src/kubernetes/manifests.ts';
import { contextName } from '../peers/cluster.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { built } from '../peers/terraform.ts';
import { selfHostedOf } from '../support/configs.ts';
import { describeWith, program } from '../support/programs.ts';
import { World } from './world.ts';

const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [program('terraform'), program('kubectl'), ...providers, ...clusterPeers.map(built)];

/** Text that Terraform would take for an expression. */
const dollar = (name: string) => `$\{${name}}`;

/** Everything that makes an object differ, but the delivery. */
const options = {
  image: 'ghcr.io/conductorone/baton-confluence:0.0.24',
  imagePullSecrets: ['registry'],
  entitlements: { nouns: ['space', 'page'], verbs: ['administer', 'create'] },
  provisioning: true,
  logLevel: 'debug',
  resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '0.5', memory: '1Gi' } },
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [
    { key: 'dedicated', operator: 'Equal', value: 'connectors', effect: 'NoExecute', tolerationSeconds: 60 },
    { operator: 'Exists' },
  ],
  proxy: { https: 'http://proxy.acme.internal:3128', noProxy: ['10.0.0.0/8', dollar('literally')] },
  caBundle: { configMap: 'corporate-ca', key: 'bundle.pem' },
  labels: { team: 'identity' },
  annotations: { 'acme.com/contact': `the %{identity} ${dollar('team')}` },
} as const;

const common = {
  name: 'wiki',
  site: 'wiki.acme.com:8443',
  allowCustomHost: true,
  username: 'bot@acme.com',
  app: { existing: { id: '2app' } },
} as const satisfies Partial<ConnectorInput>;

describeWith(needs, 'a self-hosted connector delivered by GitOps', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ cluster: true });
  }, 120_000);
  afterAll(() => world.stop());

  const rendered = async (hosting: object) => {
    const connector = selfHostedOf({
      ...common,
      hosting: {
        type: 'self-hosted',
        delivery: 'gitops',
        secrets: { from: 'template' },
        ...options,
        ...hosting,
      },
    });
    const folder = join(world.folder, 'deploy');
    await writeFiles(folder, new Map([[connector.name, manifests(connector)]]));
    return join(folder, connector.name);
  };
  const apply = (...args: readonly string[]) => world.cluster.kubectl('apply', '--server-side', ...args);
  const objects = (namespace: string) =>
    world.cluster.get('deployment,serviceaccount,networkpolicy,secret', `--namespace=${namespace}`);
  const rollout = (namespace: string) =>
    world.cluster.kubectl(
      'rollout',
      'status',
      'deployment/baton-wiki',
      '--timeout=30s',
      `--namespace=${namespace}`,
    );

  test('rolls out with kubectl apply -k, and a second time changes nothing', async () => {
    const folder = await rendered({ namespace: { name: 'by-gitops' } });
    expect((await apply('--kustomize', folder)).exitCode).toBe(0);
    expect((await apply('--filename', join(folder, 'template'))).exitCode).toBe(0);
    expect((await rollout('by-gitops')).exitCode).toBe(0);
    const versions = async () =>
      (await objects('by-gitops')).items.map((object: Live) => [
        object.kind,
        object.metadata['name'],
        object.metadata['generation'],
      ]);
    const before = await versions();
    expect(before.length).toBeGreaterThanOrEqual(4);
    expect((await apply('--kustomize', folder)).exitCode).toBe(0);
    expect(await versions()).toEqual(before);
    const diff = await world.cluster.kubectl('diff', '--server-side', '--kustomize', folder);
    expect({ exitCode: diff.exitCode, stdout: diff.stdout }).toEqual({ exitCode: 0, stdout: '' });
  }, 120_000);

  test('gives the cluster the same objects as Terraform does', async () => {
    const cluster = { kubeconfig: { path: world.cluster.kubeconfig, context: contextName } };
    const app = world.conductorOne.tenant.addApp('Wiki');
    const namespace = { name: 'by-terraform' };
    await world.describe({
      ...common,
      app: { existing: { id: app.id } },
      hosting: { type: 'self-hosted', delivery: 'terraform', cluster, ...options, namespace },
    });
    const { exitCode, all } = await world.deploy(['wiki'], { TF_VAR_wiki_api_key: 'ATATT3xFfGF0token' });
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    const byTerraform = (await objects('by-terraform')).items.map(neutral);
    const byGitops = (await objects('by-gitops')).items.map(neutral);
    expect(byTerraform.map(({ kind }: Live) => kind)).toEqual([
      'Deployment',
      'ServiceAccount',
      'ServiceAccount',
      'NetworkPolicy',
      'Secret',
    ]);
    expect(byTerraform).toEqual(byGitops);
  }, 180_000);
});

interface Live {
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec?: object;
  readonly data?: object;
}

/** A live object without what the server adds, and without what has to differ between the two deliveries. */
function neutral(live: Live) {
  const { kind, metadata, spec, data } = JSON.parse(
    JSON.stringify(live)
      .replaceAll(/by-(?:terraform|gitops)/g, 'namespace')
      .replaceAll(/("confluence-connector\/secret-revision":)"[^"]*"/g, '$1"revision"'),
  ) as Live;
  const { name, namespace, labels, annotations = {} } = metadata as Record<string, object>;
  const own = Object.entries(annotations).filter(([key]) => !key.startsWith('deployment.kubernetes.io/'));
  return {
    kind,
    metadata: { name, namespace, labels, annotations: Object.fromEntries(own) },
    spec,
    keys: Object.keys(data ?? {}),
  };
}
