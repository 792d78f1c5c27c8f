import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../conductorone/faults.ts';
import type { App, Credential, Tenant } from '../conductorone/tenant.ts';
import { Workspace } from '../conductorone/workspace.ts';
import { conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { built, terraform } from '../peers/terraform.ts';
import { describeWith } from '../support/programs.ts';

const needs = [terraform.need, built(conductoroneProvider), built(kubernetesProvider)];

/** What a run without errors gives. */
const done = (changes: object) => ({ changes, errors: [] });

/** The one value that there is. */
function only<Value>(values: Iterable<Value>): Value {
  const [value, ...others] = values;
  expect({ value, others }).toEqual({ value: expect.anything(), others: [] });
  return value as Value;
}

const app = 'conductorone_app.wiki';
const cloud = 'conductorone_integration_confluence_v2.wiki';
const selfHosted = 'conductorone_integration_baton.wiki';
const credential = 'conductorone_connector_credential.wiki';

describeWith(needs, 'ConductorOne, to the real provider,', () => {
  let workspace: Workspace;
  let tenant: Tenant;
  /** An app that was there already, to which the connectors belong. */
  let home: string;
  let jo: string;

  beforeAll(async () => {
    workspace = await Workspace.start();
    tenant = workspace.conductorOne.tenant;
    home = tenant.addApp('Home').id;
    jo = tenant.addUser('jo@acme.com').id;
  }, 60_000);
  afterAll(() => workspace.stop());

  /** An app, a connector of either hosting and a credential, with what is given. */
  const wiki = (
    changes: { app?: object; connectors?: object; cloud?: object; selfHosted?: object } = {},
  ) => ({
    resource: {
      conductorone_app: { wiki: { display_name: 'Confluence', description: 'Pages', ...changes.app } },
      conductorone_integration_confluence_v2: {
        wiki: {
          app_id: home,
          domain_url: 'https://acme.atlassian.net',
          username: 'bot@acme.com',
          api_key: 'ATATT3xToken',
          skip_personal_spaces: true,
          ...changes.connectors,
          ...changes.cloud,
        },
      },
      conductorone_integration_baton: {
        wiki: { app_id: home, ...changes.connectors, ...changes.selfHosted },
      },
      conductorone_connector_credential: {
        wiki: { app_id: `\${${selfHosted}.app_id}`, connector_id: `\${${selfHosted}.id}` },
      },
    },
  });
  const theApp = () => only([...tenant.apps.values()].filter(({ id }) => id !== home));
  const theConnectors = () => {
    const all = [...tenant.connectors.values()];
    return {
      cloud: only(all.filter(({ delegated }) => !delegated)),
      selfHosted: only(all.filter(({ delegated }) => delegated)),
    };
  };
  const theCredential = () => only([...tenant.credentials.values()].filter(({ revoked }) => !revoked));

  test('makes what is described', async () => {
    expect(await workspace.apply(wiki())).toEqual(
      done({ [app]: 'create', [cloud]: 'create', [selfHosted]: 'create', [credential]: 'create' }),
    );
    expect(theApp()).toMatchObject({ displayName: 'Confluence', settings: { description: 'Pages' } });
    expect(theConnectors()).toMatchObject({
      cloud: {
        appId: home,
        displayName: 'Confluence v2',
        userIds: [tenant.caller.id],
        config: {
          'domain-url': 'https://acme.atlassian.net',
          username: 'bot@acme.com',
          'api-key': 'ATATT3xToken',
          'skip-personal-spaces': 'true',
        },
      },
      selfHosted: { appId: home, displayName: 'Baton', userIds: [tenant.caller.id], config: {} },
    });
    const { id, clientId, clientSecret } = theCredential();
    expect((await workspace.state())[credential]).toMatchObject({
      id,
      client_id: clientId,
      client_secret: clientSecret,
    });
  }, 60_000);

  test('is read by every plan, which then changes nothing', async () => {
    const { requests } = workspace.conductorOne;
    requests.length = 0;
    expect(await workspace.plan()).toEqual(done({}));
    const connectors = `/api/v1/apps/${home}/connectors`;
    expect(new Set(requests.filter(({ method }) => method === 'GET').map(({ path }) => path))).toEqual(
      new Set([
        `/api/v1/apps/${theApp().id}`,
        `${connectors}/${theConnectors().cloud.id}`,
        `${connectors}/${theConnectors().selfHosted.id}`,
        `${connectors}/${theConnectors().selfHosted.id}/credentials/${theCredential().id}`,
      ]),
    );
  }, 60_000);

  const changed = (more: object = {}) =>
    wiki({
      app: { display_name: 'Wiki', description: 'All pages', annotations: { team: 'docs' } },
      cloud: { username: 'wiki@acme.com', skip_personal_spaces: false, ...more },
      selfHosted: { user_ids: [jo] },
    });

  test('is changed in place; a credential follows its connector, whose id the provider no longer knows', async () => {
    const before = { app: theApp(), ...theConnectors(), credential: theCredential() };
    expect(await workspace.apply(changed())).toEqual(
      done({ [app]: 'update', [cloud]: 'update', [selfHosted]: 'update', [credential]: 'replace' }),
    );
    expect(theApp()).toMatchObject({
      id: before.app.id,
      displayName: 'Wiki',
      settings: { description: 'All pages', annotations: { team: 'docs' } },
    });
    expect(theConnectors()).toEqual({
      cloud: {
        ...before.cloud,
        config: { ...before.cloud.config, username: 'wiki@acme.com', 'skip-personal-spaces': 'false' },
      },
      selfHosted: { ...before.selfHosted, userIds: [jo] },
    });
    expect(theCredential().id).not.toBe(before.credential.id);
    expect(await workspace.plan()).toEqual(done({}));
  }, 60_000);

  test('shows what others have changed', async () => {
    tenant.apps.set(theApp().id, { ...theApp(), displayName: 'Renamed by hand' });
    const connector = theConnectors().cloud;
    const config = { ...connector.config, username: 'hand@acme.com' };
    tenant.connectors.set(connector.id, { ...connector, config });
    expect(await workspace.apply()).toEqual(done({ [app]: 'update', [cloud]: 'update' }));
    expect(theApp().displayName).toBe('Wiki');
    expect(theConnectors().cloud).toEqual(connector);
  }, 60_000);

  test('keeps the owners of a cloud-hosted connector: the provider leaves them out of its update', async () => {
    expect(await workspace.apply(changed({ user_ids: [jo] }))).toMatchObject({
      changes: { [cloud]: 'update' },
      errors: [
        {
          summary: 'Provider produced inconsistent result after apply',
          detail: expect.stringContaining(cloud),
        },
      ],
    });
    expect(theConnectors().cloud.userIds).toEqual([tenant.caller.id]);
    await workspace.configure(changed());
    expect(await workspace.plan()).toEqual(done({}));
  }, 60_000);

  test('is replaced where it moves to another app', async () => {
    const before = { ...theConnectors(), credential: theCredential() };
    const target = tenant.addApp('Target').id;
    expect(await workspace.apply(wiki({ connectors: { app_id: target } }))).toEqual(
      done({ [app]: 'update', [cloud]: 'replace', [selfHosted]: 'replace', [credential]: 'replace' }),
    );
    const after = theConnectors();
    expect(after).toMatchObject({ cloud: { appId: target }, selfHosted: { appId: target } });
    expect(after.cloud.id).not.toBe(before.cloud.id);
    expect(after.selfHosted.id).not.toBe(before.selfHosted.id);
    expect(theCredential()).toMatchObject({ appId: target, connectorId: after.selfHosted.id });
    await workspace.apply(changed());
    tenant.deleteApp(target);
  }, 60_000);

  test('is replaced with whatever changes in its app: the provider does not know that the id stays', async () => {
    const connectors = { app_id: `\${${app}.id}` };
    await workspace.apply(wiki({ connectors }));
    const before = theConnectors();
    expect(await workspace.apply(wiki({ connectors, app: { description: 'Another' } }))).toEqual(
      done({ [app]: 'update', [cloud]: 'replace', [selfHosted]: 'replace', [credential]: 'replace' }),
    );
    expect(theConnectors().cloud).toMatchObject({ appId: before.cloud.appId });
    expect(theConnectors().cloud.id).not.toBe(before.cloud.id);
    await workspace.apply(changed());
  }, 60_000);

  test('is imported, without the secret of a credential', async () => {
    const { appId: app_id, connectorId: connector_id, id } = theCredential();
    await workspace.terraform('state', 'rm', app, credential);
    expect(await workspace.plan()).toEqual(done({ [app]: 'create', [credential]: 'create' }));
    for (const [address, importId] of [
      [app, theApp().id],
      [credential, JSON.stringify({ app_id, connector_id, id })],
    ] as const) {
      const { exitCode, all } = await workspace.terraform('import', '-input=false', address, importId);
      expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    }
    expect(await workspace.plan()).toEqual(done({}));
    expect((await workspace.state())[credential]).toMatchObject({ id, client_secret: '' });
  }, 60_000);

  test.each(['conductorone_integration_confluence_v2', 'conductorone_integration_baton'])(
    'is not imported where it is a connector, %s: the provider has no import of it',
    async (type) => {
      await workspace.configure({ resource: { [type]: { imported: { app_id: home } } } });
      const { id } = only([...tenant.connectors.values()].filter(({ delegated }) => delegated));
      const { exitCode, all } = await workspace.terraform('import', `${type}.imported`, id);
      expect({ exitCode, all }).toEqual({ exitCode: 1, all: expect.stringContaining('Not Implemented') });
      expect(await workspace.state()).not.toHaveProperty(`${type}.imported`);
      await workspace.configure(changed());
    },
    60_000,
  );

  describe('deleted behind Terraform’s back,', () => {
    const revoke = (one: Credential) => tenant.credentials.set(one.id, { ...one, revoked: true });

    test.each<[string, () => void, object]>([
      ['a credential', () => revoke(theCredential()), { [credential]: 'create' }],
      [
        'a connector',
        () => tenant.deleteConnector(home, theConnectors().selfHosted.id),
        { [selfHosted]: 'create', [credential]: 'create' },
      ],
      ['an app', () => tenant.deleteApp(theApp().id), { [app]: 'create' }],
    ])(
      '%s is made anew',
      async (_, remove, changes) => {
        remove();
        expect(await workspace.apply()).toEqual(done(changes));
        expect(await workspace.plan()).toEqual(done({}));
      },
      60_000,
    );

    test('an app takes its connectors along, and all are made anew', async () => {
      const connectors = { app_id: `\${${app}.id}` };
      await workspace.apply(wiki({ connectors }));
      tenant.deleteApp(theApp().id);
      expect(await workspace.apply()).toEqual(
        done({ [app]: 'create', [cloud]: 'create', [selfHosted]: 'create', [credential]: 'create' }),
      );
      expect(theConnectors().cloud.appId).toBe(theApp().id);
    }, 60_000);

    test('a connector of which nothing is known any more stops the plan: the provider only knows deletedAt', async () => {
      const { appId, id } = theConnectors().selfHosted;
      const path = new RegExp(`${appId}/connectors/${id}$`);
      workspace.conductorOne.inject({ method: 'GET', path, status: 404 });
      const { errors } = await workspace.plan();
      expect(errors).toMatchObject([
        {
          address: selfHosted,
          summary: 'failure to invoke API',
          detail: expect.stringContaining('Status 404'),
        },
      ]);
    }, 60_000);
  });

  test('goes away', async () => {
    const kept = [...tenant.apps.keys()].filter((id) => id !== theApp().id);
    expect(await workspace.destroy()).toEqual(
      done({ [app]: 'delete', [cloud]: 'delete', [selfHosted]: 'delete', [credential]: 'delete' }),
    );
    expect([...tenant.apps.keys()]).toEqual(kept);
    expect(tenant.connectors.size).toBe(0);
    expect([...tenant.credentials.values()].filter(({ revoked }) => !revoked)).toEqual([]);
    expect(await workspace.state()).toEqual({});
  }, 60_000);
});

describeWith(needs, 'ConductorOne’s searches, to the real provider,', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.start();
  }, 60_000);
  afterAll(() => workspace.stop());

  const find = async (type: string, search: object) => {
    const { errors } = await workspace.apply({
      data: { [type]: { found: search } },
      output: { found: { value: `\${data.${type}.found}`, sensitive: true } },
    });
    const { stdout } = await workspace.terraform('output', '-json', 'found');
    return { errors, found: JSON.parse(stdout) };
  };

  test('are read to their last page', async () => {
    const { tenant, requests } = workspace.conductorOne;
    const made = Array.from({ length: 21 }, (_, index) => tenant.addApp(`Confluence ${index}`));
    tenant.addApp('Jira');
    requests.length = 0;
    const search = { display_name: 'confluence', page_size: 10 };
    const { errors, found } = await find('conductorone_apps', search);
    expect(errors).toEqual([]);
    expect(found.list.map(({ id }: App) => id)).toEqual(made.map(({ id }) => id));
    const searches = requests.filter(({ path }) => path === '/api/v1/search/apps');
    expect(searches.map(({ status }) => status)).toEqual([200, 200, 200]);
  }, 60_000);

  test('find users by their e-mail address, and nobody by one that nobody has', async () => {
    const { tenant } = workspace.conductorOne;
    const jo = tenant.addUser('jo@acme.com');
    tenant.addUser('banjo@acme.com');
    const { found } = await find('conductorone_users', { email: 'Jo@acme.com', page_size: 100 });
    expect(found.list).toMatchObject([{ user: { id: jo.id, email: 'jo@acme.com' } }]);
    const none = await find('conductorone_users', { email: 'no@acme.com', page_size: 100 });
    expect(none).toMatchObject({ errors: [], found: { list: [] } });
  }, 60_000);

  test('for one give whichever comes first, and an error where there is none', async () => {
    const { tenant } = workspace.conductorOne;
    const [first] = [tenant.addApp('Twice'), tenant.addApp('twice')];
    const { found } = await find('conductorone_app', { display_name: 'twice' });
    expect(found).toMatchObject({ id: first.id, display_name: 'Twice' });
    const { errors } = await find('conductorone_user', { email: 'nobody@acme.com' });
    expect(errors).toMatchObject([{ summary: 'Unexpected response from API' }]);
  }, 60_000);
});

describeWith(needs, 'the real provider, on a fault of ConductorOne,', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.start();
  }, 60_000);
  beforeEach(async () => {
    workspace.conductorOne.requests.length = 0;
    await workspace.configure({ resource: { conductorone_app: { wiki: { display_name: 'Confluence' } } } });
  });
  afterEach(() => workspace.destroy(), 60_000);
  afterAll(() => workspace.stop());

  const creating = { method: 'POST', path: /^\/api\/v1\/apps$/ };
  const reading = { method: 'GET', path: /^\/api\/v1\/apps\/[^/]+$/ };
  const loggingIn = { method: 'POST', path: /^\/auth\/v1\/token$/ };
  const made = done({ [app]: 'create' });
  /** What the test's matching requests were answered. */
  const answers = ({ method, path }: Pick<Fault, 'method' | 'path'>) =>
    workspace.conductorOne.requests
      .filter((request) => request.method === method && path.test(request.path))
      .map(({ status }) => status);

  test.each([401, 403, 404, 409, 500])(
    'answer %i, fails at once, in ConductorOne’s words',
    async (status) => {
      workspace.conductorOne.inject({ ...creating, status });
      const { errors } = await workspace.apply();
      const detail = expect.stringMatching(`Status ${status}\n.*"injected fault ${status}"`);
      expect(errors).toMatchObject([{ address: app, summary: 'failure to invoke API', detail }]);
      expect(answers(creating)).toEqual([status]);
      expect(await workspace.apply()).toEqual(made);
      expect(workspace.conductorOne.tenant.apps.size).toBe(1);
    },
    60_000,
  );

  test.each([401, 403, 409, 500])(
    'answer %i to a read, leaves the state alone',
    async (status) => {
      await workspace.apply();
      const before = await workspace.state();
      expect(before).toHaveProperty([app]);
      workspace.conductorOne.inject({ ...reading, status });
      const { errors } = await workspace.apply();
      expect(errors).toMatchObject([{ address: app, detail: expect.stringContaining(`Status ${status}`) }]);
      expect(await workspace.state()).toEqual(before);
    },
    60_000,
  );

  test.each([
    ['a call', creating],
    ['the login', loggingIn],
  ])(
    'answer 429 to %s, comes again as asked',
    async (_, request) => {
      const headers = { 'retry-after': '1' };
      workspace.conductorOne.inject({ ...request, status: 429, headers, times: 2 });
      expect(await workspace.apply()).toEqual(made);
      expect(answers(request)).toEqual([429, 429, 200]);
    },
    60_000,
  );

  test('answer 429 without end, gives up', async () => {
    workspace.conductorOne.inject({ ...creating, status: 429, headers: { 'retry-after': '1' }, times: 6 });
    const { errors } = await workspace.apply();
    expect(errors).toMatchObject([{ address: app, detail: expect.stringContaining('Status 429') }]);
    expect(answers(creating)).toEqual([429, 429, 429, 429, 429, 429]);
  }, 60_000);

  test('a refused login, says so and calls nothing', async () => {
    workspace.conductorOne.inject({ ...loggingIn, status: 401 });
    const { errors } = await workspace.apply();
    expect(errors).toMatchObject([
      { address: app, detail: expect.stringContaining('failed to get token: 401') },
    ]);
    expect(answers(creating)).toEqual([]);
  }, 60_000);

  test('a slow answer, waits', async () => {
    workspace.conductorOne.inject({ ...creating, delay: 3_000 });
    expect(await workspace.apply()).toEqual(made);
    expect(answers(creating)).toEqual([200]);
    expect(workspace.conductorOne.tenant.apps.size).toBe(1);
  }, 60_000);

  test('a cut connection, fails without another try', async () => {
    workspace.conductorOne.inject({ ...creating, status: 'cut' });
    const { errors } = await workspace.apply();
    const detail = expect.stringMatching(/error sending request.*EOF/);
    expect(errors).toMatchObject([{ address: app, summary: 'failure to invoke API', detail }]);
    expect(answers(creating)).toEqual(['cut']);
    expect(await workspace.apply()).toEqual(made);
  }, 60_000);
});
