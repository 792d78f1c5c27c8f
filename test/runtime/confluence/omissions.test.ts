import { describe, expect, test } from '@jest/globals';
import { connect } from '../../../src/runtime/confluence/connect.ts';
import type { Mishap } from '../../simulator/faults.ts';
import { generateSite } from '../../simulator/generate.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { expectedPermissions } from './expected.ts';
import { everything, hasty, readPermissions, withSimulator } from './reading.ts';
import { Tampering } from './tampering.ts';

// One thing that cannot be read does not end all: it is left out and named.

const always = Number.POSITIVE_INFINITY;

const lookedUp = ({ requests }: Simulator) =>
  requests.filter(({ path }) => path.endsWith('/user/bulk')).map(({ query }) => query.getAll('accountId'));

const paths = ({ requests }: Simulator) => requests.map(({ path }) => path);

describe.each<Mishap>([400, 401, 403, 404, 500, 501, 'html', 'malformed', 'dropped', 'missing-scope'])(
  'what concerns one thing only does not end all: %s',
  (mishap) => {
    const site = generateSite({ users: 120, groups: 6, spaces: 8, permissions: 200 });
    const groups = [...site.groups.values()];

    test('for the members of a group', () =>
      withSimulator({ site }, async (simulator) => {
        const [, group] = groups;
        simulator.inject({ path: new RegExp(`/group/${group?.id}/members`), times: always, mishap });
        const { memberships, names, skipped, spaces } = await readPermissions(simulator);
        const calm = expectedPermissions(site, everything);
        expect(skipped.missing).toEqual([
          { what: `members of the group "${group?.name}"`, why: expect.stringContaining(group?.id ?? '') },
        ]);
        calm.memberships.delete(group?.id ?? '');
        expect(memberships).toEqual(calm.memberships);
        expect(names).toEqual(calm.names);
        expect([...spaces.keys()].sort()).toEqual([...calm.spaces.keys()].sort());
      }));

    test('for the permissions of a space', () =>
      withSimulator({ site }, async (simulator) => {
        const [, space] = site.spaces.values();
        simulator.inject({ path: new RegExp(`/spaces/${space?.id}/permissions`), times: always, mishap });
        const { skipped, ...read } = await readPermissions(simulator);
        const { skipped: _, ...calm } = expectedPermissions(site, everything);
        calm.spaces.delete(space?.key ?? '');
        expect(read.spaces).toEqual(calm.spaces);
        expect(read.memberships).toEqual(calm.memberships);
        expect(skipped.missing).toEqual([
          {
            what: `the space "${space?.name}" (${space?.key})`,
            why: expect.stringContaining(space?.id ?? ''),
          },
        ]);
      }));
  },
);

describe('a look-up of accounts', () => {
  const made = generateSite({ users: 250, groups: 2, spaces: 20, permissions: 1500 });
  for (const [id, user] of made.users) made.users.set(id, { ...user, listed: false });
  for (const [id, group] of made.groups) made.groups.set(id, { ...group, members: [] });
  const calm = expectedPermissions(made, everything);
  const [someone = ''] = calm.people.keys();

  test.each<Mishap>([400, 403, 404, 500, 'malformed'])(
    'that is refused for one account brings all others: %s',
    (mishap) =>
      withSimulator({ site: made }, async (simulator) => {
        const path = new RegExp(`/user/bulk\\?.*accountId=${encodeURIComponent(someone)}`);
        simulator.inject({ path, times: always, mishap });
        const { people, skipped, spaces } = await readPermissions(simulator);
        expect(people).toEqual(
          new Map(calm.people).set(someone, {
            id: someone,
            kind: 'unknown',
            displayName: someone,
            enabled: undefined,
          }),
        );
        expect(spaces).toEqual(calm.spaces);
        expect(skipped.unknownAccounts).toContain(someone);
        expect(skipped.missing).toEqual([
          { what: `the account with the id ${someone}`, why: expect.stringContaining('/user/bulk') },
        ]);
      }),
  );

  test('that always fails leaves all unknown, after a bounded number of calls', () =>
    withSimulator({ site: made }, async (simulator) => {
      simulator.inject({ path: /user\/bulk/, times: always, mishap: 403 });
      const { people, skipped } = await readPermissions(simulator);
      expect(people.size).toBeGreaterThanOrEqual(calm.people.size);
      expect([...people.values()].every(({ enabled }) => enabled === undefined)).toBe(true);
      expect(skipped.missing).toHaveLength(people.size);
      expect(lookedUp(simulator).length).toBeLessThan(200);
    }));
});

describe('a group that no list has, and that holds something,', () => {
  const made = () => {
    const site = generateSite({ users: 30, groups: 4, spaces: 3, permissions: 60 });
    const [group] = site.groups.values();
    const [space] = site.spaces.values();
    if (!group || !space) throw new Error('there are some');
    const principal = { type: 'group', id: group.id } as const;
    const operation = { key: 'administer', targetType: 'space' } as const;
    const permissions = [...space.permissions.filter((each) => each.principal.id !== group.id)];
    site.spaces.set(space.id, {
      ...space,
      permissions: [...permissions, { id: 77_777, principal, operation }],
    });
    return { site, group, space };
  };

  /** Reads a site whose list of groups leaves one out. */
  const readWithout = async (simulator: Simulator, id: string) => {
    const tampering = await Tampering.start(simulator);
    tampering.tamper = (path, answer) => {
      if (!path.endsWith('/rest/api/group')) return answer;
      const { results, ...page } = answer as { readonly results: readonly { readonly id: string }[] };
      return { ...page, results: results.filter((group) => group.id !== id) };
    };
    try {
      const { username, token: apiKey } = simulator.auth;
      const client = connect({ domainUrl: tampering.url, username, apiKey }, hasty);
      return await readPermissions(simulator, everything, client);
    } finally {
      await tampering.stop();
    }
  };

  test('is looked up, with its members', () => {
    const { site, group } = made();
    return withSimulator({ site }, async (simulator) => {
      const { skipped, ...read } = await readWithout(simulator, group.id);
      const { skipped: _, ...calm } = expectedPermissions(site, everything);
      expect(read).toEqual(calm);
      expect(skipped.missing).toEqual([]);
      expect(skipped.goneGroups).toEqual([]);
      expect(paths(simulator).filter((path) => path.endsWith('/by-id'))).toHaveLength(1);
    });
  });

  test('is left out and named if it is gone', () => {
    const { site, group, space } = made();
    site.groups.delete(group.id);
    return withSimulator({ site }, async (simulator) => {
      const { skipped, spaces, names } = await readPermissions(simulator);
      expect(names.has(group.id)).toBe(false);
      expect(skipped.goneGroups).toEqual([group.id]);
      expect(skipped.missing).toEqual([]);
      expect(skipped.dangling).toBeGreaterThan(0);
      expect(spaces.get(space.key)?.held.some((held) => held.includes(group.id))).toBe(false);
    });
  });

  test('makes the reading partial if it cannot be looked up', () => {
    const { site, group } = made();
    return withSimulator({ site }, async (simulator) => {
      simulator.inject({ path: /by-id/, times: always, mishap: 500 });
      const { skipped } = await readWithout(simulator, group.id);
      expect(skipped.missing).toEqual([
        { what: expect.stringContaining(group.id), why: expect.stringContaining('500') },
      ]);
    });
  });
});
