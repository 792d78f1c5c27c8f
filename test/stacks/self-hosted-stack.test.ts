import { expect, test } from '@jest/globals';
import { Testing } from 'cdktf';
import { SelfHostedStack } from '../../stacks/self-hosted-stack.ts';
import { configOf, selfHostedOf, terraform } from '../support/configs.ts';
import { temporaryFolder } from '../support/files.ts';

const outdir = await temporaryFolder();

/** What is synthesised for a cluster. */
function synthesised(cluster: object) {
  const connector = selfHostedOf({ ...terraform, hosting: { ...terraform.hosting, cluster } });
  const stack = new SelfHostedStack(Testing.app({ outdir }), connector, configOf(terraform));
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
