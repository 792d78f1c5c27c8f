import { expect, test } from '@jest/globals';
import {
  accessByPerson,
  accessIn,
  accessOf,
  everything,
  isShared,
  type ReachedAccess,
  tally,
  tellsTypes,
} from '../../src/access/reach.ts';
import type { AccessReport, Space } from '../../src/access/report.ts';
import { defaults, wantedOf } from '../runtime/sync/syncing.ts';
import { generateSite } from '../simulator/generate.ts';
import type { Site } from '../simulator/site.ts';
import { siteFrom } from '../simulator/site-from.ts';
import { reported } from './reading.ts';
import { reviewedSite } from './reviewed-site.ts';

const report = await reported(siteFrom(reviewedSite));
const roles = await reported(siteFrom(reviewedSite), { mode: 'roles' });
const [cid, ada, bob, dan] = [0, 1, 2, 3];
const [adas, cids, engineering] = [0, 1, 2];
const [administer = -1, exports = -1, read = -1] = ['administer space', 'export space', 'read space'].map(
  (name) => report.permissions.indexOf(name),
);
const [admins, staff] = [0, 1];

/** As something to read. */
const plain = (access: readonly ReachedAccess[]) =>
  access.map(({ space, person, ways }) => ({ space, person, ways: Object.fromEntries(ways) }));

test('everybody’s ways to a permission are all told', () => {
  expect(plain(accessIn(report, everything, engineering))).toEqual([
    {
      space: engineering,
      person: ada,
      ways: {
        [administer]: [{ group: admins, entitlement: 0 }],
        [exports]: [{ entitlement: 2 }, { group: admins, entitlement: 2 }, { group: staff, entitlement: 2 }],
        [read]: [{ group: staff, entitlement: 3 }],
      },
    },
    {
      space: engineering,
      person: bob,
      ways: {
        [administer]: [{ group: admins, entitlement: 0 }],
        [exports]: [
          { group: admins, entitlement: 2 },
          { group: staff, entitlement: 2 },
        ],
        [read]: [{ group: staff, entitlement: 3 }],
      },
    },
    {
      space: engineering,
      person: cid,
      ways: {
        [exports]: [{ group: staff, entitlement: 2 }],
        [read]: [{ group: staff, entitlement: 3 }],
      },
    },
  ]);
});

test('a role is the way to all that it allows', () => {
  expect(plain(accessIn(roles, everything, engineering))).toEqual([
    {
      space: engineering,
      person: cid,
      ways: {
        0: [{ entitlement: 0 }],
        3: [{ entitlement: 0 }, { group: staff, entitlement: 1 }],
      },
    },
    ...[ada, bob].map((person) => ({
      space: engineering,
      person,
      ways: {
        0: [{ group: admins, entitlement: 0 }],
        3: [
          { group: admins, entitlement: 0 },
          { group: staff, entitlement: 1 },
        ],
      },
    })),
  ]);
});

test('a person’s access is the same from either side', () => {
  const ofAda = accessOf(report, everything, ada);
  expect(ofAda.map(({ space }) => space)).toEqual([engineering, adas]);
  expect(accessByPerson(report, everything).get(ada)).toEqual(ofAda);
  expect(accessOf(report, everything, dan)).toEqual([]);
});

test('counts tell each permission of a person in a space once', () => {
  const counts = tally(report, everything);
  expect([...counts.peopleIn]).toEqual([2, 1, 3, 0]);
  expect([...counts.spacesOf]).toEqual([2, 2, 2, 0]);
  expect([...counts.permissionsOf]).toEqual([3, 4, 4, 0]);
  expect([administer, exports, read].map((number) => counts.peopleWith(engineering, number))).toEqual([
    2, 3, 3,
  ]);
  expect([cid, ada, bob, dan].map((person) => counts.spacesWith(person, administer))).toEqual([0, 1, 1, 0]);
});

test.each([
  ['held directly', { ways: 'direct' }, [1, 2, 1, 0]],
  ['held through groups', { ways: 'group' }, [1, 1, 1, 0]],
  ['of disabled accounts', { hasPerson: (person) => person === bob }, [0, 0, 2, 0]],
  ['in one space', { hasSpace: (space) => space === adas }, [0, 1, 1, 0]],
  ['of one permission', { hasPermission: (permission) => permission === exports }, [1, 1, 1, 0]],
  ['through a group that a search has found', { named: found({ groups: [admins] }) }, [0, 1, 1, 0]],
  ['of people that a search has found', { named: found({ people: [cid] }) }, [2, 0, 0, 0]],
  ['in spaces that a search has found', { named: found({ spaces: [cids] }) }, [1, 0, 0, 0]],
] as const satisfies readonly (readonly [string, Partial<typeof everything>, readonly number[]])[])(
  'only access %s counts where only that is in scope',
  (_, scope, spacesOf) => {
    expect([...tally(report, { ...everything, ...scope }).spacesOf]).toEqual(spacesOf);
  },
);

function found(some: { people?: readonly number[]; groups?: readonly number[]; spaces?: readonly number[] }) {
  const { people = [], groups = [], spaces = [] } = some;
  return { people: new Set(people), groups: new Set(groups), spaces: new Set(spaces) };
}

test('what counts is what the site says', async () => {
  const site = generateSite({ users: 80, groups: 12, spaces: 25, permissions: 900, seed: 4 });
  const large = await reported(site, { expand: false });
  const counts = tally(large, everything);
  const permissionsOf = permissionsIn(site);
  expect(permissionsOf.size).toBeGreaterThan(50);
  expect(new Map(large.people.map(({ id }, number) => [id, counts.permissionsOf[number]]))).toEqual(
    new Map(large.people.map(({ id }) => [id, permissionsOf.get(id) ?? 0])),
  );
});

/** How many permissions each account has, by the site itself. */
function permissionsIn(site: Site): ReadonlyMap<string, number> {
  const all = [...site.spaces.values()].flatMap((space) =>
    space.permissions
      .filter(({ operation: { key, targetType } }) =>
        wantedOf(defaults.nouns, defaults.verbs)(key, targetType),
      )
      .flatMap(({ principal: { type, id }, operation: { key, targetType } }) =>
        (type === 'group' ? (site.groups.get(id)?.members ?? []) : [id]).map(
          (account) => `${account} ${space.id} ${key} ${targetType}`,
        ),
      ),
  );
  const ofAccounts = Map.groupBy(new Set(all), (each) => each.split(' ')[0] ?? '');
  return new Map(Array.from(ofAccounts, ([account, those]) => [account, those.length]));
}

test.each([
  ['the owner alone', { ownerId: 'ada', held: [held([ada])] }, false],
  ['the owner and somebody else', { ownerId: 'ada', held: [held([ada, bob])] }, true],
  ['somebody else alone', { ownerId: 'ada', held: [held([bob])] }, true],
  ['a group', { ownerId: 'ada', held: [held([ada], [staff])] }, true],
  [
    'the owner, and anybody on the internet',
    { ownerId: 'ada', held: [], anonymousAccess: ['read space'] },
    true,
  ],
  [
    'a class of people',
    { ownerId: 'ada', held: [], accessClasses: { 'all-licensed-users': ['read space'] } },
    true,
  ],
  ['nobody', { ownerId: 'ada', held: [] }, false],
  ['one person, where the owner is not told', { held: [held([bob]), held([bob])] }, false],
  ['two people, where the owner is not told', { held: [held([ada]), held([bob])] }, true],
])('whether a personal space is shared that is held by %s', (_, space, shared) => {
  const personal = { id: '9', name: 'Mine', type: 'personal', ...space };
  expect(isShared(report, personal)).toBe(shared);
  expect(isShared(report, { ...personal, type: 'global' })).toBe(false);
});

function held(people: readonly number[], groups: readonly number[] = []): Space['held'][number] {
  return { entitlement: 0, people, groups };
}

test('a file without types of spaces does not tell which are personal', () => {
  const withoutTypes: AccessReport = {
    ...report,
    spaces: report.spaces.map(({ type, ...space }) => space),
  };
  expect(tellsTypes(withoutTypes)).toBe(false);
  expect(tellsTypes(report)).toBe(true);
  expect(tellsTypes({ ...report, spaces: [] })).toBe(true);
});
