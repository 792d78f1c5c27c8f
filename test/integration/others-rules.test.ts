import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { stringify } from 'yaml';
import type { SelfHostedConnectorConfig } from '../../src/config/schema/config.ts';
import { manifests } from '../../src/kubernetes/manifests.ts';
import { everyOption, hosted } from '../kubernetes/connectors.ts';
import { built } from '../peers/built.ts';
import { Cluster } from '../peers/cluster.ts';
import { definition, externalSecret } from '../peers/definitions.ts';
import { binary, clusterPeers, kubeconform, kubeScore, kyverno } from '../peers/peers.ts';
import { writeSchemas } from '../peers/schemas.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith, program } from '../support/programs.ts';

// What tools of others find in a workload: nothing, but what is said here and why.

const image = 'public.ecr.aws/conductorone/baton-confluence:0.0.24';
const secrets = {
  from: 'external-secrets',
  store: { name: 'vault', kind: 'ClusterSecretStore' },
  refreshInterval: '1h',
  keys: { clientId: { key: 'a' }, clientSecret: { key: 'b' }, apiKey: { key: 'c' } },
} as const;

const workloads: Readonly<Record<string, SelfHostedConnectorConfig>> = {
  'by default': hosted(),
  'with a version': hosted({ image }),
  'with a version that moves': hosted({ image: 'public.ecr.aws/conductorone/baton-confluence:0.0' }),
  'with a digest that is asked for each time': hosted({
    image: `registry.acme.com/confluence-sync@sha256:${'0'.repeat(64)}`,
    imagePullPolicy: 'Always',
  }),
  'of several pods, behind a proxy': hosted({
    image,
    imagePullPolicy: 'Always',
    replicas: 3,
    proxy: { https: 'http://proxy.acme.internal:3128' },
    caBundle: { configMap: 'corporate-ca' },
    secrets,
  }),
};

/** The YAML of a connector's objects in one file. */
async function fileOf(folder: string, connector: SelfHostedConnectorConfig): Promise<string> {
  const texts = [...manifests(connector).entries()].filter(([path]) => !path.startsWith('kustomization'));
  const file = join(folder, 'objects.yaml');
  await mkdir(folder, { recursive: true });
  await writeFile(file, texts.map(([, text]) => text).join('\n---\n'));
  return file;
}

describeWith([built(kubeScore)], 'kube-score', () => {
  /** The checks of a workload that fail. */
  const findings = async (file: string): Promise<readonly string[]> => {
    const { stdout } = await execa(binary(kubeScore), ['score', '--output-format', 'json', file], {
      reject: false,
    });
    const objects: readonly { checks: readonly Checked[] }[] = JSON.parse(stdout);
    return objects
      .flatMap(({ checks }) => checks)
      .filter(({ grade, skipped }) => !skipped && grade < 10)
      .map(({ check }) => check.id);
  };
  interface Checked {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
  }

  const expected: Readonly<Record<string, readonly string[]>> = {
    // What a version names does not change: a node that has it needs no registry to start the pod.
    'by default': ['container-image-pull-policy'],
    'with a version': ['container-image-pull-policy'],
  };

  test.each(Object.entries(workloads))('a workload %s', async (name, connector) => {
    const file = await fileOf(await temporaryFolder(), connector);
    expect(await findings(file)).toEqual(expected[name] ?? []);
  });

  test('it does find what is amiss', async () => {
    const file = join(await temporaryFolder(), 'pod.yaml');
    const spec = { containers: [{ name: 'a', image: 'a' }] };
    await writeFile(file, stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec }));
    expect(await findings(file)).toEqual(
      expect.arrayContaining(['container-ephemeral-storage-request-and-limit', 'pod-networkpolicy']),
    );
  });
});

describeWith([built(kyverno)], 'Kyverno', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });

  /** A policy on pods, and on whatever makes them. */
  const policyOf = (name: string, validate: object) => ({
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name },
    spec: {
      rules: [
        {
          name,
          match: { any: [{ resources: { kinds: ['Pod'] } }] },
          validate: { failureAction: 'Enforce', message: name, ...validate },
        },
      ],
    },
  });
  const restricted = policyOf('restricted', { podSecurity: { level: 'restricted', version: 'latest' } });
  const noSecretInVariables = policyOf('no-secret-in-variables', {
    pattern: {
      spec: {
        containers: [
          {
            '=(env)': [{ '=(valueFrom)': { 'X(secretKeyRef)': 'null' } }],
            '=(envFrom)': [{ 'X(secretRef)': 'null' }],
          },
        ],
      },
    },
  });

  /** What policies say of a file's pods: as `<policy> <result>`. */
  const resultsOf = async (file: string, ...policies: readonly object[]): Promise<readonly string[]> => {
    const policyFile = join(folder, 'policies.yaml');
    await writeFile(policyFile, policies.map((policy) => stringify(policy)).join('---\n'));
    const args = ['apply', policyFile, '--resource', file, '--policy-report', '--output-format', 'json'];
    const { stdout } = await execa(binary(kyverno), args, { reject: false });
    const { results }: { readonly results: readonly { policy: string; result: string }[] } = JSON.parse(
      stdout.slice(stdout.indexOf('{"kind"')),
    );
    return results.map(({ policy, result }) => `${policy} ${result}`).sort();
  };

  test.each(Object.entries(workloads))('a workload %s is restricted', async (_, connector) => {
    const file = await fileOf(await temporaryFolder(), connector);
    expect(await resultsOf(file, restricted)).toEqual(['restricted pass']);
  });

  test('an image of confluence-sync has no secret in its variables; the vendor’s reads nothing else', async () => {
    const results = async (image: string) =>
      resultsOf(await fileOf(join(folder, 'secrets'), hosted({ image })), noSecretInVariables);
    expect(await results('registry.acme.com/confluence-sync:1.2.3')).toEqual(['no-secret-in-variables pass']);
    expect(await results(image)).toEqual(['no-secret-in-variables fail']);
  });

  test('it does find what is amiss', async () => {
    const file = join(folder, 'pod.yaml');
    const spec = { containers: [{ name: 'a', image: 'a' }] };
    await writeFile(file, stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec }));
    expect(await resultsOf(file, restricted, noSecretInVariables)).toEqual([
      'no-secret-in-variables pass',
      'restricted fail',
    ]);
  });
});

const operator = await definition(externalSecret);

describeWith(
  [program('kubectl'), operator.need, built(kubeconform), ...clusterPeers.map(built)],
  'with what a cluster says',
  () => {
    let folder: string;
    let cluster: Cluster;

    beforeAll(async () => {
      folder = await temporaryFolder();
      cluster = await Cluster.start(join(folder, 'cluster'));
      await cluster.define(operator.file);
    });
    afterAll(() => cluster.stop());

    describe('kubeconform', () => {
      let schemas: string;
      beforeAll(async () => {
        await mkdir(join(folder, 'schemas'));
        const kinds = [
          ...['Namespace', 'ServiceAccount', 'Secret', 'ExternalSecret'],
          ...['Deployment', 'NetworkPolicy', 'PodDisruptionBudget'],
        ];
        schemas = await writeSchemas(cluster, kinds, join(folder, 'schemas'));
      });

      const conform = async (file: string) => {
        const args = ['-strict', '-summary', '-output', 'json', '-schema-location', schemas, file];
        const { stdout } = await execa(binary(kubeconform), args, { reject: false });
        const { resources = [], summary } = JSON.parse(stdout);
        return { resources, summary };
      };

      test.each(Object.entries({ ...workloads, 'with every option': everyOption }))(
        'a workload %s',
        async (name, connector) => {
          const { resources, summary } = await conform(await fileOf(join(folder, name), connector));
          expect(resources).toEqual([]);
          expect(summary).toEqual({ valid: expect.any(Number), invalid: 0, errors: 0, skipped: 0 });
          expect(summary.valid).toBeGreaterThanOrEqual(4);
        },
      );

      test('it does find a field that is none, and text in the place of a number', async () => {
        const file = join(folder, 'wrong.yaml');
        const object = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' } };
        const deployment = { ...object, apiVersion: 'apps/v1', kind: 'Deployment' };
        const spec = { replicas: 'two', selector: {}, template: {} };
        await writeFile(
          file,
          `${stringify({ ...object, surprise: true })}---\n${stringify({ ...deployment, spec })}`,
        );
        expect((await conform(file)).summary).toMatchObject({ valid: 0, invalid: 2, errors: 0 });
      });
    });

    test.each(Object.entries(workloads))(
      'Pod Security in its strictest form: nothing to warn of, and the pods run: %s',
      async (name, connector) => {
        const namespace = `strict-${Object.keys(workloads).indexOf(name)}`;
        const levels = Object.fromEntries(
          ['enforce', 'warn', 'audit'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
        );
        const metadata = { name: namespace, labels: levels };
        await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata });
        const { hosting } = connector;
        const inside = {
          ...connector,
          hosting: { ...hosting, namespace: { ...hosting.namespace, name: namespace, create: false } },
        };
        const file = await fileOf(join(folder, namespace), inside);
        const applied = await cluster.kubectl('apply', '--server-side', '--filename', file);
        expect(applied).toMatchObject({ exitCode: 0, stderr: '' });
        const args = ['rollout', 'status', 'deployment/baton-confluence', '--timeout=30s'];
        expect(await cluster.kubectl(...args, `--namespace=${namespace}`)).toMatchObject({ exitCode: 0 });
      },
    );
  },
);
