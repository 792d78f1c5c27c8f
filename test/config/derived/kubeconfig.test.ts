import { expect, test } from '@jest/globals';
import { isAnchored, kubeconfigFiles } from '../../../src/config/derived/kubeconfig.ts';

const everything = { KUBE_CONFIG_PATH: '/tf', KUBE_CONFIG_PATHS: '/a:/b', KUBECONFIG: '/c' };

test.each([
  ['the one that is configured', './kubeconfig', everything, ['./kubeconfig']],
  ['what the provider reads first', undefined, everything, ['/tf']],
  ['what the provider reads next', undefined, { ...everything, KUBE_CONFIG_PATH: '' }, ['/a', '/b']],
  ['what kubectl reads', undefined, { KUBECONFIG: '/c' }, ['/c']],
  ['several that kubectl reads', undefined, { KUBECONFIG: '/c::/d' }, ['/c', '/d']],
  ['where kubectl looks', undefined, {}, ['~/.kube/config']],
  ['where kubectl looks, with an empty variable', undefined, { KUBECONFIG: '' }, ['~/.kube/config']],
])('%s', (_, path, environment, files) => {
  expect(kubeconfigFiles(path, environment)).toEqual(files);
});

test.each([
  ['/etc/kube/config', true],
  ['~/.kube/config', true],
  ['~\\.kube\\config', true],
  ['C:\\Users\\jo\\config', true],
  ['./kubeconfig', false],
  ['kube/config', false],
  ['..', false],
])('whether %s means the same from any folder: %s', (path, anchored) => {
  expect(isAnchored(path)).toBe(anchored);
});
