import { expect, test } from '@jest/globals';
import { applyRights, deploymentRights, rightsText } from '../../src/doctor/rights.ts';
import { gitops, selfHostedOf, terraform } from '../support/configs.ts';

const { hosting } = terraform;

test.each([
  [
    'all',
    selfHostedOf(terraform),
    true,
    'create namespaces; get, create, patch and delete serviceaccounts; get, create, patch and delete deployments.apps; get, create, patch and delete networkpolicies.networking.k8s.io; get, create, patch and delete secrets; list pods',
  ],
  [
    'several pods',
    selfHostedOf({ ...terraform, hosting: { ...hosting, networkPolicy: false, replicas: 2 } }),
    false,
    'get, create, patch and delete serviceaccounts; get, create, patch and delete deployments.apps; get, create, patch and delete poddisruptionbudgets.policy; get, create, patch and delete secrets; list pods',
  ],
  [
    'no namespace, no network policy',
    selfHostedOf({ ...terraform, hosting: { ...hosting, networkPolicy: false } }),
    false,
    'get, create, patch and delete serviceaccounts; get, create, patch and delete deployments.apps; get, create, patch and delete secrets; list pods',
  ],
])('Terraform needs the rights to what it makes: %s', (_, connector, makesNamespace, text) => {
  const rights = deploymentRights(connector, makesNamespace);
  expect(rightsText(rights)).toBe(text);
  const places = rights.map(({ resource, namespace }) => [resource, namespace]);
  expect(
    places.filter(([resource]) => resource !== 'namespaces').every(([, it]) => it === 'conductorone'),
  ).toBe(true);
  expect(places.filter(([resource]) => resource === 'namespaces').every(([, it]) => it === undefined)).toBe(
    true,
  );
});

test.each([
  [
    'a Secret that is there already',
    gitops.hosting.secrets,
    'create and patch serviceaccounts; create and patch deployments.apps; create and patch networkpolicies.networking.k8s.io',
  ],
  [
    'an ExternalSecret',
    {
      from: 'external-secrets',
      store: { name: 'vault' },
      keys: { clientId: { key: 'a' }, clientSecret: { key: 'b' }, apiKey: { key: 'c' } },
    },
    'create and patch serviceaccounts; create and patch deployments.apps; create and patch networkpolicies.networking.k8s.io; create and patch externalsecrets.external-secrets.io',
  ],
] as const)('applying needs the rights to what is applied: %s', (_, secrets, text) => {
  const connector = selfHostedOf({ ...gitops, hosting: { ...gitops.hosting, secrets } });
  expect(rightsText(applyRights(connector))).toBe(text);
});
