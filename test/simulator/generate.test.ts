import { describe, expect, test } from '@jest/globals';
import { generateSite } from './generate.ts';
import { grantableOperations, isSame, newerOperations, readSpace } from './operations.ts';
import type { Site } from './site.ts';

const totals = (site: Site) => {
  const spaces = [...site.spaces.values()];
  return {
    users: [...site.users.values()].filter(({ listed }) => listed).length,
    groups: site.groups.size,
    spaces: site.spaces.size,
    permissions: spaces.flatMap(({ permissions }) => permissions).length,
    assignments: spaces.flatMap(({ assignments }) => assignments).length,
  };
};

describe('a generated site', () => {
  test('follows from its options', () => {
    expect(generateSite({ seed: 3, users: 80 })).toEqual(generateSite({ seed: 3, users: 80 }));
    expect(generateSite({ seed: 4, users: 80 })).not.toEqual(generateSite({ seed: 3, users: 80 }));
    const [one, other] = [generateSite({ users: 80 }), generateSite({ users: 81 })];
    expect([...one.spaces.keys()]).toEqual([...other.spaces.keys()]);
  });

  test.each([
    { users: 0, groups: 0, spaces: 0, permissions: 0, assignments: 0 },
    { users: 1, groups: 0, spaces: 1, permissions: 20, assignments: 1 },
    { users: 10, groups: 3, spaces: 7, permissions: 100, assignments: 21 },
    { users: 300, groups: 40, spaces: 60, permissions: 5000, assignments: 100 },
    { users: 5000, groups: 100, spaces: 500, permissions: 29_000, assignments: 1500 },
  ])('is exactly as large as asked: $permissions permissions', (size) => {
    expect(totals(generateSite(size))).toEqual(size);
  });

  test('cannot hold more than its principals can have', () => {
    expect(() => generateSite({ users: 2, groups: 0, spaces: 1, permissions: 1000 })).toThrow(
      new RangeError('1000 permissions in one space, of 81 possible ones'),
    );
    expect(() => generateSite({ users: 2, groups: 0, spaces: 1, permissions: 0, assignments: 9 })).toThrow(
      RangeError,
    );
  });

  const site = generateSite();
  const users = [...site.users.values()];
  const groups = [...site.groups.values()];
  const spaces = [...site.spaces.values()];
  const permissions = spaces.flatMap((space) => space.permissions);
  const principals = permissions.map(({ principal }) => principal);
  const assignments = spaces.flatMap((space) => space.assignments);

  test.each<[string, boolean]>([
    ['bots', users.some(({ accountType }) => accountType === 'app')],
    ['customers', users.some(({ accountType }) => accountType === 'customer')],
    [
      'disabled accounts',
      users.some(({ accountType, licensed }) => accountType === 'atlassian' && !licensed),
    ],
    ['guests', users.some(({ guest }) => guest)],
    ['hidden e-mails', users.some(({ accountType, email }) => accountType === 'atlassian' && email === '')],
    ['names outside of Latin', users.some(({ displayName }) => /\p{Script=Arabic}/u.test(displayName))],
    ['accounts in no list', users.some(({ listed }) => !listed)],
    ['empty groups', groups.some(({ members }) => members.length === 0)],
    ['personal spaces', spaces.some(({ type, key }) => type === 'personal' && key.startsWith('~'))],
    ['archived spaces', spaces.some(({ status }) => status === 'archived')],
    ['spaces with more than one page', spaces.some((space) => space.permissions.length > 250)],
    ['anonymous access', principals.some(({ id }) => id === 'anonymous')],
    ['permissions of roles', principals.some(({ type, id }) => type === 'role' && site.roles.has(id))],
    ['permissions of groups', principals.some(({ type, id }) => type === 'group' && site.groups.has(id))],
    ['accounts that are gone', principals.some(({ type, id }) => type === 'user' && !site.users.has(id))],
    [
      'permissions of accounts in no list',
      principals.some(({ type, id }) => type === 'user' && site.users.get(id)?.listed === false),
    ],
    [
      'pairs that are new',
      permissions.some(({ operation }) => newerOperations.some((newer) => isSame(newer, operation))),
    ],
    ['access classes', assignments.some(({ principal }) => principal.principalType === 'ACCESS_CLASS')],
    ['custom roles', [...site.roles.values()].some(({ type }) => type === 'CUSTOM')],
  ])('has %s', (_, there) => {
    expect(there).toBe(true);
  });

  test('knows who logs in by its first user', () => {
    expect(users[0]).toMatchObject({ accountType: 'atlassian', licensed: true, guest: false });
  });

  test('gives a principal each permission once, and the one to read with any other', () => {
    for (const space of spaces) {
      const given = space.permissions.map(({ principal, operation }) =>
        JSON.stringify([principal, operation]),
      );
      expect(new Set(given).size).toBe(given.length);
      for (const { principal } of space.permissions)
        expect(given).toContain(JSON.stringify([principal, readSpace]));
      const assigned = space.assignments.map(({ principal }) => JSON.stringify(principal));
      expect(new Set(assigned).size).toBe(assigned.length);
    }
    expect(new Set(permissions.map(({ id }) => id)).size).toBe(permissions.length);
    expect(new Set(spaces.map(({ key }) => key)).size).toBe(spaces.length);
    expect(grantableOperations).toHaveLength(14);
  });
});
