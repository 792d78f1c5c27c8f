import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Testing } from 'cdktf';
import type { Environment } from '../../src/io/io.ts';
import { SelfHostedStack } from '../../stacks/self-hosted-stack.ts';
import { configOf, selfHostedOf, terraform } from '../support/configs.ts';
import { temporaryFolder } from '../support/files.ts';

const outdir = await temporaryFolder();

/** What is synthesised for a cluster. */
function synthesised(cluster: object, environment: Environment = {}) {
  const connector = selfHostedOf({ ...terraform, hosting: { ...terraform.hosting, cluster } });
  const project = { directory: '.', environment };
  const stack = new SelfHostedStack(Testing.app({ outdir }), connector, configOf(terraform), project);
  const { provider, resource } = JSON.parse(Testing.synth(stack));
  return { provider: provider.kubernetes[0], recorded: resource.terraform_data.confluence_cluster };
}

/** Labels and annotations that others have added are theirs. */
const others = { ignore_annotations: ['.*'], ignore_labels: ['.*'] };

test('a cluster is named by its kubeconfig and the context of the first deployment, taken literally', () => {
  const { provider, recorded } = synthesised({ kubeconfig: { path: '~/k%{x}', context: `$\{prod}` } });
  expect(provider).toEqual({
    config_path: '~/k%%{x}',
    config_context: `$\{terraform_data.confluence_cluster.input.value}`,
    ...others,
  });
  expect(recorded.input).toEqual({ value: `$$\{prod}` });
  expect(recorded.lifecycle.postcondition[0].condition).toBe(`$\{self.input.value == "$$\{prod}"}`);
});

test('in the cluster itself, the pod’s own identity is used, and nothing outside of a pod', () => {
  const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
  const recorded = 'terraform_data.confluence_cluster.input.value == "that of the pod"';
  expect(synthesised({ inCluster: true }).provider).toEqual({
    host: `$\{${recorded} ? "https://kubernetes.default.svc" : "https://another-cluster.invalid"}`,
    token: `$\{try(file("${folder}/token"), "")}`,
    cluster_ca_certificate: `$\{try(file("${folder}/ca.crt"), "")}`,
    ...others,
  });
});

/** Where the provider looks for its contexts. */
function files(kubeconfig: object, environment: Environment = {}): object {
  const { config_path, config_paths, config_context } = synthesised({ kubeconfig }, environment).provider;
  expect(config_context).toBe(`$\{terraform_data.confluence_cluster.input.value}`);
  return { ...(config_path && { config_path }), ...(config_paths && { config_paths }) };
}

// Terraform runs in <outdir>/stacks/<name>.
const above = relative(join(outdir, 'stacks', 'confluence'), '');

test.each([
  ['./kubeconfig', `${above}/kubeconfig`],
  ['kube/config', `${above}/kube/config`],
  ['/etc/kube/config', '/etc/kube/config'],
  ['C:\\Users\\jo\\config', 'C:\\Users\\jo\\config'],
])('a kubeconfig at %s is found from where Terraform runs', (path, expected) => {
  expect(files({ path, context: 'prod' })).toEqual({ config_path: expected });
});

describe('without a path, the environment’s kubeconfig, the context still by name', () => {
  test.each([
    [{}, { config_path: '~/.kube/config' }],
    [{ KUBECONFIG: '/runner/kubeconfig' }, { config_path: '/runner/kubeconfig' }],
    [{ KUBECONFIG: '/a:/b' }, { config_paths: ['/a', '/b'] }],
  ])('%j', (environment, expected) => {
    expect(files({ context: 'prod' }, environment)).toEqual(expected);
  });
});
