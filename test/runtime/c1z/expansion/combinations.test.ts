import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { combinations } from '../../../../src/runtime/c1z/expansion/combinations.ts';

test.each<[string, number[][], Record<string, number[]>]>([
  ['no group', [], {}],
  ['an empty group', [[]], {}],
  ['one group', [[0, 2]], { '0': [0, 2] }],
  ['groups apart', [[0], [1]], { '0': [0], '1': [1] }],
  [
    'groups that overlap',
    [
      [0, 1],
      [1, 2],
    ],
    { '0': [0], '0,1': [1], '1': [2] },
  ],
  ['the first and the last of three', [[0], [], [0]], { '0,2': [0] }],
])('%s', (_, groups, expected) => {
  expect(sorted(groups)).toEqual(expected);
});

test('whatever the groups are, every member is where its groups say', () => {
  const members = fc.uniqueArray(fc.nat(30), { maxLength: 20 });
  fc.assert(
    fc.property(fc.array(members, { maxLength: 40 }), (groups) => {
      const expected: Record<string, number[]> = {};
      for (const member of new Set(groups.flat())) {
        const key = String(groups.flatMap((group, index) => (group.includes(member) ? [index] : [])));
        expected[key] = [...(expected[key] ?? []), member].sort((a, b) => a - b);
      }
      expect(sorted(groups)).toEqual(expected);
    }),
  );
});

/** Members by their groups; the scratch must be as it was. */
function sorted(groups: readonly (readonly number[])[]): Readonly<Record<string, readonly number[]>> {
  const scratch = new Int32Array(32);
  const found = combinations(
    groups.map((members) => Uint32Array.from(members)),
    scratch,
  );
  expect(scratch.every((place) => place === 0)).toBe(true);
  return Object.fromEntries(
    found.map(({ groups, members }) => [String(groups), [...members].sort((a, b) => a - b)]),
  );
}
