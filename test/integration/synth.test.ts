import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { threeWays } from '../cli/workspace.ts';
import { cdktn, cdktnFolder } from '../peers/cdktn.ts';
import { conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { unknownKeys } from '../support/configs.ts';
import { filesBelow, temporaryFolder } from '../support/files.ts';
import { describeWith } from '../support/programs.ts';
import { cdktfSynth, root } from '../support/synth.ts';

const everyOption = join(root, 'test', 'support', 'every-option.yaml');

/** Planted in the environment of a synthesis, where a deployment would have real secrets. */
const canaries = {
  TF_VAR_acme_token: 'ATATT3xCanaryCloud',
  TF_VAR_deployed_api_key: 'ATATT3xCanaryDeployed',
  TF_VAR_conductorone_client_secret: 'secret-token:conductorone.com:v1:canary',
  CONDUCTORONE_CLIENT_SECRET: 'secret-token:conductorone.com:v1:canary',
  CONDUCTORONE_ACCESS_TOKEN: 'canary-access-token',
  BATON_API_KEY: 'ATATT3xCanaryBaton',
};

const folder = await temporaryFolder();

describeWith([cdktn], 'cdktf synth', () => {
  let outdir: string;
  let printed: string;
  let files: ReadonlyMap<string, string>;

  beforeAll(async () => {
    outdir = join(folder, 'first');
    const { all, exitCode } = await cdktfSynth({ config: everyOption, outdir, environment: canaries });
    expect({ all, exitCode }).toMatchObject({ exitCode: 0 });
    printed = all;
    files = await filesBelow(outdir);
  });

  test('makes one stack per connector, its id the connector’s name', () => {
    const stacks = JSON.parse(files.get('manifest.json') ?? '').stacks;
    expect(Object.keys(stacks).sort()).toEqual([
      'cloud',
      'deployed',
      'deployed-too',
      'encrypted',
      'existing-secret',
      'external-secrets',
      'in-cluster',
      'template',
    ]);
  });

  test('keeps the state of each where the file says', () => {
    const backend = (name: string) =>
      JSON.parse(files.get(`stacks/${name}/cdk.tf.json`) ?? '').terraform.backend;
    expect(backend('cloud')).toEqual({ local: { path: '/var/lib/terraform/cloud.tfstate' } });
    expect(backend('deployed')).toEqual({ local: { path: '/var/lib/terraform/deployed.tfstate' } });
  });

  test('names the versions of the providers that the project is tested with', () => {
    const versions = (name: string) => {
      const { terraform } = JSON.parse(files.get(`stacks/${name}/cdk.tf.json`) ?? '');
      return Object.entries(
        terraform.required_providers as Readonly<Record<string, { version: string }>>,
      ).map(([provider, { version }]) => [provider, version]);
    };
    const conductorone = ['conductorone', conductoroneProvider.version];
    expect(versions('cloud')).toEqual([conductorone]);
    expect(versions('template')).toEqual([conductorone]);
    expect(versions('deployed').sort()).toEqual([conductorone, ['kubernetes', kubernetesProvider.version]]);
  });

  test('keeps a namespace from being destroyed before those who share it', () => {
    const { stacks } = JSON.parse(files.get('manifest.json') ?? '');
    expect(stacks['deployed-too'].dependencies).toEqual(['deployed']);
    expect(stacks['in-cluster'].dependencies).toEqual([]);
  });

  test('keeps the day the API token expires as an annotation, however it is hosted', () => {
    const expiry = { 'confluence-connector/api-key-expires': '2999-12-31' };
    const cloud = JSON.parse(files.get('stacks/cloud/cdk.tf.json') ?? '');
    expect(cloud.resource.conductorone_app.app.annotations).toMatchObject(expiry);
    const deployed = JSON.parse(files.get('stacks/deployed/cdk.tf.json') ?? '');
    expect(deployed.resource.kubernetes_deployment_v1.deployed.metadata.annotations).toMatchObject(expiry);
    expect(files.get('manifests/deployed/baton-deployed.yaml')).toContain(
      'confluence-connector/api-key-expires: "2999-12-31"',
    );
  });

  test('watches the rollout of a connector that Terraform delivers by this project’s command', () => {
    const { resource } = JSON.parse(files.get('stacks/deployed/cdk.tf.json') ?? '');
    const { provisioner } = resource.terraform_data.deployed_rollout;
    expect(provisioner).toEqual([
      {
        'local-exec': {
          command:
            'npx --no -- confluence-connector status --connector deployed --rollout-only --watch --timeout 5m',
          working_dir: expect.stringMatching(/^\.\./),
        },
      },
    ]);
    const folder = join(outdir, 'stacks', 'deployed');
    expect(resolve(folder, provisioner[0]['local-exec'].working_dir)).toBe(root);
  });

  test('writes the YAML of GitOps deliveries and of those that ask for it', () => {
    const manifests = [...files.keys()].filter((path) => path.startsWith('manifests/'));
    expect(manifests).toEqual([
      'manifests/deployed/baton-deployed.yaml',
      'manifests/deployed/kustomization.yaml',
      'manifests/deployed/namespace.yaml',
      'manifests/deployed/template/baton-deployed-secrets.yaml',
      'manifests/encrypted/baton-encrypted.yaml',
      'manifests/encrypted/kustomization.yaml',
      'manifests/encrypted/namespace.yaml',
      'manifests/encrypted/template/baton-encrypted-secrets.yaml',
      'manifests/existing-secret/baton-existing-secret.yaml',
      'manifests/existing-secret/kustomization.yaml',
      'manifests/existing-secret/namespace.yaml',
      'manifests/external-secrets/baton-external-secrets-secrets.yaml',
      'manifests/external-secrets/baton-external-secrets.yaml',
      'manifests/external-secrets/kustomization.yaml',
      'manifests/external-secrets/namespace.yaml',
      'manifests/template/baton-template.yaml',
      'manifests/template/kustomization.yaml',
      'manifests/template/namespace.yaml',
      'manifests/template/template/baton-template-secrets.yaml',
    ]);
  });

  test('writes no secret and no path of this machine, and prints none', () => {
    const everything = [printed, ...files.values()].join('\n');
    expect(everything).toContain('deployed_api_key');
    for (const canary of Object.values(canaries)) expect(everything).not.toContain(canary);
    // This output lies outside the project: the way to it has the project's path in it.
    const toProject = relative(join(outdir, 'stacks', 'deployed'), root);
    expect([...files.values()].join('\n').replaceAll(toProject, '')).not.toContain(root);
  });

  test('says what deserves a word', async () => {
    const config = join(folder, 'noted.yaml');
    await writeFile(config, threeWays.replaceAll(':1.2.3', ':latest'));
    const { exitCode, all } = await cdktfSynth({ config, outdir: join(folder, 'noted') });
    expect({ exitCode, all }).toEqual({
      exitCode: 0,
      all: expect.stringMatching(/note: .*connectors\[2\].hosting.image: .*its tag moves/),
    });
  });

  test('is byte-identical the second time, whatever was there before', async () => {
    await mkdir(join(outdir, 'manifests', 'gone'), { recursive: true });
    await writeFile(join(outdir, 'manifests', 'gone', 'namespace.yaml'), 'stale');
    const { exitCode } = await cdktfSynth({ config: everyOption, outdir });
    expect(exitCode).toBe(0);
    expect(await filesBelow(outdir)).toEqual(files);
  });

  test('is byte-identical under the cdktn command', async () => {
    const other = join(folder, 'cdktn');
    const cli = join(cdktnFolder, 'node_modules', '.bin', 'cdktn');
    const { exitCode } = await cdktfSynth({ config: everyOption, outdir: other, cli });
    expect(exitCode).toBe(0);
    expect(await filesBelow(other)).toEqual(files);
  });

  test('is identical with the cdktn library, but for the tool’s own metadata', async () => {
    const other = join(folder, 'cdktn-library');
    await execa('node', ['--import', join(root, 'test/peers/cdktn/for-cdktf.ts'), 'src/cli/bin.cjs', 'app'], {
      cwd: root,
      env: { CDKTN: cdktnFolder, CONNECTOR_CONFIG: everyOption, CDKTF_OUTDIR: other },
    });
    const version = JSON.parse(
      await readFile(join(cdktnFolder, 'node_modules/cdktn/package.json'), 'utf8'),
    ).version;
    const theirs = await filesBelow(other);
    expect(theirs.get('stacks/cloud/cdk.tf.json')).toContain(`"version": "${version}"`);
    // The version in each file, and the layout of the tool's own manifest, are the tool's.
    const withoutTool = (all: ReadonlyMap<string, string>) =>
      [...all].map(([path, text]) => {
        const neutral = text.replaceAll(/"version": "0\.\d+\.\d+"/g, '"version": "tool"');
        return [path, path === 'manifest.json' ? JSON.parse(neutral) : neutral];
      });
    expect(withoutTool(theirs)).toEqual(withoutTool(files));
  });

  test('synthesises by name', async () => {
    const { exitCode } = await cdktfSynth({
      config: everyOption,
      outdir: join(folder, 'named'),
      arguments: ['cloud'],
    });
    expect(exitCode).toBe(0);
  });

  test('with a wrong configuration fails with its problems and leaves the output as it was', async () => {
    const before = await filesBelow(outdir);
    const config = join(folder, 'wrong.yaml');
    await cp(everyOption, config);
    await writeFile(config, (await readFile(config, 'utf8')).replace('type: cloud', 'type: clod'));
    const { exitCode, all } = await cdktfSynth({ config, outdir });
    expect(exitCode).toBe(1);
    expect(all).toContain(
      `${config}:52:22: connectors[0].hosting.type: "clod": unknown value (did you mean "cloud"?).`,
    );
    expect(await filesBelow(outdir)).toEqual(before);
  });

  test('with many mistakes in it tells the first, and how many there are', async () => {
    const config = join(folder, 'many.yaml');
    await writeFile(config, `${unknownKeys(100)}${await readFile(everyOption, 'utf8')}`);
    const { exitCode, all } = await cdktfSynth({ config, outdir });
    expect(exitCode).toBe(1);
    expect(new Set(all.match(/many\.yaml:\d+:1: /g)).size).toBe(50);
    expect(all).toContain('… and 50 more problems.');
  });
});
