import { expect, test } from '@jest/globals';
import { utcToday } from '../../../src/config/date.ts';
import { checkConfig, parseConnector } from '../../../src/config/loading/check.ts';
import type { ConfigError } from '../../../src/config/loading/problem.ts';
import { cloud, problemText, terraform, today } from '../../support/configs.ts';
import { token } from '../mistakes/mistake.ts';

const check = (...connectors: readonly unknown[]) =>
  checkConfig({ conductorone: { tenant: 'acme' }, connectors }, today);

function thrown(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    return error as ConfigError;
  }
  throw new Error('nothing was thrown');
}

test('typed props are named by their construct', () => {
  const error = thrown(() =>
    parseConnector(
      { ...cloud, site: 'http://acme', owners: ['a', 'A'], name: undefined },
      'stack/wiki',
      today,
    ),
  );
  expect(error.name).toBe('ConfigError');
  expect(error.problems.map(problemText)).toEqual(['site invalid-value', 'owners[1] duplicate']);
  expect(error.problems.map(({ path }) => path)).toEqual([['site'], ['owners', 1]]);
  expect(error.message).toMatchInlineSnapshot(`
"stack/wiki: site: "http://acme": not a site. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
stack/wiki: owners[1]: "A": named twice. Remove one."
`);
});

test('typed props hold no secret', () => {
  const input = { ...terraform, app: { create: { displayName: 'Wiki', instructions: `Use ${token}` } } };
  const { message, problems } = thrown(() => parseConnector(input, 'wiki', today));
  expect(problems.map(problemText)).toEqual(['app.create.instructions secret-in-file']);
  expect(message).not.toContain(token);
  expect(message).toMatchInlineSnapshot(
    `"wiki: app.create.instructions: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it."`,
  );
});

test('typed props that go round in circles are only wrong', () => {
  const owners: unknown[] = [];
  owners.push(owners);
  const { message, problems } = thrown(() => parseConnector({ ...cloud, owners }, 'wiki', today));
  expect(problems.map(problemText)).toEqual(['owners[0] wrong-type']);
  expect(message).toMatchInlineSnapshot(
    `"wiki: owners[0]: a list: expected text. Write the e-mail address or the user id of a ConductorOne user."`,
  );
});

test('sound props get their defaults', () => {
  expect(parseConnector(cloud, 'wiki', today)).toMatchObject({
    name: 'confluence',
    site: 'acme.atlassian.net',
    hosting: { type: 'cloud' },
  });
});

test('today is a day', () => {
  expect(utcToday()).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
});

test.each([
  ['one namespace in two clusters', hosting('prod', {}), hosting('labs', {})],
  ['two namespaces in one cluster', hosting('prod', { name: 'a' }), hosting('prod', { name: 'b' })],
  ['a namespace that one of them makes', hosting('prod', {}), hosting('prod', { create: false })],
  [
    'one existing app',
    { ...cloud, app: { existing: { id: 'wiki' } } },
    { ...cloud, app: { existing: { id: 'wiki' } } },
  ],
  [
    'one variable',
    { ...cloud, apiKey: { variable: 'token' } },
    { ...cloud, apiKey: { variable: 'token' }, app: { existing: { id: 'wiki' } } },
  ],
])('two connectors may have %s', (_what, first, second) => {
  expect(check({ ...first, name: 'first' }, { ...second, name: 'second' }).errors).toEqual([]);
});

test.each([
  ['a custom host that is allowed', { ...cloud, site: 'wiki.acme.com', allowCustomHost: true }],
  ['a token that expires today', { ...cloud, apiKey: { expires: today } }],
  ['a scoped token with another image', scoped('registry.acme.com/confluence-sync:1.0.0')],
  ['empty entitlements with RBAC', workload({ useRbac: true, entitlements: {} })],
  ['entitlements without RBAC', workload({ useRbac: false, entitlements: { nouns: ['space'] } })],
  ['requests at the limits', workload({ resources: { requests: { cpu: '1000m', memory: '2048Mi' } } })],
  ['a kubeconfig with a blank in its path', workload({ cluster: kubeconfig('/home/jo/my kube/config') })],
  ['a toleration of everything', workload({ tolerations: [{ operator: 'Exists' }] })],
  ['labels that only begin like reserved ones', workload({ labels: { 'baton-apps': 'x', apps: 'x' } })],
])('%s is fine', (_what, input) => {
  expect(check(input).errors).toEqual([]);
});

function workload(keys: object) {
  return { ...terraform, hosting: { ...terraform.hosting, ...keys } };
}

function hosting(context: string, namespace: object) {
  return {
    ...workload({ cluster: { kubeconfig: { context } }, namespace }),
    app: { existing: { id: 'wiki' } },
  };
}

function scoped(image: string) {
  return { ...workload({ image }), cloudId: '0aa3f1c2-0000-4000-8000-000000000000' };
}

function kubeconfig(path: string) {
  return { kubeconfig: { path, context: 'prod' } };
}
