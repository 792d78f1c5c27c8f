import { describe, expect, test } from '@jest/globals';
import type { Stats } from '../../../src/runtime/c1z/stats.ts';
import { ShrinkageError, shrinkages } from '../../../src/runtime/sync/shrinkage.ts';

const stats = (
  resourcesByType: Stats['resourcesByType'],
  grantsByType: Stats['grantsByType'] = {},
): Stats => ({
  resourceTypes: 5,
  resources: 0,
  entitlements: 0,
  grants: 0,
  resourcesByType,
  entitlementsByType: {},
  grantsByType,
});

describe('shrinkages', () => {
  test('names every count that has fallen by more than the share', () => {
    const before = stats({ user: 1_000, group: 50, space: 10 }, { group: 5_000, space: 5_000 });
    const now = stats({ user: 799, group: 40, space: 0 }, { group: 6_000, space: 1_200 });
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
    const found = shrinkages(stats({ user: before }), stats({ user: now }), mostShrunk);
    expect(found).toHaveLength(refused ? 1 : 0);
  });

  test('takes a type that is not told of for none', () => {
    expect(shrinkages(stats({ space: 4 }), stats({}), 0.2)).toEqual([{ what: 'spaces', before: 4, now: 0 }]);
    expect(shrinkages(stats({}), stats({ space: 4 }), 0.2)).toEqual([]);
  });

  test('does not count roles that nobody may have', () => {
    const before = stats({ space_role: 9, space_role_assignment: 9 });
    expect(shrinkages(before, stats({}), 0.2)).toEqual([{ what: 'role assignments', before: 9, now: 0 }]);
  });
});

test('an error lists the counts, and says what to do', () => {
  const { message } = new ShrinkageError('sync.c1z', [
    { what: 'users', before: 3, now: 2 },
    { what: 'grants on spaces', before: 5_000, now: 1_200 },
  ]);
  expect(message.split('\n')).toEqual([
    'Much less has been found than sync.c1z holds:',
    '  users: 2 instead of 3 (-33%)',
    '  grants on spaces: 1,200 instead of 5,000 (-76%)',
    "Check whether the token's owner still sees everything, and whether this sync was to read less. If all is right, replace the file with --force.",
  ]);
});
