import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Credential, Tenant } from '../conductorone/tenant.ts';
import { Workspace } from '../conductorone/workspace.ts';
import { built } from '../peers/built.ts';
import { conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { terraform } from '../peers/terraform.ts';
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
  });
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
  });

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
  });

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
  });

  test('shows what others have changed', async () => {
    tenant.apps.set(theApp().id, { ...theApp(), displayName: 'Renamed by hand' });
    const connector = theConnectors().cloud;
    const config = { ...connector.config, username: 'hand@acme.com' };
    tenant.connectors.set(connector.id, { ...connector, config });
    expect(await workspace.apply()).toEqual(done({ [app]: 'update', [cloud]: 'update' }));
    expect(theApp().displayName).toBe('Wiki');
    expect(theConnectors().cloud).toEqual(connector);
  });

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
  });

  test('does not take an owner of a connector without a role: the provider asks for one, and names none', async () => {
    const { appId, id } = theConnectors().cloud;
    const owner = { app_id: appId, connector_id: id, user_ref_id: jo };
    const { resource } = changed();
    await workspace.configure({
      resource: { ...resource, conductorone_connector_owner_user: { jo: owner } },
    });
    expect(await workspace.plan()).toMatchObject({
      errors: [
        { summary: 'Missing required argument', detail: expect.stringContaining('The argument "role_slug"') },
      ],
    });
    await workspace.configure(changed());
    expect(await workspace.plan()).toEqual(done({}));
  });

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
  });

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
  });

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
  });

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
    ])('%s is made anew', async (_, remove, changes) => {
      remove();
      expect(await workspace.apply()).toEqual(done(changes));
      expect(await workspace.plan()).toEqual(done({}));
    });

    test('an app takes its connectors along, and all are made anew', async () => {
      const connectors = { app_id: `\${${app}.id}` };
      await workspace.apply(wiki({ connectors }));
      tenant.deleteApp(theApp().id);
      expect(await workspace.apply()).toEqual(
        done({ [app]: 'create', [cloud]: 'create', [selfHosted]: 'create', [credential]: 'create' }),
      );
      expect(theConnectors().cloud.appId).toBe(theApp().id);
    });

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
    });
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
  });
});
