import { tmpdir } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { nodeCheck, toolChecks } from '../../src/doctor/tools.ts';
import { pathWith } from './outside.ts';

const terraform = (version: string) => `echo '{ "terraform_version": "${version}" }'`;
const installTerraform =
  'Install https://developer.hashicorp.com/terraform/install, or https://opentofu.org/docs/intro/install and set TERRAFORM_BINARY_NAME=tofu.';

/** @param options of a project that brings no tool, unless it says otherwise */
const checkOf = async (
  name: string,
  environment: Readonly<Record<string, string>>,
  options: { readonly timeout?: number; readonly directory?: string } = {},
) => {
  const checks = await toolChecks(environment, { kubectl: true, directory: tmpdir(), ...options });
  expect(checks.map((check) => check.name)).toEqual(['node', 'terraform', 'cdktf', 'kubectl']);
  return checks.find((check) => check.name === name);
};

test.each([
  ['1.11.0', 'ok', 'terraform 1.11.0, at least 1.11.0'],
  ['1.11.4', 'ok', 'terraform 1.11.4, at least 1.11.0'],
  ['1.100.0', 'ok', 'terraform 1.100.0, at least 1.11.0'],
  ['2.0.0', 'ok', 'terraform 2.0.0, at least 1.11.0'],
  ['1.9.8', 'failed', 'terraform 1.9.8 is too old: 1.11.0 is the least.'],
  ['0.12.31', 'failed', 'terraform 0.12.31 is too old: 1.11.0 is the least.'],
])('Terraform %s: %s', async (version, state, message) => {
  const PATH = await pathWith({ terraform: terraform(version) });
  expect(await checkOf('terraform', { PATH })).toEqual({
    name: 'terraform',
    state,
    message,
    details: { version, least: '1.11.0' },
    ...(state === 'failed' && { remedy: installTerraform }),
  });
});

describe('a program that does not tell its version', () => {
  test.each([
    ['is not there', undefined, 'terraform is not on the PATH.'],
    ['fails', 'echo "no licence" >&2; exit 1', 'terraform does not tell its version: no licence'],
    ['says something else', 'echo hello', 'terraform does not tell its version: it says something else.'],
    [
      'tells a secret in its place',
      'echo "ATATT3xFfGF0canary is no flag" >&2; exit 1',
      'terraform does not tell its version: (hidden) is no flag',
    ],
    // CDKTF starts it too, and leaves it behind.
    ['takes too long', 'exec /bin/sleep 10', 'terraform has not told its version within 0.5 s.'],
  ])('%s', async (_, script, message) => {
    const PATH = await pathWith(script === undefined ? {} : { terraform: script });
    expect(await checkOf('terraform', { PATH }, { timeout: 500 })).toEqual({
      name: 'terraform',
      state: 'failed',
      message,
      remedy: installTerraform,
    });
  });
});

test('OpenTofu takes the place of Terraform as CDKTF has it, and nobody asks the internet for newer ones', async () => {
  const script = `test "$CHECKPOINT_DISABLE$DISABLE_VERSION_CHECK" = 11 && ${terraform('1.12.6')}`;
  const PATH = await pathWith({ tofu: script, terraform: terraform('1.5.7') });
  expect(await checkOf('terraform', { PATH, TERRAFORM_BINARY_NAME: 'tofu' })).toMatchObject({
    state: 'ok',
    message: 'tofu 1.12.6, at least 1.11.0',
  });
});

test('CDKTF is that of the project, before any other', async () => {
  const PATH = await pathWith({ cdktf: 'echo 0.9.0' });
  // It finds its Node.js by env.
  expect(await checkOf('cdktf', { PATH: `${PATH}:/usr/bin:/bin` }, { directory: '.' })).toEqual({
    name: 'cdktf',
    state: 'ok',
    message: 'cdktf 0.21.0, at least 0.21.0',
    details: { version: '0.21.0', least: '0.21.0' },
  });
});

test('kubectl is looked for where it is needed only', async () => {
  const PATH = await pathWith({ kubectl: `echo '{ "clientVersion": { "gitVersion": "v1.32.4" } }'` });
  expect(await checkOf('kubectl', { PATH })).toEqual({
    name: 'kubectl',
    state: 'ok',
    message: 'kubectl 1.32.4',
    details: { version: '1.32.4' },
  });
  expect(await checkOf('kubectl', { PATH: await pathWith({}) })).toEqual({
    name: 'kubectl',
    state: 'failed',
    message: 'kubectl is not on the PATH.',
    remedy: 'Install it: https://kubernetes.io/docs/tasks/tools/#kubectl',
  });
  const checks = await toolChecks({ PATH }, { kubectl: false, directory: tmpdir() });
  expect(checks.map(({ name }) => name)).toEqual(['node', 'terraform', 'cdktf']);
});

test.each([
  ['22.19.0', 'ok', 'node 22.19.0, at least 22.19.0'],
  ['24.1.0', 'ok', 'node 24.1.0, at least 22.19.0'],
  ['20.9.0', 'failed', 'node 20.9.0 is too old: 22.19.0 is the least.'],
])('Node.js %s: %s', (version, state, message) => {
  expect(nodeCheck(version)).toMatchObject({ name: 'node', state, message });
});
