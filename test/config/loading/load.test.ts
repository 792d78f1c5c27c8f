import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { exampleFile } from '../../../src/config/loading/find.ts';
import { loadConfig, parseConfig } from '../../../src/config/loading/load.ts';
import type { ConfigError } from '../../../src/config/loading/problem.ts';
import { errorLines, problemsIn, problemText, today } from '../../support/configs.ts';
import { temporaryFolder } from '../../support/files.ts';
import { delivered, deployed, fileOf, token } from '../mistakes/mistake.ts';

const load = (yaml: string) => parseConfig(yaml, 'connector.yaml', { today });
const inWords = (yaml: string) => errorLines(yaml).join('\n');
const first = (yaml: string) => load(yaml).config.connectors[0];

describe('defaults', () => {
  test('of a cloud-hosted connector', () => {
    expect(load(fileOf({})).config).toEqual({
      conductorone: { tenant: 'acme', credentials: 'environment' },
      connectors: [
        {
          name: 'confluence',
          site: 'acme.atlassian.net',
          allowCustomHost: false,
          username: 'bot@acme.com',
          apiKey: {},
          skipPersonalSpaces: true,
          app: { existing: { id: 'wiki' } },
          owners: [],
          hosting: { type: 'cloud' },
        },
      ],
    });
  });

  const workload = {
    type: 'self-hosted',
    namespace: { name: 'conductorone', create: true, podSecurity: 'restricted' },
    image: 'public.ecr.aws/conductorone/baton-confluence:0.0.24',
    imagePullSecrets: [],
    entitlements: {},
    useRbac: false,
    provisioning: false,
    logLevel: 'info',
    resources: {
      requests: { cpu: '100m', memory: '512Mi', 'ephemeral-storage': '2Gi' },
      limits: { cpu: '1', memory: '2Gi', 'ephemeral-storage': '2Gi' },
    },
    nodeSelector: {},
    tolerations: [],
    labels: {},
    annotations: {},
    networkPolicy: true,
    platform: 'kubernetes',
    replicas: 1,
    pod: {},
    egressPorts: [],
    env: [],
    mountSecret: false,
    secretRevision: 1,
  };

  test('of one delivered by Terraform', () => {
    expect(first(fileOf(deployed({ cluster: '{ kubeconfig: { context: prod } }' })))?.hosting).toEqual({
      ...workload,
      delivery: 'terraform',
      cluster: { kubeconfig: { context: 'prod' } },
      adopt: [],
      ignoreChanges: [],
      manifests: false,
      rolloutTimeout: '10m',
    });
  });

  test('of one delivered as YAML', () => {
    expect(first(fileOf(delivered()))?.hosting).toEqual({
      ...workload,
      delivery: 'gitops',
      secrets: { from: 'template' },
    });
  });

  test('of external secrets, a proxy and a CA bundle', () => {
    const yaml = fileOf(
      delivered({
        secrets: {
          from: 'external-secrets',
          store: '{ name: vault }',
          keys: '{ clientId: { key: a }, clientSecret: { key: b }, apiKey: { key: c, property: d } }',
        },
        proxy: '{ https: "http://proxy:3128" }',
        caBundle: '{ configMap: corporate-ca }',
      }),
    );
    expect(first(yaml)?.hosting).toMatchObject({
      secrets: {
        from: 'external-secrets',
        store: { name: 'vault', kind: 'ClusterSecretStore' },
        refreshInterval: '1h',
        keys: { clientId: { key: 'a' }, clientSecret: { key: 'b' }, apiKey: { key: 'c', property: 'd' } },
      },
      proxy: { https: 'http://proxy:3128', noProxy: [] },
      caBundle: { configMap: 'corporate-ca', key: 'ca.crt' },
    });
  });
});

test.each([
  [
    'new, with options',
    '{ create: { displayName: Wiki, monthlyCostUsd: 6 } }',
    { create: { displayName: 'Wiki', monthlyCostUsd: 6 } },
  ],
  ['existing, by id', '{ existing: { id: 2abcDEF } }', { existing: { id: '2abcDEF' } }],
  [
    'existing, by display name',
    '{ existing: { displayName: "Wiki (labs)" } }',
    { existing: { displayName: 'Wiki (labs)' } },
  ],
])('an app may be %s', (_way, app, expected) => {
  expect(first(fileOf({ app }))?.app).toEqual(expected);
});

test.each([
  ['acme', 'acme.atlassian.net'],
  ['https://ACME.atlassian.net/wiki/home', 'acme.atlassian.net'],
])('the site %s becomes a host', (site, host) => {
  expect(first(fileOf({ site }))?.site).toBe(host);
});

test.each([
  ['azurerm', { key: '{connector}.tfstate', use_azuread_auth: true, client_secret_file_path: '/run/secret' }],
  ['consul', { path: 'terraform/{connector}', address: 'consul.acme.com:8500' }],
  ['gcs', { bucket: 'acme', prefix: 'wiki/{connector}', kms_encryption_key: 'projects/acme/keys/state' }],
  ['http', { address: 'https://state.acme.com:8443/{connector}', username: 'terraform', retry_max: 5 }],
  ['kubernetes', { secret_suffix: '{connector}', labels: { 'acme.com/team': 'identity' } }],
  ['local', { path: '/mnt/terraform/{connector}.tfstate' }],
  [
    'pg',
    { schema_name: '{connector}', conn_str: 'postgres://terraform@db.acme.com/state?sslmode=verify-full' },
  ],
  ['cloud', { organization: 'acme', workspaces: { name: 'confluence-{connector}', project: 'wiki' } }],
  ['remote', { hostname: 'tfe.acme.com', organization: 'acme', workspaces: { name: '{connector}' } }],
  [
    's3',
    { bucket: 'acme-{connector}', key: 'state', assume_role: { role_arn: 'arn', policy_arns: ['arn'] } },
  ],
])('a state in %s is taken as written', (backend, settings) => {
  const { config } = load(`${fileOf({})}state: ${JSON.stringify({ backend, settings })}\n`);
  expect(config.state).toEqual({ backend, settings });
});

describe('where others run Terraform', () => {
  const settings = { organization: 'acme', workspaces: { name: '{connector}' } };
  const stateIn = (backend: string) => `${fileOf({})}state: ${JSON.stringify({ backend, settings })}\n`;

  test.each(['cloud', 'remote'])('of %s, a note says what the workspaces need', (backend) => {
    const { noted, notes } = load(stateIn(backend));
    expect(noted.map(problemText)).toEqual(['7:19 state.backend local-execution-required']);
    expect(notes.join()).toContain(`: "${backend}": `);
  });

  test('in words', () => {
    expect(load(stateIn('cloud')).notes.join('\n')).toMatchInlineSnapshot(
      `"connector.yaml:7:19: state.backend: "cloud": set the workspaces to the local execution mode: elsewhere, Terraform has neither your variables and kubeconfig nor the command that waits for a rollout."`,
    );
  });
});

test('anchors and aliases are followed, any number of them', () => {
  const yaml = `
conductorone: { tenant: acme }
connectors:
${Array.from(
  { length: 150 },
  (_, index) =>
    `  - { name: wiki-${index}, site: acme, username: bot@acme.com, app: ${index === 0 ? '&app { existing: { id: wiki } }' : '*app'}, hosting: { type: cloud } }`,
).join('\n')}
`;
  expect(load(yaml).config.connectors.map(({ app }) => app.existing?.id)).toEqual(Array(150).fill('wiki'));
});

test('a mistake behind an alias stands at the alias', () => {
  const yaml = fileOf({ owners: '&all [Jo Doe]' }, { name: 'labs', owners: '*all' });
  expect(problemsIn(yaml)).toEqual([
    '7:19 connectors[0].owners[0] invalid-value',
    '13:13 connectors[1].owners[0] invalid-value',
  ]);
  expect(inWords(yaml)).toMatchInlineSnapshot(`
"connector.yaml:7:19: connectors[0].owners[0]: "Jo Doe": not an e-mail address or user id. Write the e-mail address or the user id of a ConductorOne user.
connector.yaml:13:13: connectors[1].owners[0]: "Jo Doe": not an e-mail address or user id. Write the e-mail address or the user id of a ConductorOne user."
`);
});

describe('what connectors share', () => {
  const merged = (shared: string) => `
x-connector: &connector
  username: bot@acme.com
  ${shared}
  hosting: &hosting { type: self-hosted, delivery: gitops, image: acme/wiki:1.2.3, secrets: { from: template } }
conductorone: { tenant: acme }
connectors:
  - { <<: *connector, site: acme, app: { existing: { id: wiki } } }
  - <<: *connector
    name: labs
    site: acme-labs
    username: labs@acme.com
    app: { existing: { id: labs } }
    hosting: { <<: *hosting, namespace: { name: labs } }
`;

  test('stands under a key that begins with x-, and is merged into each', () => {
    const { config, notes } = load(merged('skipPersonalSpaces: false'));
    expect(config).not.toHaveProperty('x-connector');
    expect(config.connectors).toMatchObject([
      { site: 'acme.atlassian.net', username: 'bot@acme.com', skipPersonalSpaces: false },
      { site: 'acme-labs.atlassian.net', username: 'labs@acme.com', skipPersonalSpaces: false },
    ]);
    expect(config.connectors.map(({ hosting }) => hosting)).toMatchObject([
      { image: 'acme/wiki:1.2.3', namespace: { name: 'conductorone' } },
      { image: 'acme/wiki:1.2.3', namespace: { name: 'labs' } },
    ]);
    expect(notes).toEqual([]);
  });

  test('is wrong where it is written, in each', () => {
    const yaml = merged('skipPersonalSpace: false');
    expect(problemsIn(yaml)).toEqual([
      '4:3 connectors[0].skipPersonalSpace unknown-key',
      '4:3 connectors[1].skipPersonalSpace unknown-key',
    ]);
    expect(inWords(yaml)).toMatchInlineSnapshot(`
"connector.yaml:4:3: connectors[0].skipPersonalSpace: unknown key. Did you mean "skipPersonalSpaces"?
connector.yaml:4:3: connectors[1].skipPersonalSpace: unknown key. Did you mean "skipPersonalSpaces"?"
`);
  });

  test('is checked for secrets, used or not', () => {
    const yaml = `${fileOf({})}x-token: ${token}\nx-merged: { <<: 3 }\n`;
    expect(problemsIn(yaml)).toEqual(['7:10 x-token secret-in-file', '8:17 x-merged["<<"] wrong-type']);
    expect(inWords(yaml)).not.toContain(token);
    expect(inWords(yaml)).toMatchInlineSnapshot(`
"connector.yaml:7:10: x-token: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.
connector.yaml:8:17: x-merged["<<"]: 3: expected a mapping, or a list of mappings. Name the anchor of one: <<: *name."
`);
  });

  test.each(['X-defaults', 'x_defaults', 'x'])('has no other place: %s', (key) => {
    const yaml = `${fileOf({})}${key}: {}\n`;
    expect(problemsIn(yaml)).toEqual([`7:1 ${key} unknown-key`]);
    expect(inWords(yaml)).toMatch(/; and what begins with x-, for anchors of your own[.]$/);
  });

  test('has none within a connector', () => {
    const yaml = fileOf({ 'x-defaults': '{}' });
    expect(problemsIn(yaml)).toEqual(['7:5 connectors[0].x-defaults unknown-key']);
    expect(inWords(yaml)).toMatchInlineSnapshot(
      `"connector.yaml:7:5: connectors[0].x-defaults: unknown key. Known keys: name, site, allowCustomHost, cloudId, username, apiKey, skipPersonalSpaces, app, owners, rules, review, hosting."`,
    );
  });
});

describe('a file', () => {
  test('is loaded: the example', () => {
    const { config, notes, noted } = loadConfig(exampleFile, { today });
    expect(config.connectors.map(({ name, hosting }) => [name, hosting.type])).toEqual([
      ['confluence', 'cloud'],
      ['confluence-eu', 'self-hosted'],
      ['confluence-labs', 'self-hosted'],
    ]);
    expect({ notes, noted }).toEqual({ notes: [], noted: [] });
  });

  test('is judged by today, unless told otherwise', async () => {
    const file = join(await temporaryFolder(), 'connector.yaml');
    await writeFile(file, fileOf({ apiKey: '{ expires: 2020-01-01 }' }));
    expect(() => loadConfig(file)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ code: 'api-token-expired' })] }),
    );
    expect(loadConfig(file, { today: '2019-01-01' }).notes).toEqual([]);
  });

  test('may have a byte order mark and the line ends of Windows', () => {
    const yaml = `\uFEFF${fileOf({ usrname: 'x' }).replaceAll('\n', '\r\n')}`;
    expect(problemsIn(yaml)).toEqual(['7:5 connectors[0].usrname unknown-key']);
    expect(inWords(yaml)).toMatchInlineSnapshot(
      `"connector.yaml:7:5: connectors[0].usrname: unknown key. Did you mean "username"?"`,
    );
  });

  test('that is missing, a folder or closed is named, with what to do', async () => {
    const folder = await temporaryFolder();
    const missing = join(folder, 'missing.yaml');
    const closed = join(folder, 'closed.yaml');
    await mkdir(join(folder, 'folder.yaml'));
    await writeFile(closed, '');
    await chmod(closed, 0);
    const said = (file: string) => {
      try {
        loadConfig(file);
        return undefined;
      } catch (error) {
        const { name, message } = error as ConfigError;
        return `${name} ${message.replace(file, '<file>')}`;
      }
    };
    expect(said(missing)).toMatchInlineSnapshot(
      `"ConfigError <file>: no such file. Write one with "npx --no -- confluence-connector init", or name another with $CONNECTOR_CONFIG."`,
    );
    expect(said(folder)).toMatchInlineSnapshot(`"ConfigError <file>: is a folder. Name the file in it."`);
    expect(said(join(exampleFile, 'x'))).toMatchInlineSnapshot(
      `"ConfigError <file>: cannot be read (ENOTDIR)."`,
    );
    // Whoever may read everything finds an empty file.
    if (process.getuid?.() === 0)
      expect(said(closed)).toMatch(/^ConfigError <file>:1:1: empty: expected a mapping[.] /);
    else expect(said(closed)).toBe('ConfigError <file>: may not be read. Check its permissions.');
  });
});
