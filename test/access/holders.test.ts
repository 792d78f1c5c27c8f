import { expect, test } from '@jest/globals';
import { givenBy, type Holder, holdersIn, tallyGroups } from '../../src/access/holders.ts';
import { accessIn, everything, numberOf, type ReportScope } from '../../src/access/reach.ts';
import { generateSite } from '../simulator/generate.ts';
import { siteFrom } from '../simulator/site-from.ts';
import { reported } from './reading.ts';
import { reviewedSite } from './reviewed-site.ts';

const report = await reported(siteFrom(reviewedSite));
const [engineering, adas] = ['Engineering', 'Ada’s'].map((name) =>
  report.spaces.findIndex((space) => space.name === name),
) as [number, number];
const numberNamed = (name: string) => report.people.findIndex((person) => person.name === name);
const named = (some: Partial<Record<'people' | 'groups' | 'spaces', readonly number[]>>) => ({
  people: new Set(some.people),
  groups: new Set(some.groups),
  spaces: new Set(some.spaces),
});

/** Holders in a line each: a name, how many members are looked at, and what it may do. */
const shown = (holders: readonly Holder[]) =>
  holders.map(({ kind, number, may, members }) =>
    [
      (kind === 'group' ? report.groups : report.people)[number]?.name,
      ...(kind === 'group' ? [members.length] : []),
      ...[...may.keys()].map((permission) => report.permissions[permission]),
    ].join(', '),
  );

test('who holds something in a space is a group, or a person who holds it directly; the worst first', () => {
  expect(shown(holdersIn(report, everything, engineering))).toEqual([
    'admins, 2, administer space, export space',
    'staff, 3, export space, read space',
    'Ada Ångström, export space',
  ]);
  expect(shown(holdersIn(report, everything, adas))).toEqual([
    'Ada Ångström, administer space',
    'Bob, delete space',
  ]);
});

test.each<readonly [string, Partial<ReportScope>, readonly string[]]>([
  ['what is held directly', { ways: 'direct' }, ['Ada Ångström, export space']],
  [
    'what is held through groups',
    { ways: 'group' },
    ['admins, 2, administer space, export space', 'staff, 3, export space, read space'],
  ],
  [
    'certain accounts',
    { hasPerson: (person) => report.people[person]?.state === 'disabled', isOfAll: false },
    ['admins, 1, administer space, export space', 'staff, 1, export space, read space'],
  ],
  [
    'a person whom the search has found',
    { named: named({ people: [numberNamed('=cmd()|<script>')] }) },
    ['staff, 1, export space, read space'],
  ],
  [
    'a group that the search has found',
    { named: named({ groups: [0] }) },
    ['admins, 2, administer space, export space'],
  ],
  ['other spaces', { hasSpace: (space) => space !== engineering }, []],
])('of holders, only those of %s are shown', (_, scope, expected) => {
  expect(shown(holdersIn(report, { ...everything, ...scope }, engineering))).toEqual(expected);
});

test('a group without members is a holder, unless certain accounts are asked for', () => {
  const empty = { ...report, groups: report.groups.map((group) => ({ ...group, members: [] })) };
  expect(holdersIn(empty, everything, engineering).map(({ kind }) => kind)).toEqual([
    'group',
    'group',
    'person',
  ]);
  const scope = { ...everything, isOfAll: false };
  expect(holdersIn(empty, scope, engineering).map(({ kind }) => kind)).toEqual(['person']);
});

test('what groups give is counted as it is listed, and reaches whom it reaches', async () => {
  const large = await reported(
    generateSite({ users: 60, groups: 12, spaces: 20, permissions: 700, seed: 7 }),
    {
      expand: false,
    },
  );
  const tally = tallyGroups(large, everything);
  const administer = numberOf(large, 'administer space') ?? -1;
  for (const group of large.groups.keys()) {
    const given = givenBy(large, everything, group);
    expect(tally.spacesOf[group]).toBe(given.length);
    expect(tally.spacesWith(group, administer)).toBe(given.filter(({ may }) => may.has(administer)).length);
  }
  expect(Math.max(...tally.spacesOf)).toBeGreaterThan(1);
  for (const space of large.spaces.keys()) {
    const reached = holdersIn(large, everything, space).flatMap(({ kind, number, members }) =>
      kind === 'group' ? members : [number],
    );
    expect(new Set(reached)).toEqual(new Set(accessIn(large, everything, space).map(({ person }) => person)));
  }
});
