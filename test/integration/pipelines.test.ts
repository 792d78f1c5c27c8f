import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { parse } from 'yaml';
import { parseConfig } from '../../src/config/loading/load.ts';
import { writeFiles } from '../../src/kubernetes/manifest-files.ts';
import { manifests } from '../../src/kubernetes/manifests.ts';
import { built } from '../peers/built.ts';
import { Cluster } from '../peers/cluster.ts';
import { argoApplication, definition, fluxKustomization } from '../peers/definitions.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { freshCheckout } from '../support/checkout.ts';
import { selfHostedOf } from '../support/configs.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith, program } from '../support/programs.ts';
import { connectorExamples, exampleThatStarts } from '../support/readme.ts';
import { World } from './world.ts';

const [, , gitops = ''] = connectorExamples;

const tools = await Promise.all([argoApplication, fluxKustomization].map(definition));

describeWith(
  [program('kubectl'), ...clusterPeers.map(built), ...tools.map(({ need }) => need)],
  'the README’s objects of Argo CD and Flux',
  () => {
    let folder: string;
    let cluster: Cluster;

    beforeAll(async () => {
      folder = await temporaryFolder();
      cluster = await Cluster.start(join(folder, 'cluster'));
      for (const { file } of tools) await cluster.define(file);
      const [connector] = parse(gitops).connectors;
      const hosting = { ...connector.hosting, secrets: { from: 'template' } };
      const { name, ...objects } = selfHostedOf({ ...connector, hosting });
      // The repository, as `render --out deploy` leaves it.
      await writeFiles(join(folder, 'deploy'), new Map([[name, manifests({ name, ...objects })]]));
    });
    afterAll(() => cluster.stop());

    test.each([
      ['argoproj.io', 'argocd', ({ source }: { source: { path: string } }) => source.path],
      ['kustomize.toolkit.fluxcd.io', 'flux-system', ({ path }: { path: string }) => path],
    ])(
      '%s: its kind takes the object as it is, and the folder that it names rolls out',
      async (group, namespace, pathOf) => {
        const example = exampleThatStarts(`apiVersion: ${group}`);
        const file = join(folder, `${group}.yaml`);
        await writeFile(file, example);
        await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
        const created = await cluster.kubectl(
          'create',
          '--validate=strict',
          '--output=json',
          '--filename',
          file,
        );
        expect(created).toMatchObject({ exitCode: 0, stderr: '' });
        const { spec } = JSON.parse(created.stdout);
        expect(spec).toMatchObject(parse(example).spec);
        const path = join(folder, pathOf(spec));
        expect(await cluster.kubectl('apply', '--server-side', '--kustomize', path)).toMatchObject({
          exitCode: 0,
        });
        expect(
          await cluster.kubectl(
            'rollout',
            'status',
            'deployment/baton-confluence',
            '--namespace=conductorone',
            '--timeout=30s',
          ),
        ).toMatchObject({ exitCode: 0 });
      },
    );
  },
);

/** What the workflow calls an event's steps by, beside those of every event. */
const conditions = {
  pull_request: "github.event_name == 'pull_request'",
  push: "github.event_name == 'push'",
} as const;

describeWith(
  [program('terraform'), program('kubectl'), built(conductoroneProvider), built(kubernetesProvider)],
  'the README’s workflow of GitHub Actions',
  () => {
    const text = exampleThatStarts('name: connectors');
    const { jobs } = parse(text) as {
      readonly jobs: Readonly<
        Record<
          string,
          {
            readonly steps: readonly {
              readonly run?: string;
              readonly if?: string;
              readonly env?: Readonly<Record<string, string>>;
            }[];
          }
        >
      >;
    };
    const [job] = Object.values(jobs);
    let world: World;
    let state: string;
    /** What `npm ci` has installed on the runner before: once is enough for a test. */
    let packages: string | undefined;

    beforeAll(async () => {
      world = await World.start();
      state = await temporaryFolder();
    });
    afterAll(() => world.stop());

    test('its example of a state is one', () => {
      const example = exampleThatStarts('state:');
      expect(parseConfig(`${gitops}${example}`, 'connector.yaml').config.state).toEqual(parse(example).state);
    });

    /** Runs the steps of an event on a runner that has nothing yet. @returns what they print */
    const run = async (event: keyof typeof conditions): Promise<string> => {
      const folder = await freshCheckout();
      const shared = `state: { backend: local, settings: { path: "${state}/{connector}.tfstate" } }\n`;
      const yaml = gitops.replace('tenant: acme', `serverUrl: ${world.conductorOne.url}`);
      await writeFile(join(folder, 'connector.yaml'), `${yaml}${shared}`);
      const [connector] = parseConfig(yaml, '').config.connectors;
      await mkdir(join(folder, 'deploy'));
      if (!connector || connector.hosting.type === 'cloud')
        throw new Error('The example is not self-hosted.');
      const files = manifests({ ...connector, hosting: connector.hosting });
      await writeFiles(join(folder, 'deploy'), new Map([[connector.name, files]]));
      const secrets: Readonly<Record<string, string | undefined>> = world.environment;
      const withSecrets = (env: Readonly<Record<string, string>>) =>
        Object.fromEntries(
          Object.entries(env).map(([name, value]) => [
            name,
            value.replace(
              /^\$\{\{ secrets[.](\w+) \}\}$/,
              (_, secret) => secrets[secret] ?? 'ATATT3xFfGF0token',
            ),
          ]),
        );
      // A runner has none of them but what its step is given.
      const none = Object.fromEntries(
        (job?.steps ?? []).flatMap(({ env = {} }) => Object.keys(env).map((name) => [name, undefined])),
      );
      if (packages) await rename(packages, join(folder, 'node_modules'));
      let printed = '';
      for (const step of job?.steps ?? []) {
        if (step.run === undefined || (step.if && step.if !== conditions[event])) continue;
        if (step.run === 'npm ci' && packages) continue;
        // The registry that providers are locked by is out of reach.
        const command = step.run.replace(/^npx cdktf (?:diff|deploy)/, '$& --skip-provider-lock');
        // As GitHub runs them.
        const { exitCode, all } = await execa('bash', ['-e', '-c', command], {
          cwd: folder,
          reject: false,
          all: true,
          env: { ...world.environment, CONNECTOR_CONFIG: '', ...none, ...withSecrets(step.env ?? {}) },
        });
        expect({ run: step.run, exitCode, all }).toEqual({ run: step.run, exitCode: 0, all });
        printed += all;
      }
      packages = join(folder, 'node_modules');
      return stripVTControlCharacters(printed);
    };

    test('a pull request shows what would be made, and makes nothing', async () => {
      expect(await run('pull_request')).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
      expect(world.conductorOne.tenant.connectors.size).toBe(0);
    });

    test('a push makes it, and another one on another runner changes nothing', async () => {
      await run('push');
      const [before] = [...world.conductorOne.tenant.connectors.values()];
      expect(before).toBeDefined();
      await run('push');
      expect([...world.conductorOne.tenant.connectors.values()]).toEqual([before]);
      expect(await readFile(join(state, 'confluence.tfstate'), 'utf8')).toContain(
        'conductorone_integration_baton',
      );
    });
  },
);
