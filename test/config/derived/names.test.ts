import { expect, test } from '@jest/globals';
import {
  apiKeyVariable,
  domainUrl,
  isSelfHosted,
  secretFile,
  secretName,
  workloadName,
} from '../../../src/config/derived/names.ts';
import { cloud, connectorOf, gitops, selfHostedOf, terraform } from '../../support/configs.ts';

test.each([
  ['from the default name', cloud, 'confluence_api_key'],
  ['from the name', { ...cloud, name: 'confluence-eu-2' }, 'confluence_eu_2_api_key'],
  ['as chosen', { ...cloud, apiKey: { variable: 'acme_token' } }, 'acme_token'],
])('the variable of the API token: %s', (_way, input, variable) => {
  expect(apiKeyVariable(connectorOf(input))).toBe(variable);
});

test.each([
  ['of a Terraform delivery', terraform, 'baton-confluence-secrets'],
  ['of a named connector', { ...terraform, name: 'wiki' }, 'baton-wiki-secrets'],
  ['that exists', gitops, 'confluence-credentials'],
  [
    'of a template',
    { ...gitops, hosting: { ...gitops.hosting, secrets: { from: 'template' } } } as const,
    'baton-confluence-secrets',
  ],
])('the Secret %s', (_kind, input, name) => {
  expect(secretName(selfHostedOf(input))).toBe(name);
});

test.each([
  ['of a Terraform delivery', terraform, undefined],
  ['of a Secret that exists', gitops, undefined],
  ['from a file', fromFile({}), 'baton-confluence-secrets.enc.yaml'],
  ['from a file of a name', fromFile({ path: 'sealed/wiki.yaml' }), 'sealed/wiki.yaml'],
] as const)('the file that the user makes, %s', (_kind, input, file) => {
  expect(secretFile(selfHostedOf(input))).toBe(file);
});

function fromFile(options: { readonly path?: string }) {
  const secrets = { from: 'file', ...options } as const;
  return { ...gitops, hosting: { ...gitops.hosting, secrets } } as const;
}

test('the workload, the URL and the kind of hosting', () => {
  expect(workloadName(connectorOf(terraform))).toBe('baton-confluence');
  expect(workloadName(connectorOf({ ...terraform, name: 'wiki' }))).toBe('baton-wiki');
  expect(domainUrl(connectorOf(cloud))).toBe('https://acme.atlassian.net');
  expect(domainUrl(connectorOf({ ...cloud, site: 'wiki.acme.com:8443/x', allowCustomHost: true }))).toBe(
    'https://wiki.acme.com:8443',
  );
  expect([cloud, terraform, gitops].map((input) => isSelfHosted(connectorOf(input)))).toEqual([
    false,
    true,
    true,
  ]);
});
