import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConnectorInput } from '../../src/config/schema/config.ts';
import type { Found } from './outside.ts';
import { Outside } from './outside.ts';

let outside: Outside;
beforeAll(async () => {
  outside = await Outside.start();
});
afterAll(() => outside.stop());
beforeEach(() => {
  outside.conductorOne.tenant.apps.clear();
  outside.conductorOne.requests.length = 0;
});

/** What is said of ConductorOne as a whole. */
const login = async (environment: Readonly<Record<string, string>> = {}) => {
  const { run } = await outside.workspace([outside.connector()], environment);
  const { stdout } = await run('doctor', '--json');
  const { checks } = JSON.parse(stdout) as { readonly checks: readonly Found[] };
  return {
    login: checks.find(({ subject }) => subject === 'conductorone'),
    others: checks.filter(({ name }) => name === 'app' || name === 'owners'),
    stdout,
  };
};
const host = () => new URL(outside.conductorOne.url).host;
/** Nothing is asked for but what there is. */
const looks = (environment: Partial<ConnectorInput>) => outside.examine(outside.connector(environment));

describe('the login', () => {
  test('is accepted', async () => {
    expect((await login()).login).toEqual({
      subject: 'conductorone',
      name: 'login',
      state: 'ok',
      message: `${host()} accepts CONDUCTORONE_CLIENT_ID and CONDUCTORONE_CLIENT_SECRET`,
    });
    expect(outside.conductorOne.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /auth/v1/token',
      'POST /api/v1/search/apps',
    ]);
  });

  test('is not tried without credentials', async () => {
    expect(await login({ CONDUCTORONE_CLIENT_ID: '' })).toMatchObject({
      login: {
        state: 'skipped',
        message: 'ConductorOne was not asked: no credentials',
        remedy:
          'Set CONDUCTORONE_CLIENT_ID and CONDUCTORONE_CLIENT_SECRET to an API credential of ConductorOne.',
      },
      others: [],
    });
    expect(outside.conductorOne.requests).toEqual([]);
  });

  test('is refused, and keeps the credentials to itself', async () => {
    const stranger = `stranger@${host()}/spc`;
    const found = await login({ CONDUCTORONE_CLIENT_ID: stranger });
    expect(found).toMatchObject({
      login: {
        state: 'failed',
        message: `ConductorOne: ${host()} refuses the credentials of ${stranger} (HTTP 400).`,
        remedy: `Check CONDUCTORONE_CLIENT_ID and CONDUCTORONE_CLIENT_SECRET, and that they belong to ${host()}.`,
      },
      others: [],
    });
    expect(found.stdout).not.toContain(outside.conductorOne.credentials.clientSecret.slice(-20));
  });
});

describe('the app', () => {
  test('will be made', async () => {
    expect((await looks({})).get('app')).toEqual({
      name: 'app',
      state: 'ok',
      message: '"Confluence" will be made',
      details: { ids: [] },
    });
  });

  test('is made already, or would be there twice', async () => {
    const { id } = outside.conductorOne.tenant.addApp('Confluence');
    expect((await looks({})).get('app')).toEqual({
      name: 'app',
      state: 'ok',
      message: '"Confluence" is there already: this connector’s own, or there will be one more of that name',
      details: { ids: [id] },
    });
  });

  test('is found by its name, whatever its case is', async () => {
    outside.conductorOne.tenant.addApp('The Wiki of old');
    const { id } = outside.conductorOne.tenant.addApp('The Wiki');
    const app = { existing: { displayName: 'the wiki' } };
    expect((await looks({ app })).get('app')).toEqual({
      name: 'app',
      state: 'ok',
      message: `"the wiki" is ${id}`,
      details: { ids: [id] },
    });
  });

  test.each([0, 2])('is not the only one of its name: %i', async (count) => {
    const ids = Array.from({ length: count }, () => outside.conductorOne.tenant.addApp('Wiki').id);
    expect((await looks({ app: { existing: { displayName: 'Wiki' } } })).get('app')).toEqual({
      name: 'app',
      state: 'failed',
      message: `ConductorOne does not know exactly one app with the display name "Wiki": ${count ? ids.join(', ') : 'there is none'}.`,
      remedy: 'Check its spelling, or use its id instead: app: { existing: { id: … } }.',
      details: { ids },
    });
  });

  test('is found by its id', async () => {
    const { id } = outside.conductorOne.tenant.addApp('Wiki');
    expect((await looks({ app: { existing: { id } } })).get('app')).toEqual({
      name: 'app',
      state: 'ok',
      message: `${id} is "Wiki"`,
    });
  });

  test('is not found by its id', async () => {
    expect((await looks({ app: { existing: { id: '2nowhere' } } })).get('app')).toEqual({
      name: 'app',
      state: 'failed',
      message: 'ConductorOne knows no app 2nowhere.',
      remedy: 'Copy app.existing.id from the address bar of ConductorOne.',
    });
  });

  test('may not be looked for', async () => {
    outside.conductorOne.inject({ method: 'POST', path: /search[/]apps$/, status: 403 });
    expect((await looks({})).get('app')).toEqual({
      name: 'app',
      state: 'failed',
      message: 'ConductorOne answers 403 to POST search/apps: injected fault 403',
      remedy: 'Give the API credential the role Connector Administrator.',
    });
  });
});

describe('the owners', () => {
  test('are those of the connector and of a new app', async () => {
    const { tenant } = outside.conductorOne;
    for (const email of ['ann@acme.com', 'bob@acme.com']) tenant.addUser(email);
    const create = { displayName: 'Confluence', owners: ['ann@acme.com', 'bob@acme.com', '2user'] };
    expect((await looks({ app: { create }, owners: ['ann@acme.com'] })).get('owners')).toEqual({
      name: 'owners',
      state: 'ok',
      message: 'ConductorOne knows ann@acme.com, bob@acme.com',
    });
  });

  test('are known, and ids are taken as they are', async () => {
    outside.conductorOne.tenant.addUser('jo@acme.com');
    expect((await looks({ owners: ['Jo@acme.com', '2user'] })).get('owners')).toEqual({
      name: 'owners',
      state: 'ok',
      message: 'ConductorOne knows Jo@acme.com',
    });
    expect((await looks({ owners: ['2user'] })).has('owners')).toBe(false);
  });

  test('are unknown, or several', async () => {
    const twins = ['sam@acme.com', 'sam@acme.com'].map(
      (email) => outside.conductorOne.tenant.addUser(email).id,
    );
    const owners = ['nobody@acme.com', 'terraform@acme.com', 'sam@acme.com'];
    expect((await looks({ owners })).get('owners')).toEqual({
      name: 'owners',
      state: 'failed',
      message: `ConductorOne does not know exactly one user with the e-mail address nobody@acme.com (nobody), sam@acme.com (${twins.join(', ')}).`,
      remedy: 'Check the spelling, or use the user’s id instead.',
    });
  });
});

describe('the policies', () => {
  const named = (create: object) =>
    looks({ app: { create: { displayName: 'Confluence', ...create } } }).then((found) =>
      found.get('policies'),
    );

  test('are known by their names, each of its kind', async () => {
    const { tenant } = outside.conductorOne;
    tenant.addPolicy('Manager approval', 'GRANT');
    tenant.addPolicy('Manager approval', 'REVOKE');
    expect(
      await named({
        grantPolicy: 'manager approval',
        revokePolicy: 'Manager approval',
        certifyPolicyId: '2p',
      }),
    ).toEqual({
      name: 'policies',
      state: 'ok',
      message: 'ConductorOne knows the grant policy "manager approval", revoke policy "Manager approval"',
    });
  });

  test('are those of rules too, each once', async () => {
    const { tenant } = outside.conductorOne;
    tenant.addPolicy('Glass', 'GRANT');
    const rule = { noun: 'space', emergencyAccess: true, emergencyPolicy: 'Glass' } as const;
    const found = await looks({
      app: { create: { displayName: 'Confluence' } },
      rules: [
        { ...rule, verb: 'read' },
        { ...rule, verb: 'administer', grantPolicy: 'Glass' },
      ],
    });
    expect(found.get('policies')).toEqual({
      name: 'policies',
      state: 'ok',
      message: 'ConductorOne knows the grant policy "Glass"',
    });
  });

  test('and owners of a review', async () => {
    const { tenant } = outside.conductorOne;
    tenant.addPolicy('Once a year', 'CERTIFY');
    const found = await looks({
      app: { create: { displayName: 'Confluence' } },
      review: {
        displayName: 'Access',
        owners: ['terraform@acme.com'],
        every: 'year',
        starts: '2027-01-31',
        policy: 'Once a year',
      },
    });
    expect(found.get('policies')).toMatchObject({
      state: 'ok',
      message: 'ConductorOne knows the certify policy "Once a year"',
    });
    expect(found.get('owners')).toMatchObject({
      state: 'ok',
      message: 'ConductorOne knows terraform@acme.com',
    });
  });

  test('are not looked for if none is named', async () => {
    expect(await named({ grantPolicyId: '2p' })).toBeUndefined();
  });

  test('are unknown, of another kind, or several', async () => {
    const { tenant } = outside.conductorOne;
    tenant.addPolicy('Reviewer', 'CERTIFY');
    const twins = ['Auto', 'auto'].map((name) => tenant.addPolicy(name, 'REVOKE').id);
    expect(await named({ grantPolicy: 'Reviewer', revokePolicy: 'Auto' })).toEqual({
      name: 'policies',
      state: 'failed',
      message: `ConductorOne does not know exactly one grant policy "Reviewer" (there is none), revoke policy "Auto" (${twins.join(', ')}).`,
      remedy: 'Check the spelling, or use the policy’s id instead.',
    });
  });
});
