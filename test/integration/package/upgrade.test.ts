import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { built } from '../../peers/built.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../../peers/peers.ts';
import { describeWith, program } from '../../support/programs.ts';
import { root } from '../../support/synth.ts';
import { World } from '../world.ts';
import { pack, packFolder, projectWith, quietly, repack, usersPath } from './packing.ts';

const programs = ['terraform', 'kubectl'].map(program);
const needs = [...programs, ...[conductoroneProvider, kubernetesProvider, ...clusterPeers].map(built)];

/** The newest release that this checkout knows; none before the first. */
const release = (
  await execa('git', ['describe', '--tags', '--abbrev=0', '--match=v*'], { cwd: root, reject: false })
).stdout;

describeWith(needs, 'an upgrade of the package, with a connector that is deployed', () => {
  let world: World;
  let project: string;
  let archive: string;
  beforeAll(async () => {
    world = await World.start({ cluster: true });
    project = join(world.folder, 'project');
    archive = await pack(join(world.folder, 'new'));
    await projectWith(project, [await previous()]);
  });
  afterAll(() => world.stop());

  /** The package of the newest release; before the first, this one under an older version. */
  const previous = async () => {
    const folder = join(world.folder, 'previous');
    if (release === '') return repack(archive, folder, { version: '0.0.1' });
    await execa('git', ['clone', '--quiet', '--branch', release, root, folder]);
    await execa('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder });
    return packFolder(folder, join(world.folder, 'packed'));
  };

  const run = async (...line: readonly string[]) => {
    const [program = '', ...args] = line;
    const env = { ...world.environment, PATH: usersPath, NODE_OPTIONS: '', TF_VAR_wiki_api_key: 'key' };
    const { exitCode, all, stdout } = await execa(program, args, {
      cwd: project,
      reject: false,
      all: true,
      env,
    });
    if (exitCode !== 0) throw new Error(`${line.join(' ')}\nexit code ${exitCode}\n${all}`);
    return stdout;
  };
  const terraform = (...args: readonly string[]) =>
    run('terraform', '-chdir=cdktf.out/stacks/wiki', ...args, '-input=false');
  const synth = () => run('npx', '--no', '--', 'confluence-connector', 'synth');

  test('changes nothing of a deployment whose image is written', async () => {
    const connector = world.connector({ image: 'acme/wiki:1.2.3' }, { name: 'wiki' });
    const conductorone = { serverUrl: world.conductorOne.url };
    await writeFile(join(project, 'connector.yaml'), stringify({ conductorone, connectors: [connector] }));
    await synth();
    await terraform('init');
    await terraform('apply', '-auto-approve');
    const versionOf = () => run('npx', '--no', '--', 'confluence-connector', '--version');
    const before = await versionOf();
    await run('npm', 'install', ...quietly, archive);
    expect(await versionOf()).not.toBe(before);
    await synth();
    await terraform('init', '-upgrade');
    await terraform('plan', '-out=upgrade.plan');
    const { resource_changes: changes } = JSON.parse(
      await run('terraform', '-chdir=cdktf.out/stacks/wiki', 'show', '-json', 'upgrade.plan'),
    ) as { readonly resource_changes: readonly { readonly address: string; readonly change: Change }[] };
    expect(changes.map(({ address }) => address)).toContain('kubernetes_deployment_v1.wiki');
    expect(changes.filter(({ change }) => !change.actions.every((action) => action === 'no-op'))).toEqual([]);
  });
});

interface Change {
  readonly actions: readonly string[];
}
