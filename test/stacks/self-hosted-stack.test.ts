import { expect, test } from '@jest/globals';
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
