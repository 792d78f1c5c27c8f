import { describe, expect, test } from '@jest/globals';
import {
  CloudHostedConnector,
  type CloudHostedConnectorProps,
} from '../../src/constructs/cloud-hosted-connector.ts';
import { SelfHostedConnector } from '../../src/constructs/self-hosted-connector.ts';
import { messageOf } from '../support/errors.ts';
import { addressesOf, at, someApp, synthesise } from './synthesise.ts';

type Props = Pick<CloudHostedConnectorProps, 'review' | 'rules'>;

const stackOf = (props: Props) =>
  synthesise((stack) => {
    const app = someApp(stack);
    new CloudHostedConnector(stack, 'connector', { app, site: 'acme', username: 'bot@acme.com', ...props });
  });

const minimal = { displayName: 'Access', owners: ['2userID'], every: 'month', starts: '2027-01-31' } as const;

const template = 'conductorone_access_review_template.confluence';
const setup = 'conductorone_access_review_template_setup.confluence';
const required = {
  display_name: 'Access',
  owner_ids: `\${sort(local.confluence_review_owners)}`,
  is_campaign_schedule_enabled: true,
  auto_start_campaign: true,
  scope_type: 'ACCESS_REVIEW_SCOPE_TYPE_BY_ENTITLEMENTS',
  recurrence_rule: { frequency: 'FREQUENCY_MONTHLY', interval: 1, start_date: '2027-01-31T00:00:00Z' },
};

test('by default, it is of all entitlements of the app, if there are any', () => {
  const json = stackOf({ review: minimal });
  expect(json.locals).toEqual({
    app_app_id: '2appID',
    confluence_review_owners: ['2userID'],
    confluence_entitlements: `\${{for item in flatten([for found in values(data.conductorone_app_entitlements.confluence_entitlements) : coalesce(found.list, [])]) : item.app_entitlement.id => item.app_entitlement.app_id}}`,
  });
  expect(at(json, 'data.conductorone_app_entitlements.confluence_entitlements')).toEqual({
    for_each: `\${toset([local.app_app_id])}`,
    app_ids: [`\${each.key}`],
    page_size: 100,
  });
  expect(at(json, template)).toEqual(required);
  expect(at(json, setup)).toEqual({
    count: `\${length(merge(local.confluence_entitlements)) > 0 ? 1 : 0}`,
    access_review_template_id: `\${${template}.id}`,
    entitlements: `\${[for id, app in merge(local.confluence_entitlements) : { app_id = app, app_entitlement_id = id }]}`,
    scope: `\${{ specific_resources = {} }}`,
    lifecycle: {
      precondition: [
        {
          condition: `\${alltrue([for app in values(merge(local.confluence_entitlements)) : app == local.app_app_id])}`,
          error_message:
            'app: ConductorOne has another app of the same name, which the review is not of. Give the app another display name.',
        },
      ],
    },
  });
});

test('with every option', () => {
  const json = stackOf({
    review: {
      ...minimal,
      displayName: `Access \${x}`,
      owners: ['jo@acme.com', '2userID'],
      days: 14,
      policy: 'Reviewer',
      description: '%{if true}',
      instructions: 'Ask',
      autoStart: false,
      permissions: ['administer-space', 'read-space'],
    },
  });
  expect(at(json, template)).toEqual({
    ...required,
    display_name: `Access $\${x}`,
    description: '%%{if true}',
    review_instructions: 'Ask',
    access_review_duration: '1209600s',
    auto_start_campaign: false,
    policy_id: expect.stringContaining('data.conductorone_policies.confluence_review_policy.list'),
  });
  expect(at(json, setup)).toMatchObject({
    count: `\${length(merge(local.confluence_administer-space, local.confluence_read-space)) > 0 ? 1 : 0}`,
  });
  expect(addressesOf(json)).toEqual(
    expect.arrayContaining([
      'data.conductorone_app_entitlements.confluence_administer-space',
      'data.conductorone_app_entitlements.confluence_read-space',
      'data.conductorone_users.confluence_review_owner_0',
    ]),
  );
});

test.each([
  ['week', 'WEEKLY', 1],
  ['month', 'MONTHLY', 1],
  ['quarter', 'MONTHLY', 3],
  ['half-year', 'MONTHLY', 6],
  ['year', 'YEARLY', 1],
] as const)('takes place every %s', (every, frequency, interval) => {
  expect(at(stackOf({ review: { ...minimal, every } }), template)).toMatchObject({
    recurrence_rule: { frequency: `FREQUENCY_${frequency}`, interval },
  });
});

test('looks for what rules look for only once', () => {
  const json = stackOf({
    rules: [{ verb: 'read', noun: 'space', maxDuration: '8h' }],
    review: { ...minimal, permissions: ['read-space'] },
  });
  expect(Object.keys(json.data?.['conductorone_app_entitlements'] ?? {})).toEqual(['confluence_read-space']);
});

describe('a self-hosted connector', () => {
  test('has it too', () => {
    const json = synthesise((stack) => {
      new SelfHostedConnector(stack, 'connector', {
        app: someApp(stack),
        site: 'acme',
        username: 'bot@acme.com',
        review: minimal,
        rules: [{ verb: 'read', noun: 'space', maxDuration: '8h' }],
        hosting: { type: 'self-hosted', delivery: 'gitops', secrets: { from: 'template' } },
      });
    });
    expect(addressesOf(json)).toEqual(
      expect.arrayContaining([template, setup, 'conductorone_app_entitlement.confluence_read-space']),
    );
  });
});

test('a wrong review is refused', () => {
  expect(messageOf(() => stackOf({ review: { ...minimal, starts: 'soon' } }))).toMatch(
    /^stack\/connector: review\.starts: "soon": not a day\. /,
  );
});
