import { describe, expect, test } from '@jest/globals';
import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { ConfigError } from '../../src/config/loading/problem.ts';
import { CloudHostedConnector } from '../../src/constructs/cloud-hosted-connector.ts';
import {
  SelfHostedConnector,
  type SelfHostedConnectorProps,
} from '../../src/constructs/self-hosted-connector.ts';
import { type Manifests, manifests } from '../../src/kubernetes/manifests.ts';
import { everyOther, everySetting } from '../kubernetes/connectors.ts';
import { gitops, selfHostedOf, terraform } from '../support/configs.ts';
import { messageOf } from '../support/errors.ts';
import { addressesOf, at, revisionOf, type Synthesised, someApp, synthesise } from './synthesise.ts';

type Props = Omit<SelfHostedConnectorProps, 'app'>;

const connector = { site: 'acme', username: 'bot@acme.com' };
const deployed: Props = { ...connector, hosting: terraform.hosting };
const committed: Props = { ...connector, hosting: gitops.hosting };
const rolloutWatch = { command: 'status --watch', workingDirectory: '../../..' };
const everything: Props = {
  ...connector,
  ...everyOther,
  rolloutWatch,
  owners: ['jo@acme.com', '2userID'],
  hosting: { ...terraform.hosting, ...everySetting },
};

/** The stack of one connector in a scope of its own, and its manifests. */
function stackOf(props: Props, scopes: readonly string[] = []) {
  let files: Manifests = new Map();
  const json = synthesise((stack) => {
    const app = someApp(stack, { create: { displayName: 'Confluence' } });
    const scope = scopes.reduce<Construct>((parent, id) => new Construct(parent, id), stack);
    const made = new SelfHostedConnector(scope, 'connector', { ...props, app });
    new TerraformOutput(stack, 'connector_id', { value: made.connectorId });
    new TerraformOutput(stack, 'client_id', { value: made.clientId });
    new TerraformOutput(stack, 'client_secret', { value: made.clientSecret, sensitive: true });
    files = made.manifests;
  });
  return { json, files };
}

/** Every string in a tree that holds a text, by its path. */
function placesOf(tree: unknown, text: string, path = ''): readonly string[] {
  if (typeof tree === 'string') return tree.includes(text) ? [path] : [];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => placesOf(value, text, path ? `${path}.${key}` : key));
}

const outputs = {
  connector_id: { value: `\${conductorone_integration_baton.confluence.id}` },
  client_id: { value: `\${conductorone_connector_credential.confluence.client_id}` },
  client_secret: {
    value: `\${conductorone_connector_credential.confluence.client_secret}`,
    sensitive: true,
  },
};

/** What stays whatever changes of its app, and goes with it. */
const integrationLifecycle = (name: string) => ({
  ignore_changes: ['app_id'],
  replace_triggered_by: [`terraform_data.${name}_app`],
});

/** It follows its integration; a new one comes before the old one goes. */
const credential = {
  app_id: `\${conductorone_integration_baton.confluence.app_id}`,
  connector_id: `\${conductorone_integration_baton.confluence.id}`,
  lifecycle: {
    create_before_destroy: true,
    ignore_changes: ['app_id', 'connector_id'],
    replace_triggered_by: ['terraform_data.confluence_app'],
  },
};

describe('delivery: terraform', () => {
  const { json, files } = stackOf(deployed);

  test('app, integration, credential, Secret, Deployment', () => {
    expect(addressesOf(json)).toEqual([
      'conductorone_app.app',
      'conductorone_connector_credential.confluence',
      'conductorone_integration_baton.confluence',
      'kubernetes_deployment_v1.confluence',
      'kubernetes_namespace_v1.confluence',
      'kubernetes_network_policy_v1.confluence',
      'kubernetes_secret_v1.confluence',
      'kubernetes_service_account_v1.confluence',
      'terraform_data.confluence_app',
      'terraform_data.confluence_client_secret',
      'terraform_data.confluence_ignored',
      'terraform_data.confluence_namespace',
    ]);
    expect(json).toMatchObject({ output: outputs });
    expect(at(json, 'conductorone_integration_baton.confluence')).toEqual({
      app_id: `\${conductorone_app.app.id}`,
      lifecycle: integrationLifecycle('confluence'),
    });
  });

  test('the credential is replaced with the app alone', () => {
    expect(at(json, 'conductorone_connector_credential.confluence')).toEqual(credential);
    expect(at(json, 'terraform_data.confluence_app')).toEqual({ triggers_replace: 'created as app' });
  });

  test('the client secret is kept, until there is another credential', () => {
    expect(at(json, 'terraform_data.confluence_client_secret')).toEqual({
      triggers_replace: {
        credential: `\${conductorone_connector_credential.confluence.id}`,
        secret: `\${conductorone_connector_credential.confluence.client_secret}`,
      },
      lifecycle: {
        ignore_changes: ['triggers_replace.secret'],
        postcondition: [
          {
            condition: `\${try(length(self.triggers_replace.secret) > 0, false)}`,
            error_message: expect.stringContaining(
              'terraform apply -replace=conductorone_connector_credential.confluence',
            ),
          },
        ],
      },
    });
  });

  test('the Secret takes the credential and the token, and is written again with each credential', () => {
    expect(at(json, 'kubernetes_secret_v1.confluence')).toMatchObject({
      data_wo: {
        BATON_CLIENT_ID: `\${conductorone_connector_credential.confluence.client_id}`,
        BATON_CLIENT_SECRET: `\${terraform_data.confluence_client_secret.triggers_replace.secret}`,
        BATON_API_KEY: `\${var.confluence_api_key}`,
        BATON_DOMAIN_URL: 'https://acme.atlassian.net',
        BATON_USERNAME: 'bot@acme.com',
      },
      data_wo_revision: revisionOf('conductorone_connector_credential.confluence.id'),
    });
  });

  test('the token is a sensitive, ephemeral variable without a default', () => {
    expect(json.variable).toEqual({
      confluence_api_key: {
        type: 'string',
        sensitive: true,
        ephemeral: true,
        nullable: false,
        description: 'Confluence API token of bot@acme.com on acme.atlassian.net',
        validation: expect.any(Array),
      },
    });
  });

  test('secrets are referred to in write-only data, where the client secret is kept and in sensitive outputs', () => {
    const secret = 'resource.kubernetes_secret_v1.confluence.data_wo';
    expect(placesOf(json.resource, 'var.confluence_api_key')).toEqual([
      `${secret.replace('resource.', '')}.BATON_API_KEY`,
    ]);
    expect(placesOf(json, 'client_secret')).toEqual([
      'output.client_secret.value',
      `${secret}.BATON_CLIENT_SECRET`,
      'resource.terraform_data.confluence_client_secret.triggers_replace.secret',
    ]);
    expect(placesOf(json, '.data_wo')).toEqual([
      'resource.kubernetes_deployment_v1.confluence.spec.template.metadata.annotations.confluence-connector/secret-revision',
    ]);
    for (const argument of ['data', 'binary_data', 'string_data']) {
      expect(at(json, 'kubernetes_secret_v1.confluence')).not.toHaveProperty(argument);
    }
  });

  test('the versions of Terraform and of the provider are constrained', () => {
    expect(json.terraform).toEqual({
      required_version: '>= 1.11.0',
      required_providers: { kubernetes: { version: '>= 3.2.1, < 4.0.0' } },
    });
  });

  test('makes manifests on request only', () => {
    const hosting = { ...terraform.hosting, manifests: true };
    expect(files).toEqual(new Map());
    expect(stackOf({ ...connector, hosting }).files).toEqual(
      manifests(selfHostedOf({ ...terraform, hosting })),
    );
  });

  test('rolloutWatch waits for the workload in place of the provider', () => {
    const watched = stackOf({ ...deployed, rolloutWatch }).json;
    const before = addressesOf(json);
    expect(addressesOf(watched).filter((address) => !before.includes(address))).toEqual([
      'terraform_data.confluence_rollout',
    ]);
    expect(at(watched, 'terraform_data.confluence_rollout')).toMatchObject({
      provisioner: [{ 'local-exec': { command: 'status --watch', working_dir: '../../..' } }],
    });
    expect(at(watched, 'kubernetes_deployment_v1.confluence')).toMatchObject({ wait_for_rollout: false });
  });

  /** The credential with what replaces it, and what decides whether the Secret is written again. */
  const credentialAndRevision = (props: Props) => {
    const { json } = stackOf(props);
    const secret = at(json, 'kubernetes_secret_v1.confluence') as { readonly data_wo_revision: string };
    const addresses = ['conductorone_connector_credential.confluence', 'terraform_data.confluence_app'];
    return [addresses.map((address) => at(json, address)), secret.data_wo_revision] as const;
  };
  const [credentialBefore, revisionBefore] = credentialAndRevision(deployed);

  test.each<[string, Partial<Props>]>([
    ['site', { site: 'acme-eu' }],
    ['username', { username: 'sync@acme.com' }],
    ['apiKey.variable', { apiKey: { variable: 'token' } }],
    ['secretRevision', { hosting: { ...terraform.hosting, secretRevision: 2 } }],
  ])('a change of %s writes the Secret again, and keeps the credential', (_, change) => {
    const [credentialAfter, revisionAfter] = credentialAndRevision({ ...deployed, ...change });
    expect(credentialAfter).toEqual(credentialBefore);
    expect(revisionAfter).not.toBe(revisionBefore);
  });

  test.each<[string, Partial<Props>]>([
    ['logLevel', { hosting: { ...terraform.hosting, logLevel: 'debug' } }],
    ['image', { hosting: { ...terraform.hosting, image: 'acme/sync:1.0.0' } }],
    ['owners', { owners: ['2userID'] }],
    ['apiKey.expires', { apiKey: { expires: '2999-12-31' } }],
    ['namespace.name', { hosting: { ...terraform.hosting, namespace: { name: 'connectors' } } }],
    ['cluster', { hosting: { ...terraform.hosting, cluster: { inCluster: true } } }],
  ])('a change of %s leaves the credential and the Secret’s revision as they are', (_, change) => {
    expect(credentialAndRevision({ ...deployed, ...change })).toEqual([credentialBefore, revisionBefore]);
  });
});

describe('delivery: gitops', () => {
  const { json, files } = stackOf(committed);

  test('nothing of Kubernetes in Terraform: app, integration and a credential that stays', () => {
    expect(json).toEqual({
      output: outputs,
      resource: {
        conductorone_app: { app: { display_name: 'Confluence' } },
        conductorone_integration_baton: {
          confluence: {
            app_id: `\${conductorone_app.app.id}`,
            lifecycle: integrationLifecycle('confluence'),
          },
        },
        conductorone_connector_credential: { confluence: credential },
        terraform_data: { confluence_app: { triggers_replace: 'created as app' } },
      },
      removed: expect.any(Array),
    });
  });

  test('whatever Terraform has delivered before is forgotten, and not destroyed', () => {
    const delivered = addressesOf(stackOf(everything).json).flatMap((address) =>
      /^kubernetes_/.test(address) ? address.replace('confluence-eu', 'confluence') : [],
    );
    expect(delivered).toHaveLength(6);
    const lifecycle = { destroy: false };
    expect(json.removed).toEqual(
      [...delivered, 'kubernetes_namespace_v1.conductorone'].sort().map((from) => ({ from, lifecycle })),
    );
  });

  test('the workload is in the manifests', () => {
    expect([...files.keys()]).toEqual(['namespace.yaml', 'baton-confluence.yaml', 'kustomization.yaml']);
    expect(files).toEqual(manifests(selfHostedOf(gitops)));
  });

  test('there is no rollout to watch', () => {
    expect(stackOf({ ...committed, rolloutWatch })).toEqual({ json, files });
  });

  test('raising secretRevision restarts the pods and keeps the credential', () => {
    const raised = stackOf({ ...connector, hosting: { ...gitops.hosting, secretRevision: 2 } });
    expect(raised.json).toEqual(json);
    expect(raised.files.get('baton-confluence.yaml')).toContain('confluence-connector/secret-revision: 2-');
  });
});

test('owners: by e-mail address or id', () => {
  const { json } = stackOf(everything);
  const isJo = 'if try(lower(entry.user.email), null) == lower("jo@acme.com")';
  expect(at(json, 'conductorone_integration_baton.confluence-eu')).toEqual({
    app_id: `\${conductorone_app.app.id}`,
    user_ids: [
      `\${one([for entry in data.conductorone_users.confluence-eu_owner_0.list : entry.user.id ${isJo}])}`,
      '2userID',
    ],
    lifecycle: integrationLifecycle('confluence-eu'),
  });
  expect(at(json, 'data.conductorone_users.confluence-eu_owner_0')).toMatchObject({ email: 'jo@acme.com' });
});

test.each<[string, Props]>([
  ['delivery: terraform', everything],
  ['delivery: gitops', { ...committed, owners: ['jo@acme.com'] }],
])('%s: moving it to another scope changes nothing', (_, props) => {
  expect(stackOf(props, ['team', 'wikis'])).toEqual(stackOf(props));
});

describe('two in one stack', () => {
  const pair = (first: Props, second: Props) =>
    synthesise((stack) => {
      const app = someApp(stack);
      new SelfHostedConnector(stack, 'first', { ...first, app });
      new SelfHostedConnector(stack, 'second', { ...second, app });
    });
  const other: Props = {
    ...connector,
    name: 'confluence-eu',
    hosting: { ...terraform.hosting, namespace: { create: false } },
  };

  test('stand beside each other', () => {
    const watched = pair({ ...deployed, rolloutWatch }, { ...other, rolloutWatch });
    expect(addressesOf(watched)).toHaveLength(12 + 10);
  });

  test('share a variable, declared once', () => {
    const apiKey = { variable: 'acme_token' };
    const json = pair({ ...deployed, apiKey }, { ...other, apiKey });
    expect(Object.keys(json.variable ?? {})).toEqual(['acme_token']);
    for (const name of ['confluence', 'confluence-eu']) {
      expect(at(json, `kubernetes_secret_v1.${name}`)).toHaveProperty(
        'data_wo.BATON_API_KEY',
        `\${var.acme_token}`,
      );
    }
  });

  test.each<[string, Props]>([
    ['delivery: terraform', deployed],
    ['delivery: gitops', committed],
  ])('%s: cannot have the same name', (_, props) => {
    expect(messageOf(() => pair(props, props))).toBe(
      'stack/second/integration: conductorone_integration_baton.confluence is taken by stack/first/integration in the same stack. Give one of them another name.',
    );
  });
});

describe('beside a cloud-hosted one that has the same token', () => {
  const apiKey = { variable: 'acme_token' };
  const variableOf = ({ variable }: Synthesised) => variable?.['acme_token'];
  const both = (order: 'cloud first' | 'cloud last') =>
    synthesise((stack) => {
      const app = someApp(stack);
      const cloud = () =>
        new CloudHostedConnector(stack, 'cloud', { ...connector, name: 'cloud', apiKey, app });
      if (order === 'cloud first') cloud();
      new SelfHostedConnector(stack, 'own', { ...deployed, apiKey, app });
      if (order === 'cloud last') cloud();
    });

  test.each(['cloud first', 'cloud last'] as const)('%s: the variable suits both', (order) => {
    expect(variableOf(both(order))).toMatchObject({ sensitive: true, nullable: false });
    expect(variableOf(both(order))).not.toHaveProperty('ephemeral');
  });
});

describe('wrong properties', () => {
  const wrong = (props: Props) => () => stackOf(props, ['team']);

  test('are a ConfigError that names the construct and all of them', () => {
    const props = {
      ...deployed,
      username: 'bot',
      hosting: { ...terraform.hosting, image: 'Not an image', namespace: { name: 'Wiki' } },
    };
    expect(wrong(props)).toThrow(ConfigError);
    expect(messageOf(wrong(props)).split('\n')).toEqual([
      expect.stringMatching(/^stack\/team\/connector: username: "bot": not an e-mail address\. /),
      expect.stringMatching(/^stack\/team\/connector: hosting\.namespace\.name: "Wiki": not a DNS label\. /),
      expect.stringMatching(
        /^stack\/team\/connector: hosting\.image: "Not an image": not an image reference\. /,
      ),
    ]);
  });

  test('a combination that cannot work', () => {
    const hosting = { ...gitops.hosting, entitlements: { nouns: ['blogpost'], verbs: ['export'] } } as const;
    expect(messageOf(wrong({ ...connector, hosting }))).toMatch(
      /^stack\/team\/connector: hosting\.entitlements: these nouns and verbs form no valid pair, /,
    );
  });

  test('cloud hosting is the other construct’s', () => {
    const props = { ...connector, hosting: { type: 'cloud' } } as unknown as Props;
    expect(messageOf(wrong(props))).toBe('stack/team/connector: hosting.type must be self-hosted.');
  });
});
