import { describe, expect, test } from '@jest/globals';
import { expiryChecks, tokenOf } from '../../src/doctor/token.ts';
import { cloud, configOf, connectorOf, gitops, terraform, today } from '../support/configs.ts';

describe('the API token', () => {
  test.each([
    ['cloud-hosted', cloud, 'TF_VAR_confluence_api_key'],
    ['by Terraform', terraform, 'TF_VAR_confluence_api_key'],
    ['under another name', { ...cloud, apiKey: { variable: 'wiki' } }, 'TF_VAR_wiki'],
    ['by GitOps', gitops, 'BATON_API_KEY'],
  ])('comes from where a deployment takes it: %s', (_, input, variable) => {
    const connector = connectorOf(input);
    const environment = { TF_VAR_confluence_api_key: 'no', BATON_API_KEY: 'no', [variable]: 'yes' };
    expect(tokenOf(connector, [connector], environment)).toEqual({ variable, value: 'yes' });
  });

  test.each([
    [
      'cloud-hosted',
      cloud,
      'Confluence was not asked: TF_VAR_confluence_api_key is not set',
      'Set it to the API token of bot@acme.com, for the deployment too.',
    ],
    [
      'by GitOps',
      gitops,
      'Confluence was not asked: its API token is in the secret store',
      'Set BATON_API_KEY to it, to try it from here.',
    ],
  ])('is not there: %s', (_, input, message, remedy) => {
    const connector = connectorOf(input);
    const found = tokenOf(connector, [connector], {});
    expect(found).toEqual({ name: 'login', state: 'skipped', message, remedy });
  });

  test.each([
    ['"canary"', 'has quotation marks around it'],
    ['can ary', 'holds a blank'],
    ['can\nary', 'holds a line break'],
    ['canary\u200b', 'holds an invisible character'],
  ])('is not tried if it is pasted wrongly: %j', (value, flaw) => {
    const connector = connectorOf(terraform);
    expect(tokenOf(connector, [connector], { TF_VAR_confluence_api_key: value })).toEqual({
      name: 'login',
      state: 'failed',
      message: `TF_VAR_confluence_api_key ${flaw}.`,
      remedy: 'Copy the API token again, without anything before, after or in it.',
    });
  });

  test('is sent to one site only, where it could be that of several', () => {
    const { connectors } = configOf(
      { ...gitops, name: 'one' },
      { ...gitops, name: 'two', site: 'other', app: { create: { displayName: 'Other' } } },
    );
    for (const connector of connectors) {
      expect(tokenOf(connector, connectors, { BATON_API_KEY: 'secret' })).toEqual({
        name: 'login',
        state: 'skipped',
        message:
          'Confluence was not asked: BATON_API_KEY is one token, and several connectors are delivered by GitOps',
        remedy: 'Look at one of them at a time, with --connector.',
      });
    }
  });
});

test.each([
  ['2026-11-24', 1, 'the API token expires 2026-11-24, in 1 day'],
  ['2027-01-31', 69, 'the API token expires 2027-01-31, in 69 days'],
])('an expiry is told: %s', (expires, days, message) => {
  const connector = connectorOf({ ...cloud, apiKey: { expires } });
  expect(expiryChecks(connector, today)).toEqual([
    { name: 'token', state: 'ok', message, details: { expires, days } },
  ]);
});

test('an expiry that is not known is none', () => {
  expect(expiryChecks(connectorOf(cloud), today)).toEqual([]);
});
