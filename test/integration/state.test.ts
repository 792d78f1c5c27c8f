import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ConnectorInput, StateConfig } from '../../src/config/schema/config.ts';
import { built } from '../peers/built.ts';
import { contextName } from '../peers/cluster.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { openTofu, terraform } from '../peers/terraform.ts';
import { describeWith, program } from '../support/programs.ts';
import { World } from './world.ts';

const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [program('kubectl'), ...providers, ...clusterPeers.map(built)];

const names = ['wiki', 'wiki-eu'];
const variables = { TF_VAR_wiki_api_key: 'ATATT3xFfGF0wiki', TF_VAR_wiki_eu_api_key: 'ATATT3xFfGF0wikiEu' };

for (const engine of [terraform, openTofu]) {
  describeWith([engine.need, ...needs], `a state that runners share, with ${engine.name}`, () => {
    let world: World;

    beforeAll(async () => {
      world = await World.start({ engine, cluster: true });
    });
    afterAll(() => world.stop());

    const connector = (name: string, hosting: ConnectorInput['hosting']): ConnectorInput => ({
      name,
      site: name,
      username: 'bot@acme.com',
      app: { create: { displayName: name } },
      hosting,
    });
    const describeAll = async (state: StateConfig) => {
      world.state = state;
      const cluster = { kubeconfig: { path: world.cluster.kubeconfig, context: contextName } };
      await world.describe(
        connector('wiki', { type: 'cloud' }),
        connector('wiki-eu', { type: 'self-hosted', delivery: 'terraform', cluster }),
      );
    };
    /** Makes the next commands those of a machine that has deployed nothing yet. */
    const onRunner = async (name: string) => {
      await mkdir(join(world.folder, name));
      world.outdir = join(world.folder, name, 'cdktf.out');
    };
    const deploy = async (...options: readonly string[]) => {
      const { exitCode, all } = await world.deploy([...names, ...options], variables);
      expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    };
    /** Everything that a deployment makes, with what would differ if it were made again. */
    const made = async () => {
      const { apps, connectors, credentials } = world.conductorOne.tenant;
      const objects = await world.cluster.get('deployment,secret', '--namespace=conductorone');
      return structuredClone({
        apps: [...apps.values()],
        connectors: [...connectors.values()],
        credentials: [...credentials.values()],
        objects: objects.items.map(({ metadata }: Live) => [
          metadata.name,
          metadata.uid,
          metadata.generation,
        ]),
      });
    };

    describe.each([
      {
        place: 'a folder',
        state: (): StateConfig => ({
          backend: 'local',
          settings: { path: join(world.folder, 'shared', '{connector}.tfstate') },
        }),
        kept: () => readdir(join(world.folder, 'shared')),
        expected: ['wiki-eu.tfstate', 'wiki.tfstate'],
      },
      {
        place: 'a cluster',
        state: (): StateConfig => ({
          backend: 'kubernetes',
          settings: {
            secret_suffix: '{connector}',
            namespace: 'default',
            config_path: world.cluster.kubeconfig,
            config_context: contextName,
            labels: { 'acme.com/team': 'identity' },
          },
        }),
        kept: async () => {
          const { items } = await world.cluster.get('secret', '--namespace=default');
          return items.map(({ metadata }: Live) => metadata.name);
        },
        expected: ['tfstate-default-wiki', 'tfstate-default-wiki-eu'],
      },
    ])('in $place', ({ place, state, kept, expected }) => {
      test('is kept there, one for each connector, and not on the runner', async () => {
        await describeAll(state());
        await onRunner(`first of ${place}`);
        await deploy();
        expect(await kept()).toEqual(expected);
        expect(await readdir(dirname(world.outdir))).toEqual(['cdktf.out']);
        expect((await made()).connectors).toHaveLength(2);
      });

      test('lets another runner deploy without changing anything', async () => {
        const before = await made();
        await onRunner(`second of ${place}`);
        await deploy();
        expect(await made()).toEqual(before);
        for (const name of names) expect([name, await world.plan(name, variables)]).toEqual([name, {}]);
      });

      test('lets a third one take everything away', async () => {
        await onRunner(`third of ${place}`);
        const { exitCode, all } = await world.destroy(names, variables);
        expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
        expect(await made()).toMatchObject({ connectors: [], objects: [] });
      });
    });

    test('takes over from the files of one machine, once it is asked to', async () => {
      await describeAll({
        backend: 'local',
        settings: { path: join(world.folder, 'of one machine', '{connector}.tfstate') },
      });
      await onRunner('before');
      await deploy();
      const before = await made();
      await describeAll({
        backend: 'local',
        settings: { path: join(world.folder, 'taken-over', '{connector}.tfstate') },
      });
      expect(await world.deploy(names, variables)).toMatchObject({
        exitCode: 1,
        all: expect.stringContaining('Backend configuration changed'),
      });
      await deploy('--migrate-state');
      await onRunner('after');
      await deploy();
      expect(await made()).toEqual(before);
    });
  });
}

interface Live {
  readonly metadata: { readonly name: string; readonly uid: string; readonly generation?: number };
}
