import { describe, expect, test } from '@jest/globals';
import type { Choice } from '../../../src/runtime/c1z/record.ts';
import type { Counts } from '../../../src/runtime/c1z/stats.ts';
import { compare, ShrinkageError, type SyncCounts } from '../../../src/runtime/sync/shrinkage-guard.ts';
import { everything } from '../../support/choice.ts';

const found = (resources: Counts, grants: Counts = {}, choice?: Choice): SyncCounts => ({
  resources,
  grants,
  choice,
});

const shrinkages = (before: SyncCounts, now: SyncCounts, mostShrunk: number) =>
  compare(before, now, mostShrunk).shrinkages;

describe('shrinkages', () => {
  test('names every count that has fallen by more than the share', () => {
    const before = found({ user: 1_000, group: 50, space: 10 }, { group: 5_000, space: 5_000 });
    const now = found({ user: 799, group: 40, space: 0 }, { group: 6_000, space: 1_200 });
    expect(shrinkages(before, now, 0.2)).toEqual([
      { what: 'users', before: 1_000, now: 799 },
      { what: 'spaces', before: 10, now: 0 },
      { what: 'grants on spaces', before: 5_000, now: 1_200 },
    ]);
  });

  test.each([
    [10, 9, 0.1, false],
    [10, 8, 0.1, true],
    [10, 10, 0, false],
    [10, 9, 0, true],
    [10, 0, 1, false],
    [0, 0, 0, false],
    [0, 5, 0, false],
    [1, 0, 0.99, true],
    [3, 2, 1 / 3, false],
  ])('%i, now %i, where a share of %f may be lost: %s', (before, now, mostShrunk, refused) => {
    const fallen = shrinkages(found({ user: before }), found({ user: now }), mostShrunk);
    expect(fallen).toHaveLength(refused ? 1 : 0);
  });

  test('takes a type that is not told of for none', () => {
    expect(shrinkages(found({ space: 4 }), found({}), 0.2)).toEqual([{ what: 'spaces', before: 4, now: 0 }]);
    expect(shrinkages(found({}), found({ space: 4 }), 0.2)).toEqual([]);
  });

  test('does not count roles that nobody may have', () => {
    const before = found({ space_role: 9, space_role_assignment: 9 });
    expect(shrinkages(before, found({}), 0.2)).toEqual([{ what: 'role assignments', before: 9, now: 0 }]);
  });
});

describe('what is compared', () => {
  const whole = { ...everything, nouns: ['page', 'space'], verbs: ['read', 'create'] };
  const many = { user: 9, group: 9, space: 9, space_role_assignment: 9 };
  const ofUsersAndGroups = ['users', 'groups', 'grants on groups'];
  const all = [
    ...ofUsersAndGroups,
    'spaces',
    'role assignments',
    'grants on spaces',
    'grants on role assignments',
  ];

  test.each<[string, Partial<Choice>, readonly string[]]>([
    ['the same', {}, all],
    ['the same words in another order', { nouns: ['space', 'page'] }, all],
    ['other verbs', { verbs: ['read'] }, all.filter((what) => what !== 'grants on spaces')],
    ['roles', { mode: 'roles' }, [...ofUsersAndGroups, 'spaces']],
    ['no archived spaces', { archivedSpaces: false }, ofUsersAndGroups],
    ['users only', { resourceTypes: ['user'] }, ['users']],
    ['users and groups', { resourceTypes: ['group', 'user'] }, ofUsersAndGroups],
    ['no grants', { withoutGrants: true }, ['users', 'groups', 'spaces', 'role assignments']],
    ['single resources', { resources: ['space:1'] }, []],
  ])('is what both were to read: %s', (_, change, compared) => {
    const before = found(many, many, whole);
    const now = found({}, {}, { ...whole, ...change });
    const { shrinkages: fallen, notCompared } = compare(before, now, 0);
    expect(fallen.map(({ what }) => what).sort()).toEqual([...compared].sort());
    expect([...fallen.map(({ what }) => what), ...notCompared].sort()).toEqual([...all].sort());
  });

  test('is everything if one of them does not say what it was to read', () => {
    expect(compare(found(many, many), found({}, {}, whole), 0).notCompared).toEqual([]);
  });
});

test('an error lists the counts, and says what to do', () => {
  const { message } = new ShrinkageError(
    'sync.c1z',
    [
      { what: 'users', before: 3, now: 2 },
      { what: 'grants on spaces', before: 5_000, now: 1_200 },
    ],
    'Or pray.',
  );
  expect(message.split('\n')).toEqual([
    'Much less has been found than sync.c1z holds:',
    '  users: 2 instead of 3 (-33%)',
    '  grants on spaces: 1,200 instead of 5,000 (-76%)',
    "Check whether the token's owner still sees everything. If all is right, accept these figures with --accept-shrinkage users=2,grants-on-spaces=1200 (BATON_ACCEPT_SHRINKAGE): it holds for them, and for nothing less. Or pray.",
  ]);
});
