import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { built } from '../peers/built.ts';
import { cdktn, cdktnFolder } from '../peers/cdktn.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { describeWith, program } from '../support/programs.ts';
import { root } from '../support/synth.ts';
import { World } from './world.ts';

const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [program('terraform'), program('kubectl'), cdktn, ...providers, ...clusterPeers.map(built)];

const names = ['wiki', 'wiki-eu', 'wiki-labs'];
const variables = Object.fromEntries(
  names.map((name) => [`TF_VAR_${name.replace('-', '_')}_api_key`, `ATATT3xFfGF0-${name}`]),
);

describeWith(needs, 'three connectors, two of them in one namespace', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ cluster: true });
    const connector = (name: string, hosting: object) => world.connector(hosting, { name, site: name });
    await world.describe(
      connector('wiki', { namespace: { name: 'shared' } }),
      connector('wiki-eu', { namespace: { name: 'shared', create: false } }),
      connector('wiki-labs', { namespace: { name: 'labs' } }),
    );
  });
  afterAll(() => world.stop());

  /** The live objects of a namespace that a connector's change could touch, with their versions. */
  const objects = async (namespace: string) => {
    const { items } = await world.cluster.get('deployment,secret,serviceaccount', `--namespace=${namespace}`);
    return new Map<string, string>(
      items
        .map(({ kind, metadata }: Live) => [
          `${kind} ${metadata.name}`,
          `${metadata.uid} ${metadata.generation}`,
        ])
        .filter(([name]: [string]) => name.includes('baton')),
    );
  };

  test('are deployed together', async () => {
    const { exitCode, all } = await world.deploy(names, variables);
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    expect([...(await objects('shared')).keys()]).toEqual([
      'Deployment baton-wiki',
      'Deployment baton-wiki-eu',
      'Secret baton-wiki-eu-secrets',
      'Secret baton-wiki-secrets',
      'ServiceAccount baton-wiki',
      'ServiceAccount baton-wiki-eu',
    ]);
    expect((await objects('labs')).size).toBe(3);
  });

  test('are managed by cdktn with no change planned', async () => {
    const { exitCode } = await execa(
      join(cdktnFolder, 'node_modules', '.bin', 'cdktn'),
      ['synth', '--output', world.outdir],
      {
        cwd: root,
        env: { CI: '1', CONNECTOR_CONFIG: join(world.folder, 'connector.yaml') },
      },
    );
    expect(exitCode).toBe(0);
    for (const name of names) expect([name, await world.plan(name, variables)]).toEqual([name, {}]);
  });

  test('the one that makes the shared namespace cannot be destroyed before the other', async () => {
    const before = await objects('shared');
    const { exitCode, all } = await world.destroy(['wiki'], variables);
    expect(exitCode).toBe(1);
    expect(stripVTControlCharacters(all)).toMatch(/wiki-eu/);
    expect(await objects('shared')).toEqual(before);
  });

  test('one goes, the others stay untouched', async () => {
    const [wiki, labs] = [await objects('shared'), await objects('labs')];
    const { exitCode, all } = await world.destroy(['wiki-eu'], variables);
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    expect(await objects('shared')).toEqual(new Map([...wiki].filter(([name]) => !name.includes('wiki-eu'))));
    expect(await objects('labs')).toEqual(labs);
    expect([...world.conductorOne.tenant.connectors.values()]).toHaveLength(2);
  });
});

interface Live {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string; readonly generation?: number };
}
