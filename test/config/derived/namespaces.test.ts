import { expect, test } from '@jest/globals';
import { isSelfHosted } from '../../../src/config/derived/names.ts';
import { namespaceKey, namespaceMakers } from '../../../src/config/derived/namespaces.ts';
import { cloud, configOf, gitops, terraform } from '../../support/configs.ts';

const named = (name: string) => ({ name, app: { create: { displayName: name } } });
const user = { namespace: { create: false } };

test('a namespace is made for the connectors of its cluster and its way of delivery', () => {
  const config = configOf(
    { ...cloud, ...named('cloud') },
    { ...terraform, ...named('maker') },
    { ...terraform, ...named('user'), hosting: { ...terraform.hosting, ...user } },
    {
      ...terraform,
      ...named('elsewhere'),
      hosting: { ...terraform.hosting, ...user, cluster: { kubeconfig: { context: 'other' } } },
    },
    {
      ...terraform,
      ...named('another'),
      hosting: { ...terraform.hosting, namespace: { name: 'another', create: false } },
    },
    { ...gitops, ...named('by-gitops'), hosting: { ...gitops.hosting, ...user } },
  );
  const makers = namespaceMakers(config);
  const madeBy = config.connectors
    .filter(isSelfHosted)
    .map((connector) => [connector.name, makers.get(namespaceKey(connector))?.name]);
  expect(madeBy).toEqual([
    ['maker', 'maker'],
    ['user', 'maker'],
    ['elsewhere', undefined],
    ['another', undefined],
    ['by-gitops', undefined],
  ]);
});
