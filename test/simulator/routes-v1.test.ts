import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from './client.ts';
import { generateSite } from './generate.ts';
import { Simulator } from './simulator.ts';
import { siteFrom } from './site-from.ts';
import { smallSite } from './small-site.ts';

const api = '/wiki/rest/api';

describe('lists of version 1', () => {
  const site = generateSite({ users: 450, groups: 230 });
  let simulator: Simulator;
  let client: Client;
  beforeAll(async () => {
    simulator = await Simulator.start({ site, searchCap: 430 });
    client = Client.of(simulator);
  });
  afterAll(() => simulator.stop());
  const get = async (path: string) => (await client.get(`${api}${path}`)).body;
  const everyone = [...site.groups.values()].find(({ name }) => name === 'confluence-users-acme');

  test.each([
    ['groups', '/group', { limit: 200, size: 200 }],
    ['more groups', '/group?limit=5000', { limit: 1000, size: 230 }],
    ['a few groups', '/group?limit=3&start=10', { start: 10, limit: 3, size: 3 }],
    ['no groups', '/group?limit=0', { limit: 0, size: 0 }],
    ['groups past the end', '/group?start=230', { start: 230, size: 0 }],
    ['parameters without a value', '/group?start=&limit=', { start: 0, limit: 200 }],
    ['members', `/group/${everyone?.id}/membersByGroupId`, { limit: 200, size: 200 }],
    ['more members', `/group/${everyone?.id}/membersByGroupId?limit=1000`, { limit: 200, size: 200 }],
    ['users', '/search/user?cql=type=user', { limit: 25, size: 25 }],
    ['more users', '/search/user?cql=type=user&limit=1000', { limit: 200, size: 200 }],
  ])('have their sizes: %s', async (_, path, expected) => {
    const page = await get(path);
    expect(page).toMatchObject({ start: 0, ...expected });
    expect(page.results).toHaveLength(page.size);
  });

  test.each(['start=-1', 'limit=many', 'limit=1.5'])('refuse %s', async (query) => {
    const { status, body } = await client.get(`${api}/group?${query}`);
    expect({ status, body }).toEqual({
      status: 400,
      body: {
        statusCode: 400,
        data: { authorized: true, valid: true, errors: [], successful: true },
        message: expect.stringMatching(
          /^com\.atlassian\.confluence\.api\.service\.exceptions\.BadRequestException: /,
        ),
      },
    });
  });

  test('lead from page to page without the context, and end', async () => {
    const first = await get('/group?limit=100');
    expect(first._links).toEqual({
      base: `${simulator.url}/wiki`,
      context: '/wiki',
      self: `${simulator.url}/wiki/rest/api/group`,
      next: '/rest/api/group?next=true&limit=100&start=100',
    });
    const second = (await client.get(`/wiki${first._links.next}`)).body;
    const third = (await client.get(`/wiki${second._links.next}`)).body;
    expect(third._links).not.toHaveProperty('next');
    const names = [first, second, third].flatMap(({ results }) =>
      results.map(({ name }: { name: string }) => name),
    );
    expect(names).toEqual([...site.groups.values()].map(({ name }) => name).sort());
  });

  test('find users up to the cap, and never say that there is more', async () => {
    const query = '/search/user?cql=type=user&sitePermissionTypeFilter=all&limit=200';
    const pages = await Promise.all([0, 200, 400].map((start) => get(`${query}&start=${start}`)));
    expect(pages.map(({ size }) => size)).toEqual([200, 200, 30]);
    for (const { _links } of pages) expect(_links).not.toHaveProperty('next');
    expect(await get(`${query}&start=600`)).toMatchObject({ size: 0 });
  });

  test.each([
    ['all', true, true],
    ['none', false, true],
    ['externalCollaborator', true, false],
  ])('find with the filter %s: guests %s, others %s', async (filter, guests, others) => {
    const { results } = await get(
      `/search/user?cql=type%20%3D%20user&limit=100&sitePermissionTypeFilter=${filter}`,
    );
    const isGuest = results.map(({ user }: { user: { isGuest: boolean } }) => user.isGuest);
    expect([isGuest.includes(true), isGuest.includes(false)]).toEqual([guests, others]);
  });
});

describe('version 1', () => {
  let simulator: Simulator;
  let client: Client;
  beforeEach(async () => {
    simulator = await Simulator.start({ site: siteFrom(smallSite) });
    client = Client.of(simulator);
  });
  afterEach(() => simulator.stop());
  const get = async (path: string) => (await client.get(`${api}${path}`)).body;
  const call = async (method: string, path: string, body?: unknown) => {
    const received = await client.call(method, `${api}${path}`, { body });
    return { status: received.status, message: received.body.message?.split(': ').slice(1).join(': ') };
  };

  test('knows who has logged in', async () => {
    expect(await get('/user/current')).toMatchObject({ type: 'known', accountId: 'ada' });
  });

  test.each([
    ['administrator', ['use', 'administer', 'create_space']],
    ['member', ['use']],
  ] as const)('tells who has logged in what it may do: %s', async (rights, expected) => {
    const other = await Simulator.start({ site: siteFrom(smallSite), rights });
    try {
      const { body } = await Client.of(other).get(`${api}/user/current?expand=operations`);
      expect(body.operations).toEqual(
        expected.map((operation) => ({ operation, targetType: 'application' })),
      );
    } finally {
      await other.stop();
    }
  });

  test('leaves guests out of a search by default, and unlisted accounts always', async () => {
    const idsOf = async (query: string) =>
      (await get(`/search/user?${query}`)).results.map(
        (found: { user: { accountId: string } }) => found.user.accountId,
      );
    expect(await idsOf('cql=type=user')).toEqual(['ada', 'bot', 'eve']);
    expect(await idsOf('cql=type=user&sitePermissionTypeFilter=all')).toEqual(['ada', 'bot', 'eve', 'gus']);
    expect(await idsOf('cql=user=%22eve%22')).toEqual(['eve']);
    expect(await idsOf('cql=user+in+(%22eve%22,+%22bot%22)')).toEqual(['bot', 'eve']);
    expect(await idsOf('cql=user.fullname~ad')).toEqual(['ada']);
    expect(await call('GET', '/search/user?cql=space=ENG')).toMatchObject({ status: 400 });
    expect(await call('GET', '/search/user?cql=type=user&sitePermissionTypeFilter=x')).toMatchObject({
      status: 400,
    });
  });

  test.each([
    ['', undefined, undefined],
    ['expand=operations', [{ operation: 'use', targetType: 'application' }], []],
    ['expand=personalSpace,operations', [{ operation: 'use', targetType: 'application' }], []],
    ['expand=personalSpace&expand=operations', [{ operation: 'use', targetType: 'application' }], []],
  ])('shows operations where they are asked for: %p', async (query, ada, eve) => {
    const { results } = await get(`/group/g-users/membersByGroupId?${query}`);
    expect(results.map((user: { operations: unknown }) => user.operations)).toEqual([ada, ada, eve]);
  });

  test('looks users up by id: up to 100, also those in no list, without those that nobody knows', async () => {
    const { results } = await get('/user/bulk?accountId=una&accountId=nobody&accountId=gus');
    expect(results.map(({ accountId }: { accountId: string }) => accountId)).toEqual(['una', 'gus']);
    const many = Array.from({ length: 100 }, () => 'accountId=ada').join('&');
    expect(await get(`/user/bulk?${many}&accountId=gus`)).toMatchObject({ size: 100 });
    expect(await call('GET', '/user/bulk')).toEqual({ status: 400, message: 'accountId is required' });
  });

  test('adds and removes members, again and again', async () => {
    const members = () => simulator.site.groups.get('g-empty')?.members;
    const path = '/group/userByGroupId?groupId=g-empty';
    for (const _ of [1, 2]) {
      expect(await call('POST', path, { accountId: 'gus' })).toMatchObject({ status: 201 });
      expect(members()).toEqual(['gus']);
    }
    for (const _ of [1, 2]) {
      expect(await call('DELETE', `${path}&accountId=gus`)).toMatchObject({ status: 204 });
      expect(members()).toEqual([]);
    }
  });

  test.each([
    ['an unknown group', 'POST', '/group/userByGroupId?groupId=x', { accountId: 'ada' }, 404],
    ['an unknown member', 'POST', '/group/userByGroupId?groupId=g-empty', { accountId: 'x' }, 404],
    ['no member', 'POST', '/group/userByGroupId?groupId=g-empty', {}, 400],
    ['no group', 'POST', '/group/userByGroupId', { accountId: 'ada' }, 400],
    ['a body that is not JSON', 'POST', '/group/userByGroupId?groupId=g-empty', 'ada', 400],
    ['an unknown group', 'DELETE', '/group/userByGroupId?groupId=x&accountId=ada', undefined, 404],
    ['no member', 'DELETE', '/group/userByGroupId?groupId=g-empty', undefined, 400],
    ['an unknown group', 'GET', '/group/x/membersByGroupId', undefined, 404],
    ['an unknown path', 'GET', '/nothing', undefined, 404],
    ['an unknown method', 'DELETE', '/user/current', undefined, 405],
  ])('refuses %s (%s)', async (_, method, path, body, status) => {
    expect((await call(method, path, body)).status).toBe(status);
  });

  test('takes bodies as JSON only', async () => {
    const { status } = await client.call('POST', `${api}/group/userByGroupId?groupId=g-empty`, {
      body: '{"accountId":"ada"}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(status).toBe(415);
  });

  const add = (key: string, target: string, identifier = 'gus', type = 'user') =>
    client.call('POST', `${api}/space/ENG/permission`, {
      body: { subject: { type, identifier }, operation: { key, target } },
    });
  const held = (principalId: string) =>
    simulator.site.spaces
      .get('10')
      ?.permissions.filter(({ principal }) => principal.id === principalId)
      .map(({ operation }) => `${operation.key} ${operation.targetType}`);

  test('adds permissions once the space may be read, each once', async () => {
    expect(await add('create', 'page')).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('read the space first') },
    });
    expect(await add('read', 'space')).toMatchObject({
      status: 200,
      body: {
        id: 201,
        subject: { type: 'user', identifier: 'gus' },
        operation: { key: 'read', target: 'space' },
      },
    });
    expect((await add('create', 'page')).status).toBe(200);
    expect((await add('create', 'page')).status).toBe(400);
    expect(held('gus')).toEqual(['read space', 'create page']);
  });

  test('knows a group by its id or name, and whoever is anonymous', async () => {
    expect((await add('delete', 'page', 'users', 'group')).status).toBe(200);
    expect((await add('export', 'space', 'g-users', 'group')).status).toBe(200);
    expect((await add('read', 'space', 'anonymous')).status).toBe(200);
    expect(held('g-users')).toEqual(['read space', 'create page', 'delete page', 'export space']);
  });

  test('removes a permission, and with the one to read all others', async () => {
    expect(await call('DELETE', '/space/ENG/permission/101')).toMatchObject({ status: 204 });
    expect(held('g-users')).toEqual(['read space']);
    await add('create', 'page', 'g-users', 'group');
    expect(await call('DELETE', '/space/ENG/permission/100')).toMatchObject({ status: 204 });
    expect(held('g-users')).toEqual([]);
    expect(held('una')).toEqual(['create whiteboard']);
    expect(await call('DELETE', '/space/ENG/permission/100')).toMatchObject({ status: 404 });
  });

  const subject = { type: 'user', identifier: 'ada' };
  test.each([
    [
      'a pair that is none',
      '/space/ENG/permission',
      { subject, operation: { key: 'administer', target: 'page' } },
      400,
    ],
    [
      'a pair that is too new',
      '/space/ENG/permission',
      { subject, operation: { key: 'create', target: 'whiteboard' } },
      400,
    ],
    [
      'an id in place of a key',
      '/space/10/permission',
      { subject, operation: { key: 'read', target: 'space' } },
      404,
    ],
    [
      'an unknown subject',
      '/space/ENG/permission',
      { subject: { ...subject, identifier: 'x' }, operation: { key: 'read', target: 'space' } },
      404,
    ],
    ['a subject of another type', '/space/ENG/permission', { subject: { ...subject, type: 'role' } }, 400],
  ])('refuses to add %s', async (_, path, body, status) => {
    expect((await call('POST', path, body)).status).toBe(status);
  });

  test('words the refusal of a pair as Confluence does', async () => {
    expect((await add('administer', 'page')).body).toEqual({
      statusCode: 400,
      data: { authorized: true, valid: true, errors: [], successful: true },
      message:
        'com.atlassian.confluence.api.service.exceptions.BadRequestException: Operation not supported for target ' +
        'OperationCheckResult{operation=administer, targetType=page}',
    });
  });
});
