import { describe, expect, test } from '@jest/globals';
import { TerraformVariable } from 'cdktf';
import {
  CloudHostedConnector,
  type CloudHostedConnectorProps,
} from '../../src/constructs/cloud-hosted-connector.ts';
import { ConductorOneApp, type ConductorOneAppProps } from '../../src/constructs/conductorone-app.ts';
import { messageOf } from '../support/errors.ts';
import { addressesOf, at, synthesise } from './synthesise.ts';

type Rules = CloudHostedConnectorProps['rules'];

const stackOf = (rules: Rules, app: ConductorOneAppProps = { existing: { id: '2appID' } }) =>
  synthesise((stack) => {
    new CloudHostedConnector(stack, 'connector', {
      app: new ConductorOneApp(stack, 'wiki', app),
      site: 'acme',
      username: 'bot@acme.com',
      ...(rules && { rules }),
    });
  });

const id = 'confluence_administer-space';
const list = `flatten([for found in values(data.conductorone_app_entitlements.${id}) : coalesce(found.list, [])])`;
const searched = { app_ids: [`\${each.key}`], query: 'administer-space', page_size: 100 };

test('a rule finds its entitlements in what is there, and sets each', () => {
  const json = stackOf([{ verb: 'administer', noun: 'space', maxDuration: '8h' }]);
  expect(json.locals).toEqual({
    wiki_app_id: '2appID',
    [id]: `\${{for item in ${list} : item.app_entitlement.id => item.app_entitlement.app_id if try(item.app_entitlement.slug, null) == "administer-space"}}`,
  });
  expect(at(json, `data.conductorone_app_entitlements.${id}`)).toEqual({
    ...searched,
    for_each: `\${toset([local.wiki_app_id])}`,
  });
  expect(at(json, `conductorone_app_entitlement.${id}`)).toEqual({
    for_each: `\${local.${id}}`,
    app_id: `\${each.value}`,
    id: `\${each.key}`,
    duration_grant: '28800s',
    lifecycle: {
      precondition: [
        {
          condition: `\${each.value == local.wiki_app_id}`,
          error_message:
            'wiki: ConductorOne has another app of the same name, whose entitlements the rules are not for. Give the app another display name.',
        },
      ],
    },
  });
});

test('with every setting', () => {
  const json = stackOf([
    {
      verb: 'administer',
      noun: 'space',
      maxDuration: '30m',
      grantPolicy: 'Manager',
      revokePolicy: 'Auto',
      certifyPolicy: 'Reviewer',
      riskLevel: 'High',
      emergencyAccess: true,
      emergencyPolicy: 'Break glass',
    },
  ]);
  expect(addressesOf(json)).toEqual(
    expect.arrayContaining(
      ['certify', 'emergency', 'grant', 'revoke'].map(
        (use) => `data.conductorone_policies.${id}_${use}_policy`,
      ),
    ),
  );
  expect(at(json, `data.conductorone_policies.${id}_emergency_policy`)).toMatchObject({
    display_name: 'Break glass',
    policy_types: ['POLICY_TYPE_GRANT'],
  });
  expect(at(json, `data.conductorone_risk_levels.${id}_risk_level`)).toMatchObject({
    page_size: 100,
    lifecycle: {
      postcondition: [
        {
          error_message:
            'ConductorOne does not know exactly one risk level named "High". Check its spelling, or give it a name of its own.',
        },
      ],
    },
  });
  const policy = (use: string, name: string) =>
    `\${one([for policy in data.conductorone_policies.${id}_${use}_policy.list : policy.id if try(lower(policy.display_name), null) == lower("${name}")])}`;
  expect(at(json, `conductorone_app_entitlement.${id}`)).toMatchObject({
    duration_grant: '1800s',
    grant_policy_id: policy('grant', 'Manager'),
    revoke_policy_id: policy('revoke', 'Auto'),
    certify_policy_id: policy('certify', 'Reviewer'),
    risk_level_value_id: `\${one([for level in data.conductorone_risk_levels.${id}_risk_level.list : level.id if try(lower(level.value), null) == lower("High")])}`,
    emergency_grant_enabled: true,
    emergency_grant_policy_id: policy('emergency', 'Break glass'),
  });
});

test('emergency access that is off has no policy', () => {
  const json = stackOf([{ verb: 'administer', noun: 'space', emergencyAccess: false }]);
  expect(at(json, `conductorone_app_entitlement.${id}`)).toMatchObject({
    emergency_grant_enabled: false,
    emergency_grant_policy_id: '',
  });
});

describe('the app', () => {
  const rules: Rules = [
    { verb: 'administer', noun: 'space', maxDuration: '8h' },
    { verb: 'read', noun: 'space', maxDuration: '8h' },
  ];

  test('that is new is found by its name, and what is there of that name is none of another', () => {
    const json = stackOf(rules, { create: { displayName: `Confluence "main" \${x}` } });
    expect(json.locals).toMatchObject({ wiki_app_id: `\${conductorone_app.wiki.id}` });
    expect(at(json, 'data.conductorone_apps.wiki')).toEqual({
      display_name: 'Confluence "main" $${x}',
      page_size: 100,
    });
    expect(at(json, `data.conductorone_app_entitlements.${id}`)).toMatchObject({
      for_each: `\${toset([for app in coalesce(data.conductorone_apps.wiki.list, []) : app.id if try(lower(app.display_name), null) == lower("Confluence \\"main\\" $\${x}")])}`,
    });
  });

  test('may be a reference', () => {
    const json = synthesise((stack) => {
      const variable = new TerraformVariable(stack, 'app', { type: 'string' });
      new CloudHostedConnector(stack, 'connector', {
        app: new ConductorOneApp(stack, 'wiki', { existing: { id: variable.stringValue } }),
        site: 'acme',
        username: 'bot@acme.com',
        rules,
      });
    });
    expect(json.locals).toMatchObject({ wiki_app_id: `\${var.app}` });
  });
});

test('no rules: nothing is looked for', () => {
  const json = stackOf(undefined);
  expect(json).not.toHaveProperty('data');
  expect(json).not.toHaveProperty('locals');
});

test('wrong rules are refused', () => {
  expect(messageOf(() => stackOf([{ verb: 'administer', noun: 'page', maxDuration: '8h' }]))).toMatch(
    /^stack\/connector: rules\[0\]: Confluence has no permission administer-page\. /,
  );
});
