import { describe, expect, test } from '@jest/globals';
import { parseConnector } from '../../src/config/loading/check.ts';
import { ConfigError } from '../../src/config/loading/problem.ts';
import { containsCredentials, isSecret, redactSecrets, shownKey, shownValue } from '../../src/text/redact.ts';
import { clientSecret, token } from '../config/mistakes/mistake.ts';
import { terraform } from '../support/configs.ts';

const hidden = '(value hidden)';

describe('a value', () => {
  test.each([
    ['site', 'acme wiki', '"acme wiki"'],
    ['site', 'a\nb', '"a\\nb"'],
    ['site', 'x'.repeat(39), `"${'x'.repeat(39)}"`],
    ['note', 'word '.repeat(20), `"${'word '.repeat(20).slice(0, 76)}..."`],
    ['site', undefined, 'nothing'],
    ['site', null, 'empty'],
    ['site', 42, '42'],
    ['site', false, 'false'],
    ['site', [], '[]'],
    ['site', ['a'], 'a list'],
    ['site', {}, 'a mapping'],
    ['image', `acme/wiki:1@sha256:${'0'.repeat(64)}`, `"acme/wiki:1@sha256:${'0'.repeat(57)}..."`],
    ['owner', 'jo@acme.com', '"jo@acme.com"'],
    [
      'path',
      '/etc/kubernetes/clusters/production-eu/kubeconfig.yaml',
      '"/etc/kubernetes/clusters/production-eu/kubeconfig.yaml"',
    ],
  ])('of %s is shown: %j', (key, value, shown) => {
    expect(shownValue(['connectors', 0, key], value)).toBe(shown);
  });

  test.each([
    ['site', token],
    ['site', token.toLowerCase()],
    ['site', `Token: ${token}.`],
    ['site', clientSecret],
    ['site', 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2ln'],
    ['site', '-----BEGIN CERTIFICATE-----'],
    ['site', 'x'.repeat(40)],
    ['site', ` ${'x'.repeat(40)}\n`],
    ['site', 'https://jo:pass@acme.atlassian.net'],
    ['site', 'https://jo:pa/ss@acme.atlassian.net'],
    ['site', 'jo:pass@proxy:3128'],
    ['apiKey', 'x'],
    ['api_key', 'x'],
    ['apikey', 42],
    ['variable', 'x'],
    ['access_key', 'x'],
    ['secret_key', 'x'],
    ['token', 'x'],
    ['apiToken', 'x'],
    ['clientSecret', 'x'],
    ['secrets', 'x'],
    ['password', 'x'],
    ['credentials', 'x'],
  ])('of %s is hidden: %j', (key, value) => {
    expect(shownValue(['connectors', 0, key], value)).toBe(hidden);
  });

  test('whose key could be a secret shows what cannot', () => {
    expect(shownValue(['apiKey'], true)).toBe('true');
    expect(shownValue(['apiKey'], ['x'])).toBe('a list');
  });
});

test.each([
  [0, '[0]'],
  ['site', '.site'],
  ['restrict_content-space', '.restrict_content-space'],
  ['app.kubernetes.io/name', '["app.kubernetes.io/name"]'],
  ['my "team"\n', '["my \\"team\\"\\n"]'],
  ['', '[""]'],
  [token, '[key hidden]'],
  ['x'.repeat(40), '[key hidden]'],
])('the key %j is shown as %s', (key, shown) => {
  expect(shownKey(key)).toBe(shown);
});

test('somebody else’s text loses its secrets, and nothing else', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----';
  expect(redactSecrets(`{"key":"${token}","secret":"${clientSecret}"} of ${'x'.repeat(64)}`)).toBe(
    `{"key":"(hidden)","secret":"(hidden) of ${'x'.repeat(64)}`,
  );
  expect(redactSecrets(`a\n${key}\nb`)).toBe('a\n(hidden)\nb');
  expect(redactSecrets(key.slice(0, 40))).toBe('(hidden)');
  expect(redactSecrets(`${key.slice(30)}\nb\n${key}\nc`)).toBe('(hidden)\nb\n(hidden)\nc');
});

test.each([
  ['Authorization: Basic am9AYWNtZS5jb206Y2FuYXJ5MQ==', 'Authorization: Basic (hidden)'],
  ['{"authorization":"bearer canary.1-x_y~z+/="}', '{"authorization":"bearer (hidden)"}'],
  ['Basic%20am9AYWNtZS5jb206Y2FuYXJ5MQ%3D%3D', 'Basic%20(hidden)'],
  ['proxy http://jo:canary@proxy:3128 refused', 'proxy http://jo:(hidden)@proxy:3128 refused'],
  ['token eyJhbGciOiJI.eyJjYW5hcnkiOjF9.c2ln-_ expired', 'token (hidden) expired'],
  ['basic authentication is switched off', 'basic authentication is switched off'],
  ['Bearer authorization: 401', 'Bearer authorization: 401'],
  [
    'at https://acme.atlassian.net:443/wiki?a=jo@acme.com',
    'at https://acme.atlassian.net:443/wiki?a=jo@acme.com',
  ],
  ['image registry/x@sha256:0123456789abcdef', 'image registry/x@sha256:0123456789abcdef'],
])('somebody else’s text %j is told as %j', (text, told) => {
  expect(redactSecrets(text)).toBe(told);
});

test.each([
  [token, true],
  [`ATCTT3xFfGN0${'x'.repeat(20)}`, true],
  [clientSecret, true],
  ['-----BEGIN RSA PRIVATE KEY-----', true],
  ['-----BEGIN PRIVATE KEY-----', true],
  ['-----BEGIN CERTIFICATE-----', false],
  ['ATATT', false],
  ['x'.repeat(64), false],
  ['Keep the secret token elsewhere.', false],
])('%j is a secret beyond doubt: %j', (text, secret) => {
  expect(isSecret(text)).toBe(secret);
});

describe('of any length', () => {
  const long = 6_000_000;
  const texts: readonly string[] = [
    'x'.repeat(long),
    `ATATT${'x'.repeat(long)}`,
    `secret-token:${'x'.repeat(long)}`,
    `-----BEGIN PRIVATE KEY-----${'x'.repeat(long)}`,
    'word '.repeat(long / 5),
    'basic '.repeat(long / 6),
    ':'.repeat(long),
    `http://${':'.repeat(long)}`,
    `http://${'x'.repeat(long)}`,
    `http://a:${'x'.repeat(long)}`,
    `bearer ${'x'.repeat(long)}`,
    `eyJ${'x'.repeat(long)}`,
    `eyJ${'x'.repeat(9)}.eyJ${'x'.repeat(long)}`,
  ];

  test('a text is looked at, and hidden where it is too long to say what it is', () => {
    for (const text of texts) {
      expect(shownValue(['site'], text)).toBe(hidden);
      expect(shownKey(text)).toBe('[key hidden]');
      expect(redactSecrets(text).length).toBeLessThanOrEqual(text.length + 10);
    }
    expect(texts.map(isSecret)).toEqual(texts.map((_, index) => [1, 2, 3].includes(index)));
    expect(texts.filter(containsCredentials)).toEqual(texts.filter((text) => text.startsWith('bearer ')));
  });

  test('a connector that is given as props is refused, with a message', () => {
    // As long as one in a file may be.
    for (const username of texts.map((text) => text.slice(0, 2 ** 20))) {
      expect(() => parseConnector({ ...terraform, username }, 'wiki', '2026-01-01')).toThrow(ConfigError);
    }
  });
});
