import { expect, test } from '@jest/globals';
import { scopeOf } from '../../src/report/scope.ts';
import { searchIn } from '../../src/report/search.ts';
import { initial, subjectOf, type ViewState } from '../../src/report/state.ts';
import { tableOf } from '../../src/report/table.ts';
import { reported } from '../access/reading.ts';
import { reviewedSite } from '../access/reviewed-site.ts';
import { siteFrom } from '../simulator/site-from.ts';

const report = await reported(siteFrom(reviewedSite));
const find = searchIn(report);

/** The rows of a view: each name and its counts. */
const rows = (change: Partial<ViewState>, from = report) => {
  const state = { ...initial, ...change };
  const subject = subjectOf(state.view) ?? 'space';
  const table = tableOf(from, state, scopeOf(from, state, find(state.search)), subject);
  const all = { space: from.spaces, person: from.people, group: from.groups }[subject];
  const names = all.map(({ name }) => name);
  return table.rows.map((row) => [names[row], ...table.columns.map(({ countOf }) => countOf(row))].join(' '));
};

test('spaces: people, and those who can administer, export and delete; the worst first', () => {
  expect(rows({})).toEqual(['Engineering 3 2 3 0', 'Ada’s 2 1 0 1', 'Cid’s 1 1 0 0', 'Nobody’s 0 0 0 0']);
});

test('spaces that are open come first, those to anybody on the internet before those to a class', () => {
  const spaces = report.spaces.map((space) => ({
    ...space,
    ...(space.name === 'Cid’s' && { accessClasses: { 'all-licensed-users': ['read space'] } }),
    ...(space.name === 'Nobody’s' && { anonymousAccess: ['read space'] }),
  }));
  const synced = { ...report.synced, openAccess: true };
  const open = { ...report, spaces, synced };
  expect(rows({}, open)).toEqual([
    'Nobody’s 0 0 0 0',
    'Cid’s 1 1 0 0',
    'Engineering 3 2 3 0',
    'Ada’s 2 1 0 1',
  ]);
  expect(rows({ spaces: 'anonymous' }, open)).toEqual(['Nobody’s 0 0 0 0']);
  expect(rows({ spaces: 'classes' }, open)).toEqual(['Cid’s 1 1 0 0']);
});

test('groups: members, spaces, and those that they let administer, export and delete; the most powerful first', () => {
  expect(rows({ view: 'groups' })).toEqual(['admins 2 1 1 1 0', 'staff 3 1 0 1 0']);
  const groups = report.groups.map((group) => ({
    ...group,
    members: group.name === 'admins' ? [] : group.members,
  }));
  // What nobody is in gives nothing yet.
  expect(rows({ view: 'groups' }, { ...report, groups })).toEqual(['staff 3 1 0 1 0', 'admins 0 1 1 1 0']);
});

test('people: spaces, those that they can administer, export and delete, and permissions; the worst first', () => {
  expect(rows({ view: 'people' })).toEqual([
    'Bob 2 1 1 1 4',
    'Ada Ångström 2 1 1 0 4',
    '=cmd()|<script> 2 0 1 0 3',
    'Dan 0 0 0 0 0',
  ]);
});

test.each([
  ['disabled accounts', { view: 'people', accounts: 'disabled' }, ['Bob 2 1 1 1 4']],
  ['shared personal spaces', { spaces: 'shared' }, ['Ada’s 2 1 0 1']],
  ['what disabled accounts reach', { accounts: 'disabled' }, ['Engineering 1 1 1 0', 'Ada’s 1 0 0 1']],
  ['personal spaces', { spaces: 'personal' }, ['Ada’s 2 1 0 1', 'Cid’s 1 1 0 0']],
  ['one permission', { permission: 'export space' }, ['Engineering 3 0 3 0']],
  ['what is held directly', { ways: 'direct' }, ['Ada’s 2 1 0 1', 'Cid’s 1 1 0 0', 'Engineering 1 0 1 0']],
  ['what is held through groups', { ways: 'group' }, ['Engineering 3 2 3 0']],
  ['a space that was searched for', { search: 'nobody' }, ['Nobody’s 0 0 0 0']],
  ['spaces of a person', { search: 'bob' }, ['Engineering 1 1 1 0', 'Ada’s 1 0 0 1']],
  ['people of a group', { view: 'people', search: 'admins' }, ['Ada Ångström 1 1 1 0 2', 'Bob 1 1 1 0 2']],
  ['what is not personal', { spaces: 'others' }, ['Engineering 3 2 3 0', 'Nobody’s 0 0 0 0']],
  ['groups of a person', { view: 'groups', search: '=cmd' }, ['staff 3 1 0 1 0']],
  ['groups of a space', { view: 'groups', search: 'eng' }, ['admins 2 1 1 1 0', 'staff 3 1 0 1 0']],
  ['groups that give a permission', { view: 'groups', permission: 'read space' }, ['staff 3 1 0 0 0']],
  [
    'groups with a disabled account',
    { view: 'groups', accounts: 'disabled' },
    ['admins 1 1 1 1 0', 'staff 1 1 0 1 0'],
  ],
  ['no groups that give nothing in personal spaces', { view: 'groups', spaces: 'personal' }, []],
  [
    'people who administer more than their own space',
    { view: 'people', permission: 'administer space' },
    ['Ada Ångström 2 1 0 0 2', 'Bob 1 1 0 0 1'],
  ],
  ['a person without access', { view: 'people', search: 'dan' }, ['Dan 0 0 0 0 0']],
  ['nobody without access where some is asked for', { view: 'people', search: 'dan', ways: 'direct' }, []],
] as const satisfies readonly (readonly [string, Partial<ViewState>, readonly string[]])[])(
  'shows only %s',
  (_, change, expected) => {
    expect(rows(change)).toEqual(expected);
  },
);

test.each([
  ['name', true, ['Nobody’s', 'Engineering', 'Cid’s', 'Ada’s']],
  ['reach', true, ['Engineering', 'Ada’s', 'Cid’s', 'Nobody’s']],
  ['reach', false, ['Nobody’s', 'Cid’s', 'Ada’s', 'Engineering']],
  ['delete space', true, ['Ada’s', 'Cid’s', 'Engineering', 'Nobody’s']],
  ['no column', true, ['Engineering', 'Ada’s', 'Cid’s', 'Nobody’s']],
])('sorts by %s, descending: %s', (sort, descending, expected) => {
  expect(rows({ sort, descending }).map((row) => row.replace(/ .*/, ''))).toEqual(expected);
});
