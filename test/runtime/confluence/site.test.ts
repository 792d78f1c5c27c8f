import { describe, expect, test } from '@jest/globals';
import { connect } from '../../../src/runtime/confluence/connect.ts';
import { searchOf } from '../../../src/runtime/confluence/directory.ts';
import { ConfluenceError } from '../../../src/runtime/confluence/error.ts';
import { readList } from '../../../src/runtime/confluence/lists.ts';
import { readSite } from '../../../src/runtime/confluence/site.ts';
import { generateSite } from '../../simulator/generate.ts';
import { grantableOperations } from '../../simulator/operations.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { Collector } from './collector.ts';
import { expectedPermissions } from './expected.ts';
import { clientOf, everything, hasty, readPermissions, withSimulator } from './reading.ts';

const always = Number.POSITIVE_INFINITY;

/** Large enough for several pages of accounts, members, and permissions of a space. */
const large = { users: 900, groups: 30, spaces: 120, permissions: 6000 } as const;

const lookedUp = ({ requests }: Simulator) =>
  requests.filter(({ path }) => path.endsWith('/user/bulk')).map(({ query }) => query.getAll('accountId'));

const paths = ({ requests }: Simulator) => requests.map(({ path }) => path);

const inside = { kind: 'person', guest: false, external: false };
const outside = { kind: 'person', guest: true, external: true };

test('hands on a small site as it is', () =>
  withSimulator({ site: siteFrom(smallSite) }, async (simulator) => {
    const read = await readPermissions(simulator, { ...everything, wanted: () => true });
    expect(read).toEqual({
      people: new Map([
        ['ada', { id: 'ada', displayName: 'Ada', email: 'ada@acme.com', enabled: true, ...inside }],
        ['eve', { id: 'eve', displayName: 'Eve', enabled: false, ...inside }],
        ['gus', { id: 'gus', displayName: 'Gus', email: 'gus@example.com', enabled: true, ...outside }],
        ['una', { id: 'una', displayName: 'Una', enabled: true, ...inside }],
      ]),
      names: new Map([
        ['g-empty', 'empty'],
        ['g-users', 'users'],
      ]),
      memberships: new Map([
        ['g-users', ['ada', 'eve']],
        ['g-empty', []],
      ]),
      spaces: new Map([
        [
          'OLD',
          {
            space: { id: '20', key: 'OLD', name: 'Old', type: 'global', status: 'archived' },
            held: [],
            open: { anonymous: ['read space'], classes: new Map() },
          },
        ],
        [
          'ENG',
          {
            space: { id: '10', key: 'ENG', name: 'Engineering', type: 'collaboration', status: 'current' },
            held: ['group g-users create page', 'group g-users read space', 'user una create whiteboard'],
            open: { anonymous: [], classes: new Map() },
          },
        ],
      ]),
      skipped: {
        bots: 1,
        customers: 0,
        otherAccounts: 0,
        personalSpaces: 0,
        archivedSpaces: 0,
        anonymous: { permissions: 1, spaces: 1 },
        accessClasses: new Map(),
        unwanted: 0,
        dangling: 0,
        goneGroups: [],
        unknownAccounts: [],
        unusable: new Map(),
        missing: [],
        searchCapped: false,
      },
    });
  }));

describe('hands on what follows from the site', () => {
  test.each([
    ['all of it', {}],
    ['without personal spaces', { personalSpaces: false }],
    ['without archived spaces', { archivedSpaces: false }],
    ['without either', { personalSpaces: false, archivedSpaces: false }],
    ['some pairs only', { wanted: (verb: string, noun: string) => verb === 'create' && noun !== 'page' }],
    ['pairs nobody can grant', { wanted: () => true }],
  ])('%s', (_, narrowed) => {
    const options = { ...everything, ...narrowed };
    const site = generateSite(large);
    return withSimulator({ site }, async (simulator) => {
      expect(await readPermissions(simulator, options)).toEqual(expectedPermissions(site, options));
    });
  });

  test.each([1, 2, 3, 4, 5].map((seed) => ({ seed })))('a small site made from seed $seed', ({ seed }) => {
    const site = generateSite({ seed });
    return withSimulator({ site }, async (simulator) => {
      expect(await readPermissions(simulator)).toEqual(expectedPermissions(site, everything));
    });
  });

  test('an empty site', () => {
    const site = siteFrom({ users: [], groups: [], spaces: [] });
    return withSimulator({ site }, async (simulator) => {
      expect(await readPermissions(simulator)).toEqual(expectedPermissions(site, everything));
    });
  });
});

test('names the classes of people that hold something, and where', () => {
  const role = { type: 'role', id: 'r-1' } as const;
  const anonymous = { type: 'user', id: 'anonymous' } as const;
  const permissionsOf = (...principals: readonly (typeof role | typeof anonymous)[]) =>
    principals.map((principal, index) => ({
      id: index,
      principal,
      operation: grantableOperations[index] as (typeof grantableOperations)[number],
    }));
  const made = generateSite({ spaces: 3 });
  const [first, second, third] = [...made.spaces.values()].map(({ id }) => made.space(id));
  if (!first || !second || !third) throw new Error('there are three');
  made.spaces.set(first.id, { ...first, permissions: permissionsOf(role, role, anonymous) });
  made.spaces.set(second.id, { ...second, permissions: permissionsOf(role) });
  made.spaces.set(third.id, { ...third, permissions: [] });
  return withSimulator({ site: made }, async (simulator) => {
    const { skipped } = await readPermissions(simulator);
    expect([...skipped.accessClasses]).toEqual([['role', { permissions: 3, spaces: 2 }]]);
    expect(skipped.anonymous).toEqual({ permissions: 1, spaces: 1 });
  });
});

describe('guests', () => {
  const made = generateSite({ users: 60 });
  // In no group and no permission, so that nothing but the search tells of them.
  const guests = [...made.users.values()].filter(({ guest }) => guest).map(({ accountId }) => accountId);
  for (const [id, group] of made.groups) {
    made.groups.set(id, { ...group, members: group.members.filter((member) => !guests.includes(member)) });
  }
  for (const [id, space] of made.spaces) {
    const permissions = space.permissions.filter(({ principal }) => !guests.includes(principal.id));
    made.spaces.set(id, { ...space, permissions });
  }

  test('are handed on, although the search leaves them out unless it is told not to', () =>
    withSimulator({ site: made }, async (simulator) => {
      const { people } = await readPermissions(simulator);
      const ofPeople = guests.filter((id) => made.users.get(id)?.accountType === 'atlassian');
      expect(ofPeople.length).toBeGreaterThan(0);
      expect([...people.keys()]).toEqual(expect.arrayContaining(ofPeople));
      const { rows } = await readList(clientOf(simulator), searchOf('none'));
      const found = rows.map(({ user }) => user?.accountId ?? '');
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter((id) => guests.includes(id))).toEqual([]);
    }));
});

test('looks up accounts that are in no list, many at once and each of them once', () => {
  const site = generateSite(large);
  return withSimulator({ site }, async (simulator) => {
    const { people } = await readPermissions(simulator);
    const unlisted = [...people.keys()].filter((id) => site.users.get(id)?.listed === false);
    expect(unlisted.length).toBeGreaterThan(0);
    const calls = lookedUp(simulator);
    expect(calls).toHaveLength(1);
    expect(calls.flat()).toHaveLength(new Set(calls.flat()).size);
    expect(calls.flat()).toEqual(expect.arrayContaining(unlisted));
  });
});

test('looks up no more than 100 accounts at once', () => {
  const made = generateSite({ users: 300, groups: 2, spaces: 40, permissions: 3000 });
  for (const [id, user] of made.users) made.users.set(id, { ...user, listed: false });
  for (const [id, group] of made.groups) made.groups.set(id, { ...group, members: [] });
  return withSimulator({ site: made }, async (simulator) => {
    expect(await readPermissions(simulator)).toEqual(expectedPermissions(made, everything));
    const calls = lookedUp(simulator);
    expect(Math.max(...calls.map((ids) => ids.length))).toBeLessThanOrEqual(100);
    expect(calls.flat()).toHaveLength(new Set(calls.flat()).size);
  });
});

test('loses nobody beyond the search’s cap who is in a group or holds a permission', () => {
  const site = generateSite(large);
  return withSimulator({ site, searchCap: 100 }, async (simulator) => {
    const read = await readPermissions(simulator);
    expect(read).toEqual(expectedPermissions(site, everything, 100));
    expect(read.people.size).toBeGreaterThan(100);
  });
});

test.each([
  ['searches for guests apart where a search for all came to its cap', 10_100, false],
  ['says when that came to its cap, too', 11_200, true],
])('%s', (_, users, capped) => {
  const site = generateSite({ users, groups: 3, spaces: 1, permissions: 10 });
  return withSimulator({ site }, async (simulator) => {
    const { people, skipped } = await readPermissions(simulator);
    expect(skipped.searchCapped).toBe(capped);
    expect(people).toEqual(expectedPermissions(site, everything).people);
  });
});

test('reads the gateway with a scoped token', () => {
  const site = generateSite(large);
  return withSimulator({ site }, async (simulator) => {
    const { auth, cloudId, url } = simulator;
    const gateway = `${url}/ex/confluence`;
    const access = { domainUrl: 'acme.atlassian.net', username: auth.username, cloudId, gateway };
    const client = connect({ ...access, apiKey: auth.scopedToken }, hasty);
    const read = await readPermissions(simulator, everything, client);
    expect(read).toEqual(expectedPermissions(site, everything));
    expect(paths(simulator).every((path) => path.startsWith(`/ex/confluence/${cloudId}/wiki/`))).toBe(true);
  });
});

test('begins a list anew whose cursor has expired, and hands nothing on twice', () => {
  const site = generateSite(large);
  const faults = { shares: { 'expired-cursor': 0.2 } } as const;
  return withSimulator({ site, faults }, async (simulator) => {
    expect(await readPermissions(simulator)).toEqual(expectedPermissions(site, everything));
    expect(simulator.requests.filter(({ status }) => status === 400).length).toBeGreaterThan(0);
  });
});

test('hands nothing on twice where lists shift', () => {
  const site = generateSite(large);
  return withSimulator({ site, faults: { latencyMs: 1 } }, async (simulator) => {
    const reading = readPermissions(simulator);
    // Those who come first push the others into the next page.
    const users = [...site.users];
    for (let turn = 0; turn < 20; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 3));
      const id = `newcomer-${turn}`;
      const newcomer = { ...(users[0] as (typeof users)[number])[1], accountId: id };
      const now = [[id, newcomer] as const, ...site.users];
      site.users.clear();
      for (const [key, user] of now) site.users.set(key, user);
    }
    const { spaces } = await reading;
    expect(spaces.size).toBe(120);
  });
});

describe('a storm', () => {
  const site = generateSite(large);
  const calm = expectedPermissions(site, everything);

  test.each([1])('changes nothing of the result (seed %d)', (seed) =>
    withSimulator(
      {
        site,
        seed,
        faults: {
          shares: {
            429: 0.1,
            503: 0.05,
            500: 0.1,
            502: 0.05,
            dropped: 0.02,
            cut: 0.01,
            malformed: 0.01,
            html: 0.01,
          },
          retryAfterSeconds: 0.02,
        },
      },
      async (simulator) => {
        const client = clientOf(simulator);
        expect(await readPermissions(simulator, everything, client)).toEqual(calm);
        expect(client.cost.retries).toBeGreaterThan(50);
        expect(client.cost.requests).toBe(simulator.requests.length);
      },
    ),
  );

  test('of a budget of requests is waited for', () =>
    withSimulator(
      { site: generateSite({ spaces: 60 }), faults: { budget: { requests: 60, windowSeconds: 0.8 } } },
      async (simulator) => {
        const { spaces } = await readPermissions(simulator);
        expect(spaces.size).toBe(60);
        expect(simulator.requests.filter(({ early }) => early)).toEqual([]);
      },
    ));
});

test('holds no more than a few spaces while their principals are not known', () =>
  withSimulator({ site: generateSite(large) }, async (simulator) => {
    simulator.inject({ path: /membersByGroupId/, mishap: 'stalled' });
    const controller = new AbortController();
    const client = clientOf(simulator, { ...hasty, signal: controller.signal });
    const reading = readPermissions(simulator, everything, client);
    const spacesAsked = () => new Set(paths(simulator).filter((path) => path.endsWith('/permissions'))).size;
    while (spacesAsked() < 64) await new Promise((resolve) => setTimeout(resolve, 10));
    // Time enough for more, were there no limit.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(spacesAsked()).toBe(64);
    controller.abort();
    await expect(reading).rejects.toMatchObject({ failure: 'stopped' });
  }));

test('hands nothing on once it has failed, and soon asks nothing more', () => {
  const site = generateSite({ users: 300, groups: 10, spaces: 600, permissions: 3000 });
  return withSimulator({ site, faults: { latencyMs: [0, 20] } }, async (simulator) => {
    simulator.inject({ path: /./, nth: 130, times: always, mishap: 401 });
    const collector = new Collector();
    await expect(readSite(clientOf(simulator), everything, collector)).rejects.toThrow(ConfluenceError);
    const handedOn = collector.spaces.size;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(collector.spaces.size).toBe(handedOn);
    // What was in line comes to its end.
    expect(simulator.requests.length).toBeLessThan(300);
  });
});
