import { describe, expect, test } from '@jest/globals';
import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { ConfigError } from '../../src/config/loading/problem.ts';
import {
  CloudHostedConnector,
  type CloudHostedConnectorProps,
} from '../../src/constructs/cloud-hosted-connector.ts';
import { messageOf } from '../support/errors.ts';
import { addressesOf, someApp, synthesise } from './synthesise.ts';

type Props = Omit<CloudHostedConnectorProps, 'app'>;

const minimal: Props = { site: 'acme', username: 'bot@acme.com' };

/** The stack of one connector, in a scope of its own. */
const stackOf = (props: Props, scopes: readonly string[] = []) =>
  synthesise((stack) => {
    const app = someApp(stack);
    const scope = scopes.reduce<Construct>((parent, id) => new Construct(parent, id), stack);
    const { connectorId } = new CloudHostedConnector(scope, 'connector', { ...props, app });
    new TerraformOutput(stack, 'connector_id', { value: connectorId });
  });

/** It stays whatever changes of its app or its owners, and goes with its app. */
const lifecycleOf = (name: string) => ({
  ignore_changes: ['app_id', 'user_ids'],
  replace_triggered_by: [`terraform_data.${name}_app`],
});

test('by default: the site’s URL, the token as a sensitive variable, no personal spaces', () => {
  expect(stackOf(minimal)).toEqual({
    removed: expect.any(Array),
    output: { connector_id: { value: `\${conductorone_integration_confluence_v2.confluence.id}` } },
    resource: {
      conductorone_integration_confluence_v2: {
        confluence: {
          app_id: '2appID',
          domain_url: 'https://acme.atlassian.net',
          username: 'bot@acme.com',
          api_key: `\${var.confluence_api_key}`,
          skip_personal_spaces: true,
          lifecycle: lifecycleOf('confluence'),
        },
      },
      terraform_data: { confluence_app: { triggers_replace: '2appID' } },
    },
    variable: {
      confluence_api_key: {
        type: 'string',
        sensitive: true,
        nullable: false,
        description: 'Confluence API token of bot@acme.com on acme.atlassian.net',
        validation: expect.any(Array),
      },
    },
  });
});

test('with every option', () => {
  const byMail = 'if try(lower(entry.user.email), null) == lower("Jo@acme.com")';
  const owners = [
    '2userID',
    `\${one([for entry in data.conductorone_users.wiki-eu_owner_1.list : entry.user.id ${byMail}])}`,
  ];
  expect(
    stackOf({
      name: 'wiki-eu',
      site: 'https://wiki.acme.com:8443/wiki',
      allowCustomHost: true,
      username: 'bot@acme.com',
      apiKey: { variable: 'acme_token', expires: '2999-12-31' },
      skipPersonalSpaces: false,
      owners: ['2userID', 'Jo@acme.com'],
    }),
  ).toEqual({
    removed: expect.any(Array),
    output: { connector_id: { value: `\${conductorone_integration_confluence_v2.wiki-eu.id}` } },
    resource: {
      conductorone_integration_confluence_v2: {
        'wiki-eu': {
          app_id: '2appID',
          domain_url: 'https://wiki.acme.com:8443',
          username: 'bot@acme.com',
          api_key: `\${var.acme_token}`,
          skip_personal_spaces: false,
          user_ids: owners,
          lifecycle: lifecycleOf('wiki-eu'),
        },
      },
      terraform_data: { 'wiki-eu_app': { triggers_replace: '2appID' } },
    },
    locals: { 'wiki-eu_owners': owners },
    check: {
      'wiki-eu_owners': {
        assert: [
          {
            condition: `\${toset(conductorone_integration_confluence_v2.wiki-eu.user_ids) == toset(local.wiki-eu_owners)}`,
            error_message:
              'wiki-eu: its owners in ConductorOne are not those of its configuration, and the provider cannot change them. Change them there.',
          },
        ],
      },
    },
    data: {
      conductorone_users: {
        'wiki-eu_owner_1': {
          email: 'Jo@acme.com',
          page_size: 100,
          lifecycle: {
            postcondition: [
              {
                condition: `\${length(try([for entry in self.list : entry.user.id ${byMail}], [])) == 1}`,
                error_message:
                  'ConductorOne does not know exactly one user with the e-mail address "Jo@acme.com". Check its spelling, or use its id instead.',
              },
            ],
          },
        },
      },
    },
    variable: {
      acme_token: {
        type: 'string',
        sensitive: true,
        nullable: false,
        description: 'Confluence API token of bot@acme.com on wiki.acme.com:8443',
        validation: expect.any(Array),
      },
    },
  });
});

test('the variable of the token is named after the connector', () => {
  expect(Object.keys(stackOf({ ...minimal, name: 'wiki-eu' }).variable ?? {})).toEqual(['wiki_eu_api_key']);
});

test('no owners: nobody to check', () => {
  const json = stackOf({ ...minimal, owners: [] });
  expect(json).not.toHaveProperty('check');
  expect(json).not.toHaveProperty('locals');
});

test('moving it to another scope changes nothing', () => {
  const props = { ...minimal, owners: ['jo@acme.com'] };
  expect(stackOf(props, ['team', 'wikis'])).toEqual(stackOf(props));
});

describe('two in one stack', () => {
  const pair = (first: Props, second: Props) =>
    synthesise((stack) => {
      const app = someApp(stack);
      new CloudHostedConnector(stack, 'first', { ...first, app });
      new CloudHostedConnector(stack, 'second', { ...second, app });
    });

  test('stand beside each other', () => {
    const json = pair(minimal, { ...minimal, name: 'wiki-eu' });
    expect(addressesOf(json)).toEqual([
      'conductorone_integration_confluence_v2.confluence',
      'conductorone_integration_confluence_v2.wiki-eu',
      'terraform_data.confluence_app',
      'terraform_data.wiki-eu_app',
    ]);
    expect(Object.keys(json.variable ?? {})).toEqual(['confluence_api_key', 'wiki_eu_api_key']);
  });

  test('have each its owners', () => {
    const { check, locals } = pair(
      { ...minimal, owners: ['2userID'] },
      { ...minimal, name: 'wiki-eu', owners: ['3userID'] },
    );
    expect(locals).toEqual({ confluence_owners: ['2userID'], 'wiki-eu_owners': ['3userID'] });
    const conditionOf = (name: string) => ({
      assert: [{ condition: expect.stringMatching(`${name}\\.user_ids.*local\\.${name}_owners`) }],
    });
    expect(check).toMatchObject({
      confluence_owners: conditionOf('confluence'),
      'wiki-eu_owners': conditionOf('wiki-eu'),
    });
  });

  test('share a variable, declared once', () => {
    const apiKey = { variable: 'acme_token' };
    const json = pair({ ...minimal, apiKey }, { ...minimal, apiKey, name: 'wiki-eu', site: 'acme-eu' });
    expect(Object.keys(json.variable ?? {})).toEqual(['acme_token']);
    expect(Object.values(json.resource?.['conductorone_integration_confluence_v2'] ?? {})).toMatchObject([
      { api_key: `\${var.acme_token}` },
      { api_key: `\${var.acme_token}` },
    ]);
  });

  test('cannot have the same name', () => {
    expect(messageOf(() => pair(minimal, minimal))).toBe(
      'stack/second/integration: conductorone_integration_confluence_v2.confluence is taken by stack/first/integration in the same stack. Give one of them another name.',
    );
  });
});

describe('wrong properties', () => {
  test('are a ConfigError that names the construct and all of them', () => {
    const wrong = () =>
      stackOf({ ...minimal, name: 'Wiki', username: 'bot', apiKey: { expires: '2001-01-01' } }, ['team']);
    expect(wrong).toThrow(ConfigError);
    expect(messageOf(wrong).split('\n')).toEqual([
      expect.stringMatching(/^stack\/team\/connector: name: "Wiki": not a name of up to 50 /),
      expect.stringMatching(/^stack\/team\/connector: username: "bot": not an e-mail address\. /),
      expect.stringMatching(
        /^stack\/team\/connector: apiKey\.expires: "2001-01-01": the API token has expired\. /,
      ),
    ]);
  });

  test('nouns, verbs and RBAC are none of its', () => {
    expect(messageOf(() => stackOf({ ...minimal, ...{ entitlements: {} } }))).toMatch(
      /^stack\/connector: entitlements: unknown /,
    );
  });

  test('a scoped token points to hosting it oneself', () => {
    const cloudId = '0aa3f1c2-0000-4000-8000-000000000000';
    expect(messageOf(() => stackOf({ ...minimal, cloudId }))).toMatch(
      /^stack\/connector: cloudId: .*host the connector yourself\.$/,
    );
  });
});
