import { describe, expect, test } from '@jest/globals';
import type { SelfHostedConnectorConfig } from '../../src/config/schema/config.ts';
import {
  runtimeSettingNames,
  variableOfKey,
  variablesWithoutKey,
} from '../../src/config/schema/runtime-settings.ts';
import { environment } from '../../src/kubernetes/environment.ts';
import { secretData } from '../../src/kubernetes/secrets.ts';
import { settings as programSettings, variableOf } from '../../src/runtime/cli/settings.ts';
import { everyOption, hosted } from './connectors.ts';

const byDefault = {
  BATON_LOG_LEVEL: 'info',
  BATON_HEALTH_CHECK: 'true',
  BATON_HEALTH_CHECK_BIND_ADDRESS: '0.0.0.0',
  BATON_HEALTH_CHECK_PORT: '8081',
  BATON_SKIP_PERSONAL_SPACES: 'true',
  TMPDIR: '/tmp',
};

/** What an image of confluence-sync gets instead of the Secret's keys. */
const fromFiles = {
  BATON_DOMAIN_URL: 'https://acme.atlassian.net',
  BATON_CLIENT_ID_FILE: '/etc/confluence-connector/secret/BATON_CLIENT_ID',
  BATON_CLIENT_SECRET_FILE: '/etc/confluence-connector/secret/BATON_CLIENT_SECRET',
  BATON_API_KEY_FILE: '/etc/confluence-connector/secret/BATON_API_KEY',
  BATON_USERNAME_FILE: '/etc/confluence-connector/secret/BATON_USERNAME',
};

test('by default: logs, a reachable health server, no personal spaces, a temporary folder', () => {
  expect(environment(hosted())).toEqual(byDefault);
});

const proxied = 'http://proxy.acme.internal:3128';

const settings: readonly (readonly [
  setting: string,
  connector: SelfHostedConnectorConfig,
  variables: Record<string, string>,
])[] = [
  ['logLevel: debug', hosted({ logLevel: 'debug' }), { BATON_LOG_LEVEL: 'debug' }],
  ['logLevel: error', hosted({ logLevel: 'error' }), { BATON_LOG_LEVEL: 'error' }],
  ['one noun', hosted({ entitlements: { nouns: ['space'] } }), { BATON_NOUN: 'space' }],
  ['nouns', hosted({ entitlements: { nouns: ['space', 'page'] } }), { BATON_NOUN: 'space,page' }],
  [
    'verbs',
    hosted({ entitlements: { verbs: ['restrict_content', 'read'] } }),
    { BATON_VERB: 'restrict_content,read' },
  ],
  [
    'nouns and verbs',
    hosted({ entitlements: { nouns: ['page'], verbs: ['archive'] } }),
    { BATON_NOUN: 'page', BATON_VERB: 'archive' },
  ],
  ['useRbac', hosted({ useRbac: true }), { BATON_USE_RBAC: 'true' }],
  ['provisioning', hosted({ provisioning: true }), { BATON_PROVISIONING: 'true' }],
  [
    'cloudId',
    hosted({ image: 'acme/sync:1.0.0' }, { cloudId: '0aa3f1c2-0000-4000-8000-000000000000' }),
    { BATON_CLOUD_ID: '0aa3f1c2-0000-4000-8000-000000000000' },
  ],
  ['proxy', hosted({ proxy: { https: proxied } }), { HTTPS_PROXY: proxied }],
  [
    'proxy with exceptions',
    hosted({ proxy: { https: proxied, noProxy: ['10.0.0.0/8', '.acme.internal'] } }),
    { HTTPS_PROXY: proxied, NO_PROXY: '10.0.0.0/8,.acme.internal' },
  ],
  [
    'caBundle',
    hosted({ caBundle: { configMap: 'ca' } }),
    {
      SSL_CERT_DIR: '/etc/confluence-connector/ca',
      NODE_EXTRA_CA_CERTS: '/etc/confluence-connector/ca/ca.crt',
    },
  ],
  [
    'caBundle with a key',
    hosted({ caBundle: { configMap: 'ca', key: 'bundle.pem' } }),
    {
      SSL_CERT_DIR: '/etc/confluence-connector/ca',
      NODE_EXTRA_CA_CERTS: '/etc/confluence-connector/ca/bundle.pem',
    },
  ],
];

test.each(settings)('%s', (_, connector, variables) => {
  expect(environment(connector)).toEqual({ ...byDefault, ...variables });
});

describe('what reaches confluence-sync', () => {
  /** The Secret's, and what is of no use to a service that syncs a site as a whole. */
  const withoutKey = [
    ...['api-key', 'client-id', 'client-secret', 'username'],
    ...['file', 'force', 'storage-engine', 'sync-resources', 'skip-grants'],
    ...['grant-entitlement', 'grant-principal', 'grant-principal-type', 'revoke-grant'],
    ...programSettings
      .map(({ name }) => name)
      .filter((name) => variablesWithoutKey.includes(variableOf(name))),
  ];

  test('every setting has a key, and every key is a setting', () => {
    const reached = Object.keys(environment({ ...everyOption, skipPersonalSpaces: true }));
    const ofRoles = Object.keys(environment(hosted({ useRbac: true })));
    const missing = programSettings
      .map(({ name }) => name)
      .filter((name) => ![...reached, ...ofRoles].includes(variableOf(name)));
    expect(missing.toSorted()).toEqual(withoutKey.toSorted());
    const known: readonly string[] = programSettings.map(({ name }) => variableOf(name));
    const secrets = Object.keys(secretData(everyOption, { clientId: '', clientSecret: '', apiKey: '' }));
    const set = [...reached, ...ofRoles, ...secrets].filter((name) => name.startsWith('BATON_'));
    expect(set.filter((name) => !known.includes(name))).toEqual([]);
  });

  test.each(runtimeSettingNames.map((name) => ({ name })))('$name, as it is written there', ({ name }) => {
    const variable = variableOfKey(name);
    const value = environment(everyOption)[variable] ?? '';
    const setting = programSettings.find((each) => variableOf(each.name) === variable);
    expect(setting?.schema.safeParse(value)).toMatchObject({ success: true });
    expect(value).not.toBe('');
  });

  test('what has no key may stand in env, and no other setting of Baton connectors', () => {
    const withEnv = (name: string) =>
      hosted({ image: 'acme/confluence-sync:1.0.0', env: [{ name, value: '/etc/x' }] }).hosting.env;
    for (const name of variablesWithoutKey) expect(withEnv(name)).toEqual([{ name, value: '/etc/x' }]);
    expect(() => withEnv('BATON_TICKETING')).toThrow(/has no such setting/);
  });

  test('what is switched off is left out', () => {
    const connector = hosted({ image: 'acme/confluence-sync:1.0.0', skipArchivedSpaces: false });
    expect(environment(connector)).toEqual({ ...byDefault, ...fromFiles });
  });
});

test('skipPersonalSpaces: false', () => {
  const { BATON_SKIP_PERSONAL_SPACES: _, ...others } = byDefault;
  expect(environment(hosted({}, { skipPersonalSpaces: false }))).toEqual(others);
});

test('no key of the Secret is there if all of them come from it', () => {
  const keys = Object.keys(secretData(hosted(), { clientId: '', clientSecret: '', apiKey: '' }));
  expect(keys).toHaveLength(5);
  expect(Object.keys(environment(hosted())).filter((name) => keys.includes(name))).toEqual([]);
});

test.each([
  ['an image of confluence-sync', hosted({ image: 'acme/confluence-sync:1.0.0' })],
  ['the one that is made here', hosted({ image: 'bundled' })],
  ['another name of it', hosted({ image: 'acme/sync:1.0.0', mountSecret: true })],
])('files of the Secret, for %s', (_, connector) => {
  expect(environment(connector)).toEqual({ ...byDefault, ...fromFiles });
});

test.each([
  ['an image of another name', hosted({ image: 'acme/sync:1.0.0' })],
  ['whoever wants variables', hosted({ image: 'acme/confluence-sync:1.0.0', mountSecret: false })],
])('variables of the Secret, for %s', (_, connector) => {
  expect(environment(connector)).toEqual(byDefault);
});
