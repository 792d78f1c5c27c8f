import { describe, expect, test } from '@jest/globals';
import { refusedSpace } from '../../simulator/faults.ts';
import { generateSite } from '../../simulator/generate.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { expectedRoles } from './expected.ts';
import { everything, readRoles, withSimulator } from './reading.ts';

const large = { users: 700, groups: 30, spaces: 40, assignments: 4000 } as const;

/** The roles as they are in the site. */
const rolesOf = (site: ReturnType<typeof generateSite>) =>
  new Map(
    [...site.roles.values()].map(({ id, type, name, description, spacePermissions: permissions }) => [
      id,
      { id, name, description, builtIn: type === 'SYSTEM', permissions },
    ]),
  );

/** Whatever was asked for, but for who has logged in. */
const askedForLists = ({ requests }: Simulator) =>
  requests.map(({ path }) => path).filter((path) => !path.endsWith('/user/current'));

test.each([{ seed: 1 }, { seed: 2 }, { ...large, seed: 3 }])(
  'hands on what follows from the site: %j',
  (options) => {
    const site = generateSite(options);
    return withSimulator({ site }, async (simulator) => {
      const read = await readRoles(simulator);
      expect(read).toEqual({ ...expectedRoles(site, everything), byId: rolesOf(site) });
      expect(read.skipped.accessClasses.size).toBeGreaterThan(0);
      expect(simulator.requests.some(({ path }) => path.endsWith('/permissions'))).toBe(false);
    });
  },
);

test('names the classes of people that have roles, and where', () =>
  withSimulator({ site: siteFrom({ ...smallSite, roleMode: 'ROLES' }) }, async (simulator) => {
    const { skipped } = await readRoles(simulator);
    expect([...skipped.accessClasses]).toEqual([['all-licensed-users', { permissions: 1, spaces: 1 }]]);
    expect(skipped.anonymous).toEqual({ permissions: 0, spaces: 0 });
  }));

test('reads the same under a storm', () => {
  const site = generateSite(large);
  const shares = { 429: 0.1, 500: 0.2, dropped: 0.02, 'expired-cursor': 0.1 };
  return withSimulator({ site, faults: { shares, retryAfterSeconds: 0.04 } }, async (simulator) => {
    const { byId, ...read } = await readRoles(simulator);
    expect(read).toEqual(expectedRoles(site, everything));
  });
});

test('skips and names a space whose assignments cannot be read', () => {
  const site = generateSite();
  const [space] = site.spaces.values();
  return withSimulator(
    { site, faults: { rules: [refusedSpace(space?.id ?? '', 404)] } },
    async (simulator) => {
      const { spaces, skipped } = await readRoles(simulator);
      expect(skipped.missing).toEqual([
        { what: `the space "${space?.name}" (${space?.key})`, why: expect.stringContaining('404') },
      ]);
      expect(spaces.size).toBe(site.spaces.size - 1);
    },
  );
});

test('counts assignments of a role that the site does not list', () => {
  const site = generateSite({ spaces: 1, assignments: 3 });
  for (const id of [...site.roles.keys()]) site.roles.delete(id);
  return withSimulator({ site }, async (simulator) => {
    const { spaces, skipped } = await readRoles(simulator);
    expect([...spaces.values()].map(({ held }) => held)).toEqual([[]]);
    expect(skipped.dangling).toBe(3);
  });
});

describe('explains, before anything is handed on, that there are no roles', () => {
  test('where the site does not use them yet', () =>
    withSimulator({ site: generateSite({ roleMode: 'PRE_ROLES' }) }, async (simulator) => {
      await expect(readRoles(simulator)).rejects.toMatchObject({
        failure: 'missing',
        message: expect.stringMatching(/PRE_ROLES.*--use-rbac/),
      });
      expect(askedForLists(simulator)).toEqual(['/wiki/api/v2/space-role-mode']);
    }));

  test.each(['ROLES', 'ROLES_TRANSITION'] as const)(
    'where the site only says that it has them: %s',
    (roleMode) => {
      const site = generateSite({ roleMode });
      site.rolesAvailable = false;
      return withSimulator({ site }, async (simulator) => {
        await expect(readRoles(simulator)).rejects.toMatchObject({
          failure: 'missing',
          message: expect.stringMatching(new RegExp(`says ${roleMode}.*404.*--use-rbac`)),
        });
        expect(askedForLists(simulator)).toEqual([
          '/wiki/api/v2/space-role-mode',
          '/wiki/api/v2/space-roles',
        ]);
      });
    },
  );

  test('where the site knows nothing of a mode', () =>
    withSimulator({ site: generateSite() }, async (simulator) => {
      simulator.inject({ path: /space-role-mode/, mishap: 404 });
      await expect(readRoles(simulator)).rejects.toMatchObject({
        failure: 'missing',
        message: expect.stringContaining('--use-rbac'),
      });
    }));
});
