import { mkdir, realpath, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { TerraformStack, Testing } from 'cdktf';
import type { StateConfig } from '../../src/config/schema/config.ts';
import { ConfiguredBackend } from '../../stacks/state-backend.ts';
import { temporaryFolder } from '../support/files.ts';
import { root } from '../support/synth.ts';

/** What Terraform is told of the state of the connector `wiki`. */
async function block(state?: StateConfig, outdir?: string): Promise<Record<string, unknown>> {
  const stack = new TerraformStack(Testing.app({ outdir: outdir ?? (await temporaryFolder()) }), 'wiki');
  new ConfiguredBackend(stack, 'wiki', { state, project: root });
  return JSON.parse(Testing.synth(stack)).terraform;
}

describe('without a choice, the state lies beside cdktf.json', () => {
  test('which the usual output finds the same way on every machine', async () => {
    expect(await block(undefined, join(root, 'cdktf.out'))).toEqual({
      backend: { local: { path: '../../../terraform.wiki.tfstate' } },
    });
  });

  test.each([
    ['elsewhere', (folder: string) => join(folder, 'not there yet')],
    ['behind a link', (folder: string) => join(folder, 'link')],
    ['below a link', (folder: string) => join(folder, 'link', 'cdktf.out')],
  ])('and so does an output %s', async (_, choose) => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'a', 'b'), { recursive: true });
    await symlink(join('a', 'b'), join(folder, 'link'));
    const outdir = choose(folder);
    const { backend } = await block(undefined, outdir);
    const stack = join(outdir, 'stacks', 'wiki');
    await mkdir(stack, { recursive: true });
    // As the system resolves it: `..` of a link is beside what it leads to.
    const { path } = (backend as { readonly local: { readonly path: string } }).local;
    expect(await realpath(`${stack}/${dirname(path)}`)).toBe(await realpath(root));
    expect(basename(path)).toBe('terraform.wiki.tfstate');
  });
});

test('a file that is chosen is looked for from the folder of cdktf.json too, unless its path is absolute', async () => {
  const local = (path: string): StateConfig => ({ backend: 'local', settings: { path } });
  const outdir = join(root, 'cdktf.out');
  expect(await block(local('state/{connector}.tfstate'), outdir)).toEqual({
    backend: { local: { path: '../../../state/wiki.tfstate' } },
  });
  expect(await block(local('/var/lib/{connector}.tfstate'), outdir)).toEqual({
    backend: { local: { path: '/var/lib/wiki.tfstate' } },
  });
});

test('Terraform Cloud has a block of its own', async () => {
  const workspaces = { name: 'confluence-{connector}' };
  expect(await block({ backend: 'cloud', settings: { organization: 'acme', workspaces } })).toEqual({
    cloud: { organization: 'acme', workspaces: { name: 'confluence-wiki' } },
  });
  expect(await block({ backend: 'remote', settings: { organization: 'acme', workspaces } })).toEqual({
    backend: { remote: { organization: 'acme', workspaces: { name: 'confluence-wiki' } } },
  });
});

test('settings are handed on as written, with the connector’s name wherever it belongs', async () => {
  expect(
    await block({
      backend: 's3',
      settings: {
        bucket: 'acme-{connector}',
        key: '{connector}/{connector} "state" {other}.tfstate',
        max_retries: 3,
        use_lockfile: true,
        allowed_account_ids: ['0123', '{connector}'],
        assume_role: { role_arn: 'arn:aws:iam::0123:role/{connector}', policy_arns: ['{connector}'] },
      },
    }),
  ).toEqual({
    backend: {
      s3: {
        bucket: 'acme-wiki',
        key: 'wiki/wiki "state" {other}.tfstate',
        max_retries: 3,
        use_lockfile: true,
        allowed_account_ids: ['0123', 'wiki'],
        assume_role: { role_arn: 'arn:aws:iam::0123:role/wiki', policy_arns: ['wiki'] },
      },
    },
  });
});
