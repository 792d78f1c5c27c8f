import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clusterOf } from '../../src/clients/cluster.ts';
import { Kubectl } from '../../src/clients/kubectl.ts';
import { pathWith } from '../doctor/outside.ts';
import { selfHostedOf, terraform } from '../support/configs.ts';
import { temporaryFolder } from '../support/files.ts';

/** Which kubeconfig kubectl is given, by a flag and by the environment. */
async function given(kubeconfig: object, environment: Readonly<Record<string, string>>): Promise<string> {
  const file = join(await temporaryFolder(), 'given');
  const script = `echo "$KUBECONFIG" > ${file}; for a in "$@"; do case $a in --kubeconfig=*) echo "$a" >> ${file};; esac; done`;
  const path = await pathWith({ kubectl: script });
  const surroundings = { environment: { ...environment, PATH: path }, directory: '.' };
  const cluster = { kubeconfig: { context: 'prod', ...kubeconfig } };
  const connector = selfHostedOf({ ...terraform, hosting: { ...terraform.hosting, cluster } });
  const access = clusterOf(connector, {}, surroundings.environment);
  await new Kubectl(access, surroundings).get('default', 'pods');
  return (await readFile(file, 'utf8')).trim();
}

test.each<[string, object, Readonly<Record<string, string>>, string]>([
  ['that is configured', { path: './kube' }, { KUBECONFIG: '/other' }, '/other\n--kubeconfig=./kube'],
  ['in the home folder', { path: '~/kube' }, {}, `--kubeconfig=${homedir()}/kube`],
  ['in the home folder of the environment', { path: '~/kube' }, { HOME: '/$&' }, '--kubeconfig=/$&/kube'],
  ['where kubectl looks', {}, {}, `--kubeconfig=${homedir()}/.kube/config`],
  ['that Terraform is told of', {}, { KUBE_CONFIG_PATH: '/tf' }, '--kubeconfig=/tf'],
  ['that kubectl is told of', {}, { KUBECONFIG: '/c' }, '/c\n--kubeconfig=/c'],
  ['of which there are several', {}, { KUBE_CONFIG_PATHS: '/a:/b' }, '/a:/b'],
])('kubectl reads the kubeconfig %s', async (_, kubeconfig, environment, expected) => {
  expect(await given(kubeconfig, environment)).toBe(expected);
});
