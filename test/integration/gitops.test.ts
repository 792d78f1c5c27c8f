import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { ConnectorInput } from '../../src/config/schema/config.ts';
import { writeFiles } from '../../src/kubernetes/manifest-files.ts';
import { manifests } from '../../src/kubernetes/manifests.ts';
import { built } from '../peers/built.ts';
import { contextName } from '../peers/cluster.ts';
import { definition, externalSecret } from '../peers/definitions.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { selfHostedOf } from '../support/configs.ts';
import { describeWith, program } from '../support/programs.ts';
import { type Live, neutral } from './live.ts';
import { World } from './world.ts';

const operator = await definition(externalSecret);
const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [program('terraform'), program('kubectl'), ...providers, ...clusterPeers.map(built)];

/** Text that Terraform would take for an expression. */
const dollar = (name: string) => `$\{${name}}`;

/** Everything that makes an object differ, but the delivery. */
const options = {
  image: 'public.ecr.aws/conductorone/baton-confluence:0.0.24',
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
  });
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
  const kinds = 'deployment,serviceaccount,networkpolicy,secret';
  const objects = async (namespace: string, kind = kinds): Promise<readonly Live[]> =>
    (await world.cluster.get(kind, `--namespace=${namespace}`)).items;
  const rollout = (namespace: string) =>
    world.cluster.kubectl(
      'rollout',
      'status',
      'deployment/baton-wiki',
      '--timeout=30s',
      `--namespace=${namespace}`,
    );

  /** Applies a folder that has been applied already, and sees that nothing changes. */
  const expectSettled = async (folder: string, namespace: string, kind = kinds) => {
    // A Deployment's resourceVersion moves with its status; other kinds have no generation.
    const versions = async () =>
      (await objects(namespace, kind)).map(({ kind, metadata: { name, generation, resourceVersion } }) => [
        kind,
        name,
        generation ?? resourceVersion,
      ]);
    const before = await versions();
    expect(before.length).toBeGreaterThanOrEqual(4);
    expect((await apply('--kustomize', folder)).exitCode).toBe(0);
    expect(await versions()).toEqual(before);
    const { exitCode, stdout } = await world.cluster.kubectl('diff', '--server-side', '--kustomize', folder);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  };

  test('rolls out with kubectl apply -k, and a second time changes nothing', async () => {
    const folder = await rendered({ namespace: { name: 'by-gitops' } });
    expect((await apply('--kustomize', folder)).exitCode).toBe(0);
    expect((await apply('--filename', join(folder, 'template'))).exitCode).toBe(0);
    expect((await rollout('by-gitops')).exitCode).toBe(0);
    await expectSettled(folder, 'by-gitops');
  });

  test('rolls out with a Secret that is there already, and leaves it alone', async () => {
    const namespace = { name: 'existing', create: false };
    const secret = { name: 'confluence-credentials', namespace: namespace.name };
    await world.cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace.name } });
    await world.cluster.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: secret,
      stringData: { BATON_CLIENT_ID: 'id' },
    });
    const before = await world.cluster.get('secret', secret.name, `--namespace=${namespace.name}`);
    const folder = await rendered({ namespace, secrets: { from: 'existing', name: secret.name } });
    expect((await apply('--kustomize', folder)).exitCode).toBe(0);
    expect((await rollout(namespace.name)).exitCode).toBe(0);
    await expectSettled(folder, namespace.name);
    const [deployment] = await objects(namespace.name, 'deployment');
    expect(deployment).toHaveProperty('spec.template.spec.containers.0.envFrom', [
      { secretRef: { name: secret.name, optional: false } },
    ]);
    const secrets = await objects(namespace.name, 'secret');
    expect(secrets).toEqual([before]);
  });

  describeWith([operator.need], 'with the External Secrets Operator’s kinds', () => {
    const namespace = 'by-external-secrets';

    beforeAll(async () => {
      await world.cluster.define(operator.file);
    });

    test('a second time changes nothing, and no default is filled in that a GitOps tool would see', async () => {
      const folder = await rendered({
        namespace: { name: namespace },
        secrets: {
          from: 'external-secrets',
          store: { name: 'vault' },
          keys: {
            clientId: { key: 'confluence/client-id' },
            clientSecret: { key: 'confluence', property: 'client-secret' },
            apiKey: { key: 'confluence', property: 'api-key' },
          },
        },
      });
      expect((await apply('--kustomize', folder)).exitCode).toBe(0);
      await expectSettled(folder, namespace, `${kinds},externalsecret`);
      const [live] = await objects(namespace, 'externalsecret');
      const written = parse(await readFile(join(folder, 'baton-wiki-secrets.yaml'), 'utf8'));
      expect(live).toMatchObject({ apiVersion: written.apiVersion, kind: 'ExternalSecret' });
      expect(live?.['spec']).toStrictEqual(written.spec);
    });
  });

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
    const byTerraform = (await objects('by-terraform')).map(comparable);
    const byGitops = (await objects('by-gitops')).map(comparable);
    expect(byTerraform.map(({ kind }) => kind)).toEqual([
      'Deployment',
      'ServiceAccount',
      'ServiceAccount',
      'NetworkPolicy',
      'Secret',
    ]);
    expect(byTerraform).toEqual(byGitops);
  });
});

/** A live object without what has to differ between the two deliveries. */
function comparable(live: Live): Live {
  const { data = {}, ...object } = neutral(
    JSON.parse(JSON.stringify(live).replaceAll(/by-(?:terraform|gitops)/g, 'namespace')),
  );
  return { ...object, data: Object.keys(data as object) } as Live;
}
