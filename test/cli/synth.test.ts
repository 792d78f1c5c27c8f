import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { broken, threeWays, workspace } from './workspace.ts';

const config = { 'connector.yaml': threeWays };

const written = [
  'stacks/confluence/cdk.tf.json',
  'stacks/confluence-eu/cdk.tf.json',
  'stacks/confluence-labs/cdk.tf.json',
  'manifests/confluence-labs/namespace.yaml',
  'manifests/confluence-labs/baton-confluence-labs.yaml',
  'manifests/confluence-labs/kustomization.yaml',
  'manifests/confluence-labs/template/baton-confluence-labs-secrets.yaml',
];

/** The file without the connector labs. */
const withoutLabs = threeWays.slice(0, threeWays.indexOf('  - name: confluence-labs'));

describe('synth', () => {
  test('writes a stack for each connector, and its YAML, and lists them', async () => {
    const { run, files } = await workspace(config);
    expect(await run('synth')).toEqual({
      exitCode: 0,
      stdout: written.map((path) => `cdktf.out/${path}\n`).join(''),
      stderr: '',
    });
    const all = [...(await files()).keys()];
    const expected = ['connector.yaml', ...['manifest.json', ...written].map((path) => `cdktf.out/${path}`)];
    expect(all.sort()).toEqual(expected.sort());
  });

  test('has paths that begin in the working directory, whichever folder it writes', async () => {
    const { run, files } = await workspace({
      'connector.yaml': threeWays.replace(
        '{ context: production }',
        '{ path: kube/config, context: production }',
      ),
    });
    const { stdout } = await run('synth', '--out', 'infra/terraform/made');
    const [, stack = ''] = stdout.split('\n');
    expect(stack).toBe('infra/terraform/made/stacks/confluence-eu/cdk.tf.json');
    const { terraform, provider, resource } = JSON.parse((await files()).get(stack) ?? '');
    const above = '../../../../..';
    expect(terraform.backend).toEqual({ local: { path: `${above}/terraform.confluence-eu.tfstate` } });
    expect(provider.kubernetes[0].config_path).toBe(`${above}/kube/config`);
    const { command, working_dir } =
      resource.terraform_data['confluence-eu_rollout'].provisioner[0]['local-exec'];
    expect(working_dir).toBe(above);
    expect(command).toMatch(/^npx --no -- confluence-connector status --connector confluence-eu /);
  });

  test('gives the same bytes each time', async () => {
    const { run, files } = await workspace(config);
    await run('synth');
    const before = await files();
    expect(await run('synth')).toMatchObject({ exitCode: 0 });
    expect(await files()).toEqual(before);
  });

  test('removes what it wrote for a connector that is gone, and nothing of others', async () => {
    const { run, files, write } = await workspace(config);
    await run('synth');
    await write('cdktf.out/stacks/confluence-labs/override.tf', '# mine');
    await write('cdktf.out/stacks/mine/main.tf', '# mine');
    await write('connector.yaml', withoutLabs.replace('confluence-eu', 'confluence-us'));
    expect(await run('synth')).toMatchObject({ exitCode: 0, stderr: '' });
    expect([...(await files()).keys()].sort()).toEqual([
      'cdktf.out/manifest.json',
      'cdktf.out/stacks/confluence-labs/override.tf',
      'cdktf.out/stacks/confluence-us/cdk.tf.json',
      'cdktf.out/stacks/confluence/cdk.tf.json',
      'cdktf.out/stacks/mine/main.tf',
      'connector.yaml',
    ]);
  });

  test.each([
    ['is not JSON', '{'],
    ['is something else', '[]'],
    [
      'names folders elsewhere',
      JSON.stringify({ stacks: { '../../mine': { synthesizedStackPath: '../mine/cdk.tf.json' } } }),
    ],
  ])('removes nothing if the manifest that it finds %s', async (_case, manifest) => {
    const mine = { 'mine/cdk.tf.json': '{}', 'cdktf.out/stacks/old/cdk.tf.json': '{}' };
    const { run, files } = await workspace({ ...config, ...mine, 'cdktf.out/manifest.json': manifest });
    expect(await run('synth')).toMatchObject({ exitCode: 0, stderr: '' });
    expect([...(await files()).keys()]).toEqual(expect.arrayContaining(Object.keys(mine)));
  });

  test('names a connector that is gone and still deployed', async () => {
    const { run } = await workspace({
      ...config,
      'terraform.wiki.tfstate': JSON.stringify({ resources: [{}] }),
    });
    const { exitCode, stderr } = await run('synth');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^note: terraform\.wiki\.tfstate: the connector wiki is still deployed, .*\n$/);
  });

  test('says what is wrong with the configuration, and writes nothing', async () => {
    const { run, files } = await workspace({ 'connector.yaml': broken });
    const { exitCode, stdout, stderr } = await run('synth');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(3);
    expect([...(await files()).keys()]).toEqual(['connector.yaml']);
  });

  test('says what is in the way', async () => {
    const { run, files } = await workspace({ ...config, out: '' });
    for (const out of ['out', 'out/below']) {
      const { exitCode, stdout, stderr } = await run('synth', '--out', out);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toMatch(
        /^out.*: (?:file already exists|not a directory)\. Name another folder with --out\.\n$/,
      );
    }
    expect([...(await files()).keys()]).toEqual(['connector.yaml', 'out']);
  });
});

describe('app', () => {
  test('writes what synth writes', async () => {
    const { run, files } = await workspace(config);
    await run('synth');
    const before = await files();
    expect(await run('app')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await files()).toEqual(before);
  });

  test('writes where cdktf wants it, and has its notes on standard output', async () => {
    const moving = { 'connector.yaml': threeWays.replaceAll(':1.2.3', ':latest') };
    const { run, files } = await workspace(moving, { CDKTF_OUTDIR: join('build', 'cdktf') });
    const { stdout, ...rest } = await run('app');
    expect(rest).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^note: connector\.yaml:\d+:\d+: .+\nnote: connector\.yaml:\d+:\d+: .+\n$/);
    expect([...(await files()).keys()]).toContain('build/cdktf/stacks/confluence/cdk.tf.json');
  });
});
