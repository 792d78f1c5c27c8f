import { describe, expect, test } from '@jest/globals';
import { TerraformOutput, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { ConfigError } from '../../src/config/loading/problem.ts';
import { ConductorOneApp, type ConductorOneAppProps } from '../../src/constructs/conductorone-app.ts';
import { messageOf } from '../support/errors.ts';
import { synthesise } from './synthesise.ts';

/** The stack of one app, its id as an output. */
const stackOf = (props: ConductorOneAppProps) =>
  synthesise((stack) => {
    new TerraformOutput(stack, 'app_id', { value: new ConductorOneApp(stack, 'wiki', props).appId });
  });

test('create: with the display name alone, all else is ConductorOne’s choice', () => {
  expect(stackOf({ create: { displayName: 'Confluence' } })).toEqual({
    output: { app_id: { value: `\${conductorone_app.wiki.id}` } },
    resource: { conductorone_app: { wiki: { display_name: 'Confluence' } } },
  });
});

test('create: with every option', () => {
  expect(
    stackOf({
      create: {
        displayName: 'Confluence',
        description: 'Wiki of acme',
        instructions: 'Ask your manager',
        identityMatching: 'strict',
        monthlyCostUsd: 6,
        certifyPolicyId: 'policy1',
        grantPolicyId: 'policy2',
        revokePolicyId: 'policy3',
        strictAccessEntitlementProvisioning: true,
        annotations: { managed_by: 'terraform' },
      },
    }),
  ).toEqual({
    output: { app_id: { value: `\${conductorone_app.wiki.id}` } },
    resource: {
      conductorone_app: {
        wiki: {
          display_name: 'Confluence',
          description: 'Wiki of acme',
          instructions: 'Ask your manager',
          identity_matching: 'APP_USER_IDENTITY_MATCHING_STRICT',
          monthly_cost_usd: 6,
          certify_policy_id: 'policy1',
          grant_policy_id: 'policy2',
          revoke_policy_id: 'policy3',
          strict_access_entitlement_provisioning: true,
          annotations: { managed_by: 'terraform' },
        },
      },
    },
  });
});

test('create: accounts matched by display name', () => {
  expect(
    stackOf({ create: { displayName: 'Confluence', identityMatching: 'display-name' } }).resource,
  ).toEqual({
    conductorone_app: {
      wiki: {
        display_name: 'Confluence',
        identity_matching: 'APP_USER_IDENTITY_MATCHING_DISPLAY_NAME',
      },
    },
  });
});

test('create: owners, by id or e-mail address, who are replaced only if others are asked for', () => {
  const byMail = 'if try(lower(entry.user.email), null) == lower("Jo@acme.com")';
  const ids = [
    '2userID',
    `\${one([for entry in data.conductorone_users.wiki_app_owner_1.list : entry.user.id ${byMail}])}`,
  ];
  const json = stackOf({ create: { displayName: 'Confluence', owners: ['2userID', 'Jo@acme.com'] } });
  expect(json).toMatchObject({
    locals: { wiki_app_owners: ids },
    data: { conductorone_users: { wiki_app_owner_1: { email: 'Jo@acme.com' } } },
    check: {
      wiki_app_owners: {
        assert: [
          {
            condition: `\${toset(coalesce(conductorone_app_owner.wiki.user_ids, [])) == toset(local.wiki_app_owners)}`,
            error_message:
              "wiki: the app's owners in ConductorOne are not those of its configuration. Change them there, or set those of the configuration again: terraform apply -replace=conductorone_app_owner.wiki",
          },
        ],
      },
    },
  });
  expect(json.resource).toEqual({
    conductorone_app: { wiki: { display_name: 'Confluence' } },
    conductorone_app_owner: {
      wiki: {
        app_id: `\${conductorone_app.wiki.id}`,
        user_ids: ids,
        lifecycle: {
          ignore_changes: ['app_id', 'user_ids'],
          replace_triggered_by: ['terraform_data.wiki_app_owners'],
        },
      },
    },
    terraform_data: { wiki_app_owners: { triggers_replace: `\${sort(local.wiki_app_owners)}` } },
  });
});

test('create: policies by display name, each of its kind', () => {
  const policies = { certifyPolicy: 'Reviewer', grantPolicy: 'Manager "x"', revokePolicy: `Auto \${x}` };
  const json = stackOf({ create: { displayName: 'Confluence', ...policies } });
  const search = (display_name: string, kind: string) => ({
    display_name,
    policy_types: [`POLICY_TYPE_${kind}`],
    page_size: 100,
    lifecycle: expect.anything(),
  });
  expect(json.data).toEqual({
    conductorone_policies: {
      wiki_certify_policy: search('Reviewer', 'CERTIFY'),
      wiki_grant_policy: search('Manager "x"', 'GRANT'),
      wiki_revoke_policy: search('Auto $${x}', 'REVOKE'),
    },
  });
  const found = (kind: string, name: string) =>
    `\${one([for policy in data.conductorone_policies.wiki_${kind}_policy.list : policy.id if try(lower(policy.display_name), null) == lower(${name})])}`;
  expect(json.resource).toEqual({
    conductorone_app: {
      wiki: {
        display_name: 'Confluence',
        certify_policy_id: found('certify', '"Reviewer"'),
        grant_policy_id: found('grant', '"Manager \\"x\\""'),
        revoke_policy_id: found('revoke', '"Auto $${x}"'),
      },
    },
  });
  expect(JSON.stringify(json.data)).toContain(
    'ConductorOne does not know exactly one certify policy with the display name',
  );
});

test('create: a policy by name and id is refused', () => {
  const create = { displayName: 'Confluence', grantPolicy: 'Manager', grantPolicyId: '2policy' };
  expect(() => stackOf({ create })).toThrow(ConfigError);
  expect(messageOf(() => stackOf({ create }))).toBe(
    'stack/wiki: create.grantPolicy: grantPolicyId says it too. Leave out one of the two.',
  );
});

test.each(['2abcDEF', `\${conductorone_app.other.id}`])('existing: the id %s is used as it is', (id) => {
  expect(stackOf({ existing: { id } })).toEqual({ output: { app_id: { value: id } } });
});

describe('existing: by display name', () => {
  test('must be exactly one app, whatever ConductorOne’s search finds', () => {
    const isNamed = 'if try(lower(app.display_name), null) == lower("Confluence")';
    expect(stackOf({ existing: { displayName: 'Confluence' } })).toEqual({
      output: {
        app_id: { value: `\${one([for app in data.conductorone_apps.wiki.list : app.id ${isNamed}])}` },
      },
      data: {
        conductorone_apps: {
          wiki: {
            display_name: 'Confluence',
            page_size: 100,
            lifecycle: {
              postcondition: [
                {
                  condition: `\${length(try([for app in self.list : app.id ${isNamed}], [])) == 1}`,
                  error_message:
                    'ConductorOne does not know exactly one app with the display name "Confluence". Check its spelling, or use its id instead.',
                },
              ],
            },
          },
        },
      },
    });
  });

  test.each([
    ['"quoted"', '"quoted"', '\\"quoted\\"'],
    ['back\\slash', 'back\\slash', 'back\\\\slash'],
    [`\${expression}`, `$\${expression}`, `$\${expression}`],
    ['%{directive}', '%%{directive}', '%%{directive}'],
    ['Ünï 😀', 'Ünï 😀', 'Ünï 😀'],
  ])('%s is taken literally', (displayName, asText, withinExpression) => {
    const json = stackOf({ existing: { displayName } });
    expect(json).toMatchObject({
      data: { conductorone_apps: { wiki: { display_name: asText } } },
      output: { app_id: { value: expect.stringContaining(`== lower("${withinExpression}")])}`) } },
    });
    expect(JSON.stringify(json.data)).toContain(JSON.stringify(`display name "${asText}".`).slice(1, -1));
  });
});

test('create: text that looks like Terraform’s is taken literally', () => {
  expect(
    stackOf({
      create: {
        displayName: `Confluence \${main}`,
        description: '%{ if true }',
        instructions: `Pay $\${all}`,
        annotations: { team: `\${team}` },
      },
    }).resource,
  ).toEqual({
    conductorone_app: {
      wiki: {
        display_name: `Confluence $\${main}`,
        description: '%%{ if true }',
        instructions: `Pay $$\${all}`,
        annotations: { team: `$\${team}` },
      },
    },
  });
});

describe('identity', () => {
  const create = { displayName: 'Confluence' };
  const identityOf = (props: ConductorOneAppProps, id = 'wiki') =>
    synthesise((stack) => {
      new TerraformOutput(stack, 'identity', { value: new ConductorOneApp(stack, id, props).identity });
    }).output?.['identity']?.value;

  test('create: known ahead, the same whatever the settings', () => {
    expect(identityOf({ create })).toBe('created as wiki');
    expect(identityOf({ create: { displayName: 'Wiki', monthlyCostUsd: 6 } })).toBe('created as wiki');
    expect(identityOf({ create }, 'other')).toBe('created as other');
  });

  test.each(['2abcDEF', `\${conductorone_app.other.id}`])('existing: the id %s', (id) => {
    expect(identityOf({ existing: { id } })).toBe(id);
  });

  test('existing: the id that was found by display name', () => {
    const existing = { displayName: 'Confluence' };
    expect(identityOf({ existing })).toMatch(/data\.conductorone_apps\.wiki\.list/);
    expect(identityOf({ existing })).toBe(stackOf({ existing }).output?.['app_id']?.value);
  });
});

test('stands at the same address in any scope', () => {
  const create = { displayName: 'Confluence' };
  const moved = synthesise((stack) => {
    new ConductorOneApp(new Construct(new Construct(stack, 'team'), 'wikis'), 'wiki', { create });
  });
  expect(moved.resource).toEqual(stackOf({ create }).resource);
});

test.each<[string, ConductorOneAppProps]>([
  ['nothing', {}],
  ['neither id nor display name', { existing: {} }],
  ['both id and display name', { existing: { id: '2appID', displayName: 'Confluence' } }],
  ['a new and an existing app', { create: { displayName: 'Confluence' }, existing: { id: '2appID' } }],
])('%s is refused', (_, props) => {
  expect(() => stackOf(props)).toThrow(ConfigError);
  expect(messageOf(() => stackOf(props))).toBe(
    'stack/wiki: give exactly one of create: { displayName }, existing: { id } and existing: { displayName }.',
  );
});

test('what CDKTF takes for a reference is refused in the place of text, whoever made it', () => {
  const refused = (number: number) => [
    `Wiki \${TfToken[TOKEN.1]}`,
    `\${TfToken[TOKEN.999999]}`,
    '#{TfToken[TOKEN.1]}',
    `Wiki ${number}`,
  ];

  synthesise((stack) => {
    const variable = new TerraformVariable(stack, 'secret', { sensitive: true });
    for (const [index, text] of [variable.stringValue, ...refused(variable.numberValue)].entries()) {
      const app = (props: ConductorOneAppProps) => () => new ConductorOneApp(stack, `app-${index}`, props);
      expect(app({ create: { displayName: text } })).toThrow(
        /^stack\/app-\d: create\.displayName: CDKTF takes /,
      );
      stack.node.tryRemoveChild(`app-${index}`);
      expect(app({ create: { displayName: 'Wiki', annotations: { a: text } } })).toThrow(
        /annotations\.a: CDKTF /,
      );
      stack.node.tryRemoveChild(`app-${index}`);
      expect(app({ existing: { displayName: text } })).toThrow(/: existing\.displayName: CDKTF takes /);
    }
  });
});

test('an id that cannot be part of an address is refused', () => {
  const build = () =>
    synthesise((stack) => {
      new ConductorOneApp(stack, 'my wiki', { create: { displayName: 'Confluence' } });
    });
  expect(messageOf(build)).toBe(
    'stack/my wiki/app: "my wiki" cannot be part of a Terraform address. Use letters, digits, "-" and "_", starting with a letter.',
  );
});
