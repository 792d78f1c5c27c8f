import { describe, expect, test } from '@jest/globals';
import type { Connector } from '../../src/config/schema/config.ts';
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

  describe('in BATON_API_KEY is sent to one site only', () => {
    const app = { create: { displayName: 'Other' } };
    const { connectors } = configOf(
      { ...gitops, name: 'one' },
      { ...gitops, name: 'two', site: 'other', app },
      { ...cloud, name: 'three', site: 'third', app: { create: { displayName: 'Third' } } },
    );
    const [one, two, three] = connectors as readonly [Connector, Connector, Connector];
    const given = { variable: 'BATON_API_KEY', value: 'secret' };
    const skipped = (message: string, remedy: string) => ({
      name: 'login',
      state: 'skipped',
      message: `Confluence was not asked: ${message}`,
      remedy,
    });
    const doubtful = ({ site }: Connector) =>
      skipped(
        'BATON_API_KEY is one token, and the connectors have several sites',
        `Set BATON_DOMAIN_URL to https://${site} if the token is for that site, or look at one connector at a time, with --connector.`,
      );
    const foreign = ({ site }: Connector) =>
      skipped(
        'BATON_API_KEY is for another site, the one that BATON_DOMAIN_URL names',
        `Set BATON_DOMAIN_URL to https://${site} if the token is for that site.`,
      );

    test('of several, none that is certain', () => {
      for (const looked of [[one, two], [one, three], connectors]) {
        expect(tokenOf(one, looked, { BATON_API_KEY: 'secret' })).toEqual(doubtful(one));
      }
      expect(tokenOf(two, connectors, { BATON_API_KEY: 'secret' })).toEqual(doubtful(two));
      expect(tokenOf(two, connectors, {})).toEqual(
        skipped('its API token is in the secret store', 'Set BATON_API_KEY to it, to try it from here.'),
      );
    });

    test('that of the only one', () => {
      const beside = { ...two, site: one.site };
      expect(tokenOf(one, [one], { BATON_API_KEY: 'secret' })).toEqual(given);
      expect(tokenOf(two, [two], { BATON_API_KEY: 'secret', BATON_DOMAIN_URL: '' })).toEqual(given);
      expect(tokenOf(one, [one, beside], { BATON_API_KEY: 'secret' })).toEqual(given);
    });

    test.each(['acme', 'https://acme.atlassian.net', 'ACME.atlassian.net/wiki/'])(
      'that of BATON_DOMAIN_URL: %s',
      (url) => {
        const environment = { BATON_API_KEY: 'secret', BATON_DOMAIN_URL: url };
        expect(tokenOf(one, connectors, environment)).toEqual(given);
        expect(tokenOf(two, connectors, environment)).toEqual(foreign(two));
        expect(tokenOf(two, [two], environment)).toEqual(foreign(two));
      },
    );

    test.each(['acme.atlasian.net', 'https://bot:canary@acme.atlassian.net', 'no site'])(
      'none if BATON_DOMAIN_URL names none: %s',
      (url) => {
        const environment = { BATON_API_KEY: 'secret', BATON_DOMAIN_URL: url };
        expect(tokenOf(one, [one], environment)).toEqual(foreign(one));
      },
    );

    test('never instead of the variable of a deployment', () => {
      const environment = { BATON_API_KEY: 'secret', BATON_DOMAIN_URL: 'https://third.atlassian.net' };
      expect(tokenOf(three, connectors, environment)).toMatchObject({ state: 'skipped' });
    });
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
