import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/files.ts';
import { baton, Client, confluence, made } from './client.ts';
import { ConductorOne } from './server.ts';

let conductorOne: ConductorOne;
let client: Client;

beforeAll(async () => {
  conductorOne = await ConductorOne.start(await temporaryFolder());
  client = await Client.of(conductorOne);
});
afterAll(() => conductorOne.stop());

describe('what is made', () => {
  let one: Awaited<ReturnType<typeof made>>;
  beforeEach(async () => {
    one = await made(client);
  });
  const statusOf = async (path: string) => (await client.call('GET', path)).status;
  const connectorOf = async (path: string) =>
    (await client.call('GET', path)).body.connectorView.connector as Readonly<Record<string, unknown>>;
  const remove = async (path: string) => (await client.call('DELETE', path, { body: {} })).status;

  test('can be read, but for its secret', async () => {
    const { app } = (await client.call('GET', one.app)).body;
    expect(app).toMatchObject({ id: one.appId, displayName: 'Confluence', deletedAt: null });
    expect(await connectorOf(one.connector)).toMatchObject({
      id: one.connectorId,
      appId: one.appId,
      userIds: [conductorOne.tenant.caller.id],
      deletedAt: null,
    });
    const { credential } = (await client.call('GET', one.credential)).body;
    expect(credential).toMatchObject({ appId: one.appId, connectorId: one.connectorId, clientSecret: '' });
    expect(one.clientSecret).not.toBe('');
  });

  test('never tells the API token', async () => {
    const username = { stringValue: 'bot@acme.com' };
    const body = confluence({ username, 'api-key': { stringValue: 'ATATT3x' } });
    const answer = await client.call('POST', `${one.connectors}/create`, { body });
    expect(answer.body.connectorView.connector.config.configuration).toEqual({ username });
  });

  test('takes what an update’s mask names, and nothing else', async () => {
    const { caller, connectors } = conductorOne.tenant;
    const jo = conductorOne.tenant.addUser('jo@acme.com');
    const connector = {
      ...baton,
      id: one.connectorId,
      appId: one.appId,
      displayName: 'New',
      userIds: [jo.id],
    };
    const update = (updateMask: string) =>
      client.call('POST', `${one.connector}/delegated`, { body: { connector, updateMask } });
    await update('displayName');
    expect(connectors.get(one.connectorId)).toMatchObject({ displayName: 'New', userIds: [caller.id] });
    await update('displayName,userIds');
    expect(connectors.get(one.connectorId)).toMatchObject({ userIds: [jo.id] });
  });

  test('takes all of an update without a mask, which is how the provider changes apps', async () => {
    const { id } = conductorOne.tenant.addApp('Wiki', { description: 'old', instructions: 'ask' });
    const update = async (body: object) =>
      (await client.call('POST', `/api/v1/apps/${id}`, { body })).body.app;
    const app = { displayName: 'Wiki 2', description: 'new' };
    expect(await update({ app, updateMask: 'description' })).toMatchObject({
      displayName: 'Wiki',
      description: 'new',
    });
    expect(await update({ app })).toMatchObject({ displayName: 'Wiki 2', instructions: 'ask' });
  });

  test('has a sync status once its tenant says so', async () => {
    expect(await connectorOf(one.connector)).toMatchObject({ status: null });
    const connector = conductorOne.tenant.connector(one.appId, one.connectorId);
    const status = {
      status: 'SYNC_STATUS_ERROR',
      startedAt: '2026-03-04T05:06:07Z',
      lastError: 'no',
    } as const;
    conductorOne.tenant.connectors.set(connector.id, { ...connector, status });
    const told = { ...status, completedAt: null, updatedAt: null };
    expect(await connectorOf(one.connector)).toMatchObject({ status: told });
    const { list } = (await client.call('GET', one.connectors)).body;
    expect(list).toMatchObject([{ connector: { id: connector.id, status: told } }]);
  });

  test('is revoked once', async () => {
    expect((await client.call('POST', one.credential, { body: {} })).status).toBe(200);
    expect((await client.call('POST', one.credential, { body: {} })).status).toBe(404);
    expect(await statusOf(one.credential)).toBe(404);
  });

  test('is deleted once, takes its credential along and can then be read as deleted only', async () => {
    expect(await remove(one.connector)).toBe(200);
    expect(await remove(one.connector)).toBe(404);
    expect(await statusOf(one.credential)).toBe(404);
    expect(conductorOne.tenant.credentials.get(one.credentialId)).toMatchObject({ revoked: true });
    expect((await client.call('GET', one.connectors)).body.list).toEqual([]);
    expect(await connectorOf(one.connector)).toMatchObject({
      id: one.connectorId,
      deletedAt: expect.any(String),
    });
  });

  test('goes with its app, and another app’s stays', async () => {
    const other = await made(client);
    expect(await remove(one.app)).toBe(200);
    expect(await statusOf(one.app)).toBe(404);
    expect(await statusOf(one.connectors)).toBe(404);
    expect(await statusOf(one.credential)).toBe(404);
    expect(await connectorOf(one.connector)).toMatchObject({ deletedAt: expect.any(String) });
    expect(await statusOf(`${other.connectors}/${one.connectorId}`)).toBe(404);
    expect(await connectorOf(other.connector)).toMatchObject({ deletedAt: null });
    expect(await statusOf(other.credential)).toBe(200);
  });
});

describe('a list', () => {
  const names = Array.from({ length: 31 }, (_, index) => `Paged ${index}`);
  const emails = names.map((name) => `${name.replace(' ', '.')}@acme.com`);

  beforeAll(() => {
    for (const name of names) conductorOne.tenant.addApp(name);
    for (const email of emails) conductorOne.tenant.addUser(email);
  });

  interface Page {
    readonly list: readonly object[];
    readonly nextPageToken: string;
  }
  async function pages(next: (token: string) => Promise<{ readonly body: Page }>) {
    const lists: (readonly object[])[] = [];
    let token = '';
    do {
      const { list, nextPageToken } = (await next(token)).body;
      lists.push(list);
      token = nextPageToken;
    } while (token !== '');
    return { lengths: lists.map(({ length }) => length), all: lists.flat() };
  }

  test.each([
    ['by default', undefined, [25, 6]],
    ['of no size', 0, [25, 6]],
    ['of one, which is too few', 1, [10, 10, 10, 1]],
    ['that hold them all', 31, [31]],
    ['of a hundred', 100, [31]],
  ])('of apps comes in pages %s', async (_, pageSize, lengths) => {
    const found = await pages((pageToken) =>
      client.call('POST', '/api/v1/search/apps', { body: { displayName: 'paged', pageSize, pageToken } }),
    );
    expect(found.lengths).toEqual(lengths);
    expect(found.all).toMatchObject(names.map((displayName) => ({ displayName })));
  });

  test('of users comes in pages', async () => {
    const found = await pages((pageToken) =>
      client.call('POST', '/api/v1/search/users', { body: { query: 'paged', pageSize: 20, pageToken } }),
    );
    expect(found.lengths).toEqual([20, 11]);
    expect(found.all).toMatchObject(emails.map((email) => ({ user: { email } })));
  });

  test('of connectors comes in pages, each app’s its own', async () => {
    const { connectors, connectorId } = await made(client);
    await made(client);
    const ids = [connectorId];
    for (const _ of names) {
      const { body } = await client.call('POST', connectors, { body: baton });
      ids.push(body.connectorView.connector.id);
    }
    const found = await pages((token) =>
      client.call('GET', `${connectors}?page_size=16&page_token=${token}`),
    );
    expect(found.lengths).toEqual([16, 16]);
    expect(found.all).toMatchObject(ids.map((id) => ({ connector: { id } })));
  });

  test('of users by e-mail address has nobody else', async () => {
    const users = async (email: string) =>
      (await client.call('POST', '/api/v1/search/users', { body: { email } })).body.list;
    expect(await users('paged.0@acme.com')).toMatchObject([{ user: { email: 'Paged.0@acme.com' } }]);
    expect(await users('aged.0@acme.com')).toEqual([]);
  });

  test('of apps can be narrowed by id', async () => {
    const [one, two] = ['Narrow one', 'Narrow two'].map((name) => conductorOne.tenant.addApp(name).id);
    const apps = async (body: object) =>
      (await client.call('POST', '/api/v1/search/apps', { body: { query: 'narrow', ...body } })).body.list;
    expect(await apps({})).toMatchObject([{ id: one }, { id: two }]);
    expect(await apps({ appIds: [one] })).toMatchObject([{ id: one }]);
    expect(await apps({ excludeAppIds: [one] })).toMatchObject([{ id: two }]);
  });
});

describe('an app’s owners', () => {
  test('are set, told in another order, and taken away', async () => {
    const { tenant } = conductorOne;
    const [jo, sam] = [tenant.addUser('jo@acme.com').id, tenant.addUser('sam@acme.com').id];
    const { app } = await made(client);
    const told = async () => (await client.call('GET', `${app}/ownerids`)).body.userIds;
    expect(await told()).toEqual([tenant.caller.id]);
    await client.call('PUT', `${app}/owners`, { body: { userIds: [jo, sam] } });
    expect(await told()).toEqual([sam, jo]);
    await client.call('DELETE', `${app}/owners`, { body: { userIds: [jo] } });
    expect(await told()).toEqual([sam]);
    const body = { userIds: ['nobody'] };
    expect(await client.call('PUT', `${app}/owners`, { body })).toMatchObject({ status: 400 });
    expect(await told()).toEqual([sam]);
  });
});

test('policies are found by a part of their name and by their kind', async () => {
  const { tenant } = conductorOne;
  const manager = tenant.addPolicy('Manager approval', 'GRANT');
  tenant.addPolicy('Manager approval', 'REVOKE');
  const found = async (body: object) => {
    const { list } = (await client.call('POST', '/api/v1/search/policies', { body })).body;
    return list.map(({ id }: { id: string }) => id);
  };
  expect(await found({ displayName: 'manager', policyTypes: ['POLICY_TYPE_GRANT'] })).toEqual([manager.id]);
  expect(await found({ displayName: 'manager' })).toHaveLength(2);
  expect(await found({ displayName: 'director' })).toEqual([]);
});

describe('entitlements', () => {
  const ids = (list: readonly { readonly appEntitlement: { readonly id: string } }[]) =>
    list.map(({ appEntitlement }) => appEntitlement.id);

  test('are found by any word, in pages, and changed by what is given', async () => {
    const { tenant } = conductorOne;
    const { app, appId } = await made(client);
    const all = Array.from({ length: 12 }, (_, index) =>
      tenant.addSpace(appId, `Space ${index}`, ['read-space']),
    ).flat();
    const search = (body: object) =>
      client.call('POST', '/api/v1/search/entitlements', { body: { appIds: [appId], ...body } });
    const first = (await search({ query: 'read-space', pageSize: 10 })).body;
    const second = (await search({ query: 'read-space', pageSize: 10, pageToken: first.nextPageToken })).body;
    expect([...ids(first.list), ...ids(second.list)]).toEqual(all.map(({ id }) => id));
    expect((await search({ query: 'export' })).body.list).toEqual([]);

    const path = `${app}/entitlements/${all[0]?.id}`;
    const entitlement = { durationGrant: '60s', riskLevelValueId: '2risk' };
    await client.call('POST', path, { body: { entitlement } });
    const read = async () => (await client.call('GET', path)).body.appEntitlementView.appEntitlement;
    expect(await read()).toMatchObject({ ...entitlement, durationUnset: null, slug: 'read-space' });
    await client.call('POST', path, { body: { entitlement: { durationUnset: {} } } });
    expect(await read()).toMatchObject({ durationGrant: null, durationUnset: {}, riskLevelValueId: '2risk' });
    const both = { durationGrant: '60s', durationUnset: {} };
    expect(await client.call('POST', path, { body: { entitlement: both } })).toMatchObject({ status: 400 });
  });

  test('that are deleted can be read, and are not found', async () => {
    const { tenant } = conductorOne;
    const { app, appId } = await made(client);
    const [one] = tenant.addSpace(appId, 'Docs', ['read-space']);
    tenant.deleteEntitlement(one?.id ?? '');
    const { body } = await client.call('GET', `${app}/entitlements/${one?.id}`);
    expect(body.appEntitlementView.appEntitlement.deletedAt).toEqual(expect.any(String));
    const found = await client.call('POST', '/api/v1/search/entitlements', { body: { appIds: [appId] } });
    expect(found.body.list).toEqual([]);
  });
});

test('risk levels are listed', async () => {
  const id = conductorOne.tenant.addRiskLevel('High');
  const { list } = (await client.call('GET', '/api/v1/attributes/risk_levels?page_size=100')).body;
  expect(list).toMatchObject([{ id, value: 'High' }]);
});

describe('the template of a review', () => {
  const templates = '/api/v1/access_review_template';

  test('needs an owner, and does not tell whom it has', async () => {
    const body = { displayName: 'Access', ownerIds: [] as string[] };
    expect(await client.call('POST', templates, { body })).toMatchObject({ status: 400 });
    const { caller } = conductorOne.tenant;
    const { accessReviewTemplate } = (
      await client.call('POST', templates, { body: { ...body, ownerIds: [caller.id] } })
    ).body;
    expect(accessReviewTemplate).toMatchObject({ displayName: 'Access' });
    expect(accessReviewTemplate).not.toHaveProperty('ownerIds');
  });

  test('is of the entitlements that are set, takes what a mask names, and goes', async () => {
    const { tenant } = conductorOne;
    const { appId } = await made(client);
    const [one] = tenant.addSpace(appId, 'Docs', ['read-space']);
    const body = { displayName: 'Access', ownerIds: [tenant.caller.id] };
    const { id } = (await client.call('POST', templates, { body })).body.accessReviewTemplate;
    const scoped = `${templates}/${id}/scope_and_entitlements`;
    const scope = { specificResources: {} };
    const entitlements = [{ appId, appEntitlementId: one?.id }];
    await client.call('POST', scoped, { body: { scope, entitlements } });
    expect((await client.call('GET', scoped)).body).toMatchObject({
      scope,
      list: [{ accessReviewTemplateEntitlement: { appId, appEntitlementId: one?.id } }],
    });
    const accessReviewTemplate = { displayName: 'New', description: 'New' };
    await client.call('POST', `${templates}/${id}`, {
      body: { accessReviewTemplate, updateMask: 'displayName' },
    });
    expect((await client.call('GET', `${templates}/${id}`)).body.accessReviewTemplate).toMatchObject({
      displayName: 'New',
      description: '',
      scope,
    });
    await client.call('DELETE', `${templates}/${id}`, { body: {} });
    expect(await client.call('GET', `${templates}/${id}`)).toMatchObject({ status: 404 });
  });
});
