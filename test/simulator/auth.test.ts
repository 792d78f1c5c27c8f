import { afterEach, describe, expect, test } from '@jest/globals';
import { Client } from './client.ts';
import { generateSite } from './generate.ts';
import { Simulator, type SimulatorOptions } from './simulator.ts';
import { siteFrom } from './site-from.ts';
import { smallSite } from './small-site.ts';

let simulator: Simulator;
const start = async (options: Omit<SimulatorOptions, 'site'> = {}) => {
  simulator = await Simulator.start({ site: siteFrom(smallSite), ...options });
  return Client.of(simulator);
};
afterEach(() => simulator.stop());

const current = '/wiki/rest/api/user/current';
const spaces = '/wiki/api/v2/spaces';

describe('a login', () => {
  test.each<[string, string, (one: Simulator) => readonly [string, string]]>([
    ['a classic token', 'url', ({ auth }) => [auth.username, auth.token]],
    ['a scoped token', 'gatewayUrl', ({ auth }) => [auth.username, auth.scopedToken]],
  ])('with %s is accepted at the %s', async (_, base, credentials) => {
    await start();
    const client = new Client(simulator[base as 'url' | 'gatewayUrl'], credentials(simulator));
    expect(await client.get(current)).toMatchObject({ status: 200, body: { accountId: 'ada' } });
    expect(await client.all(`${spaces}?limit=1`)).toHaveLength(2);
    simulator.auth.revoked = true;
    expect((await client.get(current)).status).toBe(401);
  });

  test('with a scoped token is refused at the site by a page', async () => {
    await start();
    const client = new Client(simulator.url, [simulator.auth.username, simulator.auth.scopedToken]);
    for (const path of [current, spaces]) {
      const { status, headers, body } = await client.get(path);
      expect({ status, type: headers.get('content-type') }).toEqual({
        status: 401,
        type: 'text/html;charset=UTF-8',
      });
      expect(body).toContain('AUTHENTICATED_FAILED');
    }
  });

  test.each<[string, (one: Simulator) => readonly [string, string] | undefined]>([
    ['a classic token', ({ auth }) => [auth.username, auth.token]],
    ['another’s token', ({ auth }) => ['jo@acme.com', auth.scopedToken]],
    ['a wrong token', ({ auth }) => [auth.username, 'x']],
    ['nothing', () => undefined],
  ])('with %s is refused at the gateway', async (_, credentials) => {
    await start();
    const client = new Client(simulator.gatewayUrl, credentials(simulator));
    expect(await client.get(current)).toMatchObject({
      status: 401,
      body: { code: 401, message: 'Unauthorized' },
    });
  });

  test('finds one site at the gateway', async () => {
    await start();
    const { url, auth } = simulator;
    const client = new Client(`${url}/ex/confluence/other`, [auth.username, auth.scopedToken]);
    expect((await client.get(current)).status).toBe(404);
    expect(await new Client(url).get('/_edge/tenant_info')).toMatchObject({
      status: 200,
      body: { cloudId: simulator.cloudId },
    });
  });

  test('finds no cloud id of a site that does not exist', async () => {
    await start({ faults: { rules: [{ path: /tenant_info/, mishap: 404 }] } });
    expect((await new Client(simulator.url).get('/_edge/tenant_info')).status).toBe(404);
  });

  test.each<[string, (one: Simulator) => readonly [string, string] | undefined]>([
    ['a stranger', ({ auth }) => ['jo@acme.com', auth.token]],
    ['no credentials', () => undefined],
  ])('with %s is anonymous at the site', async (_, credentials) => {
    await start();
    const client = new Client(simulator.url, credentials(simulator));
    expect(await client.get(current)).toMatchObject({
      status: 403,
      body: {
        statusCode: 403,
        message: expect.stringContaining('Current user not permitted to use Confluence'),
      },
    });
    expect((await client.get(spaces)).status).toBe(404);
  });
});

describe('a public site', () => {
  test('answers who is anonymous without an account id, and shows what they may read', async () => {
    await start({ publicSite: true });
    const client = new Client(simulator.url, ['jo@acme.com', 'x']);
    const { status, body } = await client.get(current);
    expect({ status, type: body.type }).toEqual({ status: 200, type: 'anonymous' });
    expect(body).not.toHaveProperty('accountId');
    expect((await client.all(spaces)).map(({ key }) => key)).toEqual(['OLD']);
    expect((await client.get(`${spaces}/20/permissions`)).status).toBe(200);
    expect((await client.get(`${spaces}/10/permissions`)).status).toBe(404);
    expect((await client.get('/wiki/rest/api/group')).status).toBe(403);
  });
});

test('an account without a licence may not use Confluence', async () => {
  const client = await start({ account: 'eve' });
  expect((await client.get(current)).status).toBe(403);
  expect((await client.get(spaces)).status).toBe(404);
});

test('a site without people is logged in to by an account that is in no list', async () => {
  simulator = await Simulator.start({
    site: generateSite({ users: 0, groups: 0, spaces: 0, permissions: 0 }),
  });
  const { status, body } = await Client.of(simulator).get(current);
  expect({ status, accountId: body.accountId }).toEqual({ status: 200, accountId: expect.any(String) });
});

describe('a member', () => {
  const body = { subject: { type: 'user', identifier: 'gus' }, operation: { key: 'read', target: 'space' } };

  test('sees the spaces that permissions and roles let them read', async () => {
    const client = await start({ rights: 'member' });
    const keys = async () => (await client.all(spaces)).map(({ key }) => key);
    // By a group and by a role; by anonymous access.
    expect(await keys()).toEqual(['ENG', 'OLD']);
    simulator.site.removePermission('OLD', 200);
    simulator.site.removePermission('ENG', 100);
    expect(await keys()).toEqual(['ENG']);
    simulator.site.setAssignments('10', [{ principal: { principalType: 'USER', principalId: 'ada' } }]);
    // By the access class.
    expect(await keys()).toEqual(['ENG']);
    simulator.site.rolesAvailable = false;
    expect(await keys()).toEqual([]);
    for (const path of [`${spaces}/10`, `${spaces}/10/permissions`])
      expect((await client.get(path)).status).toBe(404);
  });

  test('changes permissions where they administer the space, and no groups', async () => {
    const client = await start({ rights: 'member' });
    const add = (space: string) => client.call('POST', `/wiki/rest/api/space/${space}/permission`, { body });
    expect((await add('ENG')).status).toBe(200);
    expect(await add('OLD')).toMatchObject({
      status: 403,
      body: {
        statusCode: 403,
        data: { authorized: false },
        message:
          'com.atlassian.confluence.api.service.exceptions.PermissionException: ' +
          "User isn't authorized to modify permissions.",
      },
    });
    const assignments = await client.call('POST', `${spaces}/20/role-assignments`, { body: [] });
    expect(assignments.status).toBe(403);
    const group = '/wiki/rest/api/group/userByGroupId?groupId=g-empty';
    expect((await client.call('POST', group, { body: { accountId: 'ada' } })).status).toBe(403);
    expect((await client.call('DELETE', `${group}&accountId=ada`)).status).toBe(403);
  });
});
