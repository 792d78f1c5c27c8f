import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from './client.ts';
import { generateSite } from './generate.ts';
import { Simulator } from './simulator.ts';
import type { Site } from './site.ts';
import { siteFrom } from './site-from.ts';
import { smallSite } from './small-site.ts';

const api = '/wiki/api/v2';

let simulator: Simulator;
let client: Client;
const start = async (site: Site) => {
  simulator = await Simulator.start({ site });
  client = Client.of(simulator);
};
afterEach(() => simulator.stop());

const refusal = (status: number, code: string, title: string, detail: string | null = null) => ({
  status,
  body: { errors: [{ status, code, title, detail }] },
});

describe('lists of version 2', () => {
  const site = generateSite({ spaces: 300, users: 100, permissions: 6000 });
  beforeEach(() => start(site));

  test('lead from page to page by a cursor, in the body and in a header', async () => {
    const first = await client.get(`${api}/spaces?limit=200&type=global`);
    expect(first.body.results).toHaveLength(120);
    expect(first.body._links).toEqual({ base: `${simulator.url}/wiki` });
    const page = await client.get(`${api}/spaces?limit=120&status=current`);
    const { next } = page.body._links;
    expect(next).toMatch(/^\/wiki\/api\/v2\/spaces\?limit=120&status=current&cursor=[^&]+$/);
    expect(page.headers.get('link')).toBe(`<${next}>; rel="next"`);
    expect(await client.all(`${api}/spaces?limit=120`)).toHaveLength(300);
  });

  test('hold all there is, in the order of ids', async () => {
    const spaces = await client.all(`${api}/spaces?limit=250`);
    expect(spaces.map(({ id }) => id)).toEqual([...site.spaces.keys()]);
    const [largest] = [...site.spaces.values()].sort(
      (one, other) => other.permissions.length - one.permissions.length,
    );
    expect(largest?.permissions.length).toBeGreaterThan(250);
    const permissions = await client.all(`${api}/spaces/${largest?.id}/permissions?limit=250`);
    expect(permissions).toEqual(largest?.permissions.map((one) => ({ ...one, id: String(one.id) })));
  });

  test('have 25 items where the request does not say', async () => {
    expect((await client.get(`${api}/spaces`)).body.results).toHaveLength(25);
  });

  test.each(['0', '251', 'many', '1.5', ''])('refuse a limit of %p', async (limit) => {
    const { status, body } = await client.get(`${api}/spaces?limit=${limit}`);
    expect({ status, code: body.errors[0].code }).toEqual({ status: 400, code: 'INVALID_REQUEST_PARAMETER' });
  });

  const invalid = refusal(
    400,
    'INVALID_REQUEST_PARAMETER',
    "Provided value for 'cursor' is not the correct type. Expected type is Cursor.",
    'The provided cursor was not valid. ' +
      'You can get a new valid cursor by making the original pagination request again.',
  );

  test('refuse a cursor that is none, or another list’s', async () => {
    const { next } = (await client.get(`${api}/spaces`)).body._links;
    const { search } = new URL(next, simulator.url);
    expect(await client.get(`${api}/spaces?cursor=x`)).toMatchObject(invalid);
    expect(await client.get(`${api}/spaces/65536/permissions${search}`)).toMatchObject(invalid);
  });

  test('refuse a cursor that has expired, and give new ones', async () => {
    const { next } = (await client.get(`${api}/spaces`)).body._links;
    expect((await client.get(next)).status).toBe(200);
    simulator.expireCursors();
    expect(await client.get(next)).toMatchObject(invalid);
    expect(await client.all(`${api}/spaces?limit=250`)).toHaveLength(300);
  });

  test('filter and sort spaces', async () => {
    const names = async (query: string) =>
      (await client.all(`${api}/spaces?limit=250&${query}`)).map(({ key }) => key);
    expect(await names('keys=SPACE3,SPACE1')).toEqual(['SPACE1', 'SPACE3']);
    expect(await names('ids=65536&ids=65543')).toEqual(['SPACE0', 'SPACE1']);
    expect(await names('ids=65536,65543&sort=-id')).toEqual(['SPACE1', 'SPACE0']);
    expect(await names('status=archived')).toHaveLength(30);
    expect(await names('sort=key')).toEqual([...site.spaces.values()].map(({ key }) => key).sort());
    expect((await client.get(`${api}/spaces?sort=size`)).status).toBe(400);
  });
});

describe('version 2', () => {
  beforeEach(() => start(siteFrom(smallSite)));
  const get = async (path: string) => (await client.get(`${api}${path}`)).body;

  test('shows a space', async () => {
    const space = {
      id: '10',
      key: 'ENG',
      name: 'Engineering',
      type: 'collaboration',
      status: 'current',
      authorId: '',
      spaceOwnerId: '',
      createdAt: '2024-01-01T00:00:00.000Z',
      homepageId: '1',
      currentActiveAlias: 'ENG',
      description: null,
      icon: null,
      _links: { webui: '/spaces/ENG' },
    };
    expect(await get('/spaces/10')).toEqual(space);
    expect((await get('/spaces')).results[0]).toEqual(space);
  });

  test.each([
    ['/spaces/99/permissions', refusal(404, 'NOT_FOUND', 'Not Found')],
    ['/spaces/99/role-assignments', refusal(404, 'NOT_FOUND', 'Not Found')],
    ['/nothing', refusal(404, 'NOT_FOUND', 'Not Found')],
    [
      '/spaces/ENG/permissions',
      refusal(
        400,
        'INVALID_REQUEST_PARAMETER',
        "Provided value for 'id' is not the correct type. Expected type is Long.",
      ),
    ],
  ])('refuses %s', async (path, refused) => {
    expect(await client.get(`${api}${path}`)).toMatchObject(refused);
  });

  const assigned = () => get('/spaces/10/role-assignments').then(({ results }) => results);
  const ada = { principalType: 'USER', principalId: 'ada' };
  const users = { principalType: 'GROUP', principalId: 'g-users' };
  const licensed = { principalType: 'ACCESS_CLASS', principalId: 'all-licensed-users' };

  test('lists roles and assignments, without the context in the next page’s address', async () => {
    expect(await get('/space-role-mode')).toEqual({ mode: 'ROLES' });
    expect((await get('/space-roles')).results).toHaveLength(2);
    expect((await get('/space-roles?limit=1'))._links.next).toMatch(/^\/api\/v2\/space-roles\?/);
    expect(await assigned()).toEqual([
      { principal: ada, roleId: 'r-admin' },
      { principal: licensed, roleId: 'r-view' },
    ]);
  });

  test.each([
    ['/space-roles?role-type=SYSTEM', 1],
    ['/space-roles?principal-type=USER&principal-id=ada', 1],
    ['/space-roles?space-id=20&principal-type=USER&principal-id=ada', 0],
    ['/spaces/10/role-assignments?role-id=r-view', 1],
    ['/spaces/10/role-assignments?role-type=CUSTOM', 1],
    ['/spaces/10/role-assignments?principal-type=ACCESS_CLASS&principal-id=all-licensed-users', 1],
    ['/spaces/10/role-assignments?principal-type=USER&principal-id=gus', 0],
  ])('filters %s', async (path, count) => {
    expect((await get(path)).results).toHaveLength(count);
  });

  test('needs a principal’s type with its id', async () => {
    expect((await client.get(`${api}/spaces/10/role-assignments?principal-id=ada`)).status).toBe(400);
    expect((await client.get(`${api}/space-roles?principal-type=USER`)).status).toBe(400);
  });

  test('sets assignments: one for a principal, none without a role', async () => {
    const set = (body: unknown) => client.call('POST', `${api}/spaces/10/role-assignments`, { body });
    const wanted = [
      { principal: ada, roleId: 'r-view' },
      { principal: users, roleId: 'r-view' },
    ];
    expect(await set([...wanted, { principal: licensed }])).toMatchObject({
      status: 200,
      body: { results: wanted },
    });
    expect(await assigned()).toEqual(wanted);
    expect((await set([{ principal: licensed }])).status).toBe(200);
    for (const bad of [{ principal: ada }, [{ roleId: 'r-view' }], [{ principal: ada, roleId: 'x' }]])
      expect((await set(bad)).status).toBe(400);
    expect(await assigned()).toEqual(wanted);
  });

  test('may have no roles, whatever its mode says', async () => {
    simulator.site.rolesAvailable = false;
    expect(await get('/space-role-mode')).toEqual({ mode: 'ROLES' });
    for (const path of ['/space-roles', '/spaces/10/role-assignments'])
      expect(await client.get(`${api}${path}`)).toMatchObject(refusal(404, 'NOT_FOUND', 'Not Found'));
  });
});
