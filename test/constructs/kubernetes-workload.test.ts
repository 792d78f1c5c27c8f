import { describe, expect, test } from '@jest/globals';
import { Lazy, TerraformVariable } from 'cdktf';
import { ConfigError } from '../../src/config/loading/problem.ts';
import type { ConnectorInput, SelfHostedConnectorConfig } from '../../src/config/schema/config.ts';
import {
  KubernetesWorkload,
  type KubernetesWorkloadProps,
} from '../../src/constructs/kubernetes-workload.ts';
import { workload } from '../../src/kubernetes/workload.ts';
import { everyOther, everySetting } from '../kubernetes/connectors.ts';
import { leavesOf, terraformLeavesOf } from '../kubernetes/leaves.ts';
import { workloadLabels } from '../support/configs.ts';
import { messageOf } from '../support/errors.ts';
import { addressesOf, at, revisionOf, type Synthesised, synthesise } from './synthesise.ts';
import { deployed, stackOf, type Terraform } from './workload-stack.ts';

const everyOption = deployed(everySetting, everyOther);

test('by default: a namespace, a Secret, a service account, a policy and then the Deployment', () => {
  const json = stackOf(deployed());
  expect(addressesOf(json)).toEqual([
    'kubernetes_deployment_v1.confluence',
    'kubernetes_namespace_v1.confluence',
    'kubernetes_network_policy_v1.confluence',
    'kubernetes_secret_v1.confluence',
    'kubernetes_service_account_v1.confluence',
    'terraform_data.confluence_ignored',
    'terraform_data.confluence_namespace',
  ]);
  expect(json.data).toBeUndefined();
});

test('the Secret is write-only, its revision follows the credential’s identity and is never below 1', () => {
  expect(at(stackOf(deployed()), 'kubernetes_secret_v1.confluence')).toEqual({
    metadata: {
      name: 'baton-confluence-secrets',
      namespace: 'conductorone',
      labels: workloadLabels,
    },
    type: 'Opaque',
    data_wo: {
      BATON_CLIENT_ID: `\${var.client_id}`,
      BATON_CLIENT_SECRET: `\${var.client_secret}`,
      BATON_API_KEY: `\${var.api_key}`,
      BATON_DOMAIN_URL: 'https://acme.atlassian.net',
      BATON_USERNAME: 'bot@acme.com',
    },
    data_wo_revision: revisionOf('var.identity'),
    depends_on: ['kubernetes_namespace_v1.confluence'],
  });
});

test('text in the place of a secret is refused, and not repeated', () => {
  const wrong = () =>
    stackOf(deployed(), {
      secret: { clientId: 'id', clientSecret: 'hunter2', apiKey: `\${var.api_key}` },
      secretIdentity: '1',
    });
  expect(wrong).toThrow(ConfigError);
  expect(messageOf(wrong).split('\n')).toEqual(
    ['clientId', 'clientSecret', 'apiKey', 'secretIdentity'].map(
      (key) => `stack/workload: ${key} must be a reference such as a variable’s stringValue, never text.`,
    ),
  );
});

test('a reference in the place of text is refused', () => {
  const connector = deployed();
  const annotations = { 'acme.com/contact': `\${TfToken[TOKEN.1]}` };
  const wrong = () => stackOf({ ...connector, hosting: { ...connector.hosting, annotations } });
  expect(wrong).toThrow(ConfigError);
  expect(messageOf(wrong)).toMatch(
    /^stack\/workload: hosting\.annotations\["acme\.com\/contact"\]: CDKTF takes "TfToken\[" /,
  );
});

test('Terraform knows write-only arguments, the provider has no fault in them', () => {
  expect(stackOf(deployed()).terraform).toEqual({
    required_version: '>= 1.11.0',
    required_providers: { kubernetes: { version: '>= 3.2.1, < 4.0.0' } },
  });
});

describe.each([
  ['by default', deployed()],
  ['with every option', everyOption],
])('%s', (_, connector) => {
  const json = stackOf(connector);
  const { name } = connector;
  const revision = `\${kubernetes_secret_v1.${name}.data_wo_revision}`;
  const { namespace, serviceAccount, deployment, networkPolicy, disruptionBudget } = workload(
    connector,
    revision,
  );

  const resources = [
    [`kubernetes_namespace_v1.${name}`, namespace],
    [`kubernetes_service_account_v1.${name}`, serviceAccount],
    [`kubernetes_network_policy_v1.${name}`, networkPolicy],
    [`kubernetes_pod_disruption_budget_v1.${name}`, disruptionBudget],
    [`kubernetes_deployment_v1.${name}`, deployment],
  ] as const;

  test.each(resources.flatMap(([address, object]) => (object ? [[address, object] as const] : [])))(
    '%s has every value of its API object, and no other',
    (address, object) => {
      const leaves = camelLeavesOf(json, address).filter((leaf) => !leaf.startsWith('timeouts/'));
      expect(leaves).toEqual(terraformLeavesOf(object));
    },
  );

  test('a rollout is waited for as long as was asked', () => {
    const { hosting } = connector;
    const timeout = hosting.delivery === 'terraform' ? hosting.rolloutTimeout : undefined;
    expect(at(json, `kubernetes_deployment_v1.${name}`)).toHaveProperty('timeouts', {
      create: timeout,
      update: timeout,
    });
  });

  test('the pods restart when the Secret’s revision changes', () => {
    expect(at(json, `kubernetes_deployment_v1.${name}`)).toHaveProperty(
      ['spec', 'template', 'metadata', 'annotations', 'confluence-connector/secret-revision'],
      revision,
    );
  });
});

describe('rolloutWatch', () => {
  const rolloutWatch = { command: 'status --watch', workingDirectory: '../../..' };
  const watched = (connector: SelfHostedConnectorConfig, props: Partial<KubernetesWorkloadProps> = {}) =>
    stackOf(connector, { rolloutWatch, ...props });
  const rolloutOf = (json: Synthesised, name = 'confluence') =>
    at(json, `terraform_data.${name}_rollout`) as { readonly triggers_replace: { readonly content: string } };
  const contentOf = (connector: SelfHostedConnectorConfig) =>
    rolloutOf(watched(connector), connector.name).triggers_replace.content;

  /** With an image that takes every option. */
  const connectorOf = (hosting: Partial<Terraform> = {}, others: Partial<ConnectorInput> = {}) =>
    deployed({ image: 'acme/sync:1.0.0', ...hosting }, others);

  const json = watched(connectorOf());
  const { content } = rolloutOf(json).triggers_replace;

  test('runs where asked whenever the Deployment is another, has other content or another Secret', () => {
    expect(rolloutOf(json)).toEqual({
      triggers_replace: {
        deployment: `\${kubernetes_deployment_v1.confluence.metadata[0].uid}`,
        content: expect.stringMatching(/^[0-9a-f]{64}$/),
        secretRevision: `\${kubernetes_secret_v1.confluence.data_wo_revision}`,
      },
      provisioner: [{ 'local-exec': { command: 'status --watch', working_dir: '../../..' } }],
    });
  });

  test('the provider does not wait, and all else is as without it', () => {
    const unwatched = stackOf(connectorOf());
    const deployment = 'kubernetes_deployment_v1.confluence';
    expect(at(json, deployment)).toEqual({ ...at(unwatched, deployment), wait_for_rollout: false });
    const others = (synthesised: Synthesised) =>
      addressesOf(synthesised)
        .filter((address) => address !== deployment && address !== 'terraform_data.confluence_rollout')
        .map((address) => [address, at(synthesised, address)]);
    expect(others(json)).toEqual(others(unwatched));
  });

  test('without it, the provider waits and nothing is run', () => {
    const unwatched = stackOf(everyOption);
    expect(at(unwatched, 'kubernetes_deployment_v1.confluence-eu')).not.toHaveProperty('wait_for_rollout');
    expect(addressesOf(unwatched)).not.toContain('terraform_data.confluence-eu_rollout');
  });

  test('a command that looks like Terraform’s text is taken literally', () => {
    const command = `echo "\${x} %{y} $HOME"`;
    expect(rolloutOf(watched(connectorOf(), { rolloutWatch: { ...rolloutWatch, command } }))).toMatchObject({
      provisioner: [{ 'local-exec': { command: `echo "$\${x} %%{y} $HOME"` } }],
    });
  });

  test('the content is the same where nothing changes, whatever the Secret’s revision refers to', () => {
    const secretIdentity = Lazy.stringValue({ produce: () => `\${var.other}` });
    const other = watched(connectorOf(), { secretIdentity });
    expect(at(other, 'kubernetes_secret_v1.confluence')).toMatchObject({
      data_wo_revision: revisionOf('var.other'),
    });
    expect([contentOf(connectorOf()), rolloutOf(other).triggers_replace.content]).toEqual([content, content]);
  });

  const { secretRevision, egressPorts, ...ofDeployment } = everySetting;
  const { name, cloudId, apiKey, skipPersonalSpaces } = everyOther;
  const changed = (option: string, connector: SelfHostedConnectorConfig) => [option, connector] as const;

  test.each([
    ...Object.entries({ ...ofDeployment, useRbac: true }).map(([option, value]) =>
      changed(option, connectorOf({ [option]: value })),
    ),
    ...Object.entries({ name, cloudId, apiKey, skipPersonalSpaces }).map(([option, value]) =>
      changed(option, connectorOf({}, { [option]: value })),
    ),
  ])('the content changes with %s', (_, connector) => {
    expect(contentOf(connector)).not.toBe(content);
  });

  test.each<[string, SelfHostedConnectorConfig]>([
    ['secretRevision', connectorOf({ secretRevision })],
    ['egressPorts', connectorOf({ egressPorts })],
    ['rolloutTimeout', connectorOf({ rolloutTimeout: '20m' })],
    ['username', connectorOf({}, { username: 'sync@acme.com' })],
  ])('the content does not change with %s, which is not of the Deployment', (_, connector) => {
    expect(contentOf(connector)).toBe(content);
  });
});

/** The leaves of a resource under the names of the Kubernetes API. */
function camelLeavesOf(json: Synthesised, address: string): readonly string[] {
  const { depends_on: _, lifecycle: __, ...block } = at(json, address) as Readonly<Record<string, unknown>>;
  return leavesOf(block)
    .map((leaf) => {
      const [path = '', ...value] = leaf.split(' = ');
      return [path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), ...value].join(' = ');
    })
    .sort();
}

describe('order', () => {
  const dependencies = (json: Synthesised) =>
    Object.fromEntries(
      addressesOf(json).map((address) => [
        address.replace(/^(?:kubernetes_(\w+)_v1|terraform_data)\..*/, '$1'),
        (at(json, address) as { readonly depends_on?: readonly string[] }).depends_on,
      ]),
    );

  test('the namespace before all, the Deployment after all', () => {
    const made = ['kubernetes_namespace_v1.confluence'];
    expect(dependencies(stackOf(deployed()))).toEqual({
      namespace: undefined,
      '': undefined,
      secret: made,
      service_account: made,
      network_policy: made,
      deployment: [
        'kubernetes_secret_v1.confluence',
        'kubernetes_service_account_v1.confluence',
        'kubernetes_network_policy_v1.confluence',
      ],
    });
  });

  test('with nothing but what must be there', () => {
    const connector = deployed({ namespace: { create: false }, networkPolicy: false });
    expect(dependencies(stackOf(connector))).toEqual({
      secret: undefined,
      service_account: undefined,
      deployment: ['kubernetes_secret_v1.confluence', 'kubernetes_service_account_v1.confluence'],
    });
  });
});

describe('what the state may still have', () => {
  const former = (hosting: Partial<Terraform>) => {
    const { moved, removed } = stackOf(deployed(hosting));
    return { moved, removed };
  };

  test('a namespace is the same as the one that stood under its own name', () => {
    const to = 'kubernetes_namespace_v1.confluence';
    expect(former({})).toEqual({ moved: [{ from: 'kubernetes_namespace_v1.conductorone', to }] });
    expect(former({ namespace: { name: '1st' } })).toEqual({
      moved: [{ from: 'kubernetes_namespace_v1._1st', to }],
    });
    expect(former({ namespace: { name: 'confluence' } })).toEqual({});
  });

  test('a namespace that is no longer made is forgotten, and not destroyed', () => {
    const lifecycle = { destroy: false };
    expect(former({ namespace: { create: false } })).toEqual({
      removed: [
        { from: 'kubernetes_namespace_v1.conductorone', lifecycle },
        { from: 'kubernetes_namespace_v1.confluence', lifecycle },
      ],
    });
  });
});

test('what exists already is imported, but never the Secret', () => {
  const { import: imports } = stackOf(
    deployed({ adopt: ['Namespace', 'ServiceAccount', 'NetworkPolicy', 'Deployment'] }),
  );
  expect(imports).toEqual([
    { to: 'kubernetes_namespace_v1.confluence', id: 'conductorone' },
    { to: 'kubernetes_service_account_v1.confluence', id: 'conductorone/baton-confluence' },
    { to: 'kubernetes_network_policy_v1.confluence', id: 'conductorone/baton-confluence' },
    { to: 'kubernetes_deployment_v1.confluence', id: 'conductorone/baton-confluence' },
  ]);
});

test('of two connectors in a stack, one may have the name of the other’s namespace', () => {
  const json = synthesise((stack) => {
    const variable = new TerraformVariable(stack, 'value', { type: 'string' }).stringValue;
    const secret = { clientId: variable, clientSecret: variable, apiKey: variable };
    const props = { secret, secretIdentity: variable };
    const first = deployed({ namespace: { name: 'labs' } }, { name: 'wiki' });
    const second = deployed({ namespace: { name: 'wiki', create: false } }, { name: 'labs' });
    new KubernetesWorkload(stack, 'first', { connector: first, ...props });
    new KubernetesWorkload(stack, 'second', { connector: second, ...props });
  });
  const declared = addressesOf(json);
  const { moved = [], removed = [] } = json as unknown as {
    readonly moved?: readonly { readonly from: string }[];
    readonly removed?: readonly { readonly from: string }[];
  };
  expect(declared).toContain('kubernetes_namespace_v1.wiki');
  expect([...moved, ...removed].map(({ from }) => from)).toEqual(['kubernetes_namespace_v1.labs']);
});

test('the name of a namespace is kept, and guarded before its destruction', () => {
  const namespaceGuard = {
    command: ['npx', 'guard', `\${self.input.value}`],
    workingDirectory: '../../..',
    input: { context: `\${terraform_data.confluence_cluster.input.value}` },
  };
  expect(at(stackOf(deployed(), { namespaceGuard }), 'terraform_data.confluence_namespace')).toEqual({
    input: { value: 'conductorone', context: `\${terraform_data.confluence_cluster.input.value}` },
    lifecycle: {
      ignore_changes: ['input'],
      postcondition: [
        {
          condition: `\${self.input.value == "conductorone"}`,
          error_message: expect.stringContaining('Set hosting.namespace.create to false and deploy'),
        },
      ],
    },
    provisioner: [
      {
        'local-exec': {
          when: 'destroy',
          interpreter: ['npx', 'guard'],
          command: `\${self.input.value}`,
          working_dir: '../../..',
        },
      },
    ],
    depends_on: ['kubernetes_namespace_v1.confluence'],
  });
});

test('text that looks like Terraform’s is taken literally', () => {
  const json = stackOf(
    deployed({
      annotations: { note: `\${a} %{b}` },
      proxy: { https: 'http://proxy:3128', noProxy: [`\${c}`, '%{d}'] },
    }),
  );
  const annotations = { note: `$\${a} %%{b}` };
  for (const kind of ['secret', 'service_account', 'network_policy', 'deployment']) {
    expect(at(json, `kubernetes_${kind}_v1.confluence`)).toMatchObject({ metadata: { annotations } });
  }
  expect(at(json, 'kubernetes_deployment_v1.confluence')).toMatchObject({
    spec: {
      template: {
        metadata: { annotations },
        spec: {
          container: [{ env: expect.arrayContaining([{ name: 'NO_PROXY', value: `$\${c},%%{d}` }]) }],
        },
      },
    },
  });
});

test('two workloads in one namespace stand beside each other', () => {
  const first = addressesOf(stackOf(deployed()));
  const second = addressesOf(stackOf(deployed({ namespace: { create: false } }, { name: 'confluence-eu' })));
  expect(second.filter((address) => first.includes(address))).toEqual([]);
});
