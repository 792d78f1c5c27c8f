import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Testing } from 'cdktf';
import { SelfHostedStack } from '../../stacks/self-hosted-stack.ts';
import { configOf, selfHostedOf, terraform } from '../support/configs.ts';
import { temporaryFolder } from '../support/files.ts';

const outdir = await temporaryFolder();

/** The settings of the Kubernetes provider for a cluster. */
function provider(cluster: object): object {
  const connector = selfHostedOf({ ...terraform, hosting: { ...terraform.hosting, cluster } });
  const stack = new SelfHostedStack(Testing.app({ outdir }), connector, configOf(terraform));
  return JSON.parse(Testing.synth(stack)).provider.kubernetes[0];
}

test('a cluster is named by its kubeconfig and context, taken literally', () => {
  expect(provider({ kubeconfig: { path: '~/k%{x}', context: `$\{prod}` } })).toEqual({
    config_path: '~/k%%{x}',
    config_context: `$$\{prod}`,
  });
});

test('in the cluster itself, the pod’s own identity is used, and nothing outside of a pod', () => {
  const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
  expect(provider({ inCluster: true })).toEqual({
    host: 'https://kubernetes.default.svc',
    token: `$\{try(file("${folder}/token"), "")}`,
    cluster_ca_certificate: `$\{try(file("${folder}/ca.crt"), "")}`,
  });
});

// Terraform runs in <outdir>/stacks/<name>.
const above = relative(join(outdir, 'stacks', 'confluence'), '');

test.each([
  ['./kubeconfig', `${above}/kubeconfig`],
  ['kube/config', `${above}/kube/config`],
  ['/etc/kube/config', '/etc/kube/config'],
  ['C:\\Users\\jo\\config', 'C:\\Users\\jo\\config'],
])('a kubeconfig at %s is found from where Terraform runs', (path, expected) => {
  expect(provider({ kubeconfig: { path, context: 'prod' } })).toEqual({
    config_path: expected,
    config_context: 'prod',
  });
});

describe('without a path, the environment’s kubeconfig, the context still by name', () => {
  test.each([
    [{}, { config_path: '~/.kube/config' }],
    [{ KUBECONFIG: '/runner/kubeconfig' }, { config_path: '/runner/kubeconfig' }],
    [{ KUBECONFIG: '/a:/b' }, { config_paths: ['/a', '/b'] }],
  ])('%j', (environment, expected) => {
    const before = { ...process.env };
    try {
      for (const name of ['KUBE_CONFIG_PATH', 'KUBE_CONFIG_PATHS', 'KUBECONFIG']) delete process.env[name];
      Object.assign(process.env, environment);
      expect(provider({ kubeconfig: { context: 'prod' } })).toEqual({ ...expected, config_context: 'prod' });
    } finally {
      process.env = before;
    }
  });
});
