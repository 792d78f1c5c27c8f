import { expect, test } from '@jest/globals';
import { searchIn } from '../../src/report/search.ts';
import { initial, type ViewState } from '../../src/report/state.ts';
import { scopeOf, tableOf } from '../../src/report/table.ts';
import { reported } from '../access/reading.ts';
import { reviewedSite } from '../access/reviewed-site.ts';
import { siteFrom } from '../simulator/site-from.ts';

const report = await reported(siteFrom(reviewedSite));
const find = searchIn(report);

/** The rows of a view: each name and its counts. */
const rows = (change: Partial<ViewState>) => {
  const state = { ...initial, ...change };
  const table = tableOf(report, state, scopeOf(report, state, find(state.search)));
  const names = (table.subject === 'space' ? report.spaces : report.people).map(({ name }) => name);
  return table.rows.map((row) => [names[row], ...table.columns.map(({ countOf }) => countOf(row))].join(' '));
};

test('spaces: people, and those who can administer, export and delete; by name', () => {
  expect(rows({})).toEqual(['Ada’s 2 1 0 1', 'Cid’s 1 1 0 0', 'Engineering 3 2 3 0', 'Nobody’s 0 0 0 0']);
});

test('people: spaces, those that they can administer, export and delete, and permissions; most first', () => {
  expect(rows({ view: 'people' })).toEqual([
    '=cmd()|<script> 2 1 1 0 3',
    'Ada Ångström 2 2 1 0 4',
    'Bob 2 1 1 1 4',
    'Dan 0 0 0 0 0',
  ]);
});

test.each([
  ['disabled accounts', { view: 'disabled' }, ['Bob 2 1 1 1 4']],
  ['shared personal spaces', { view: 'shared' }, ['Ada’s 2 1 0 1']],
  ['what disabled accounts reach', { disabled: true }, ['Ada’s 1 0 0 1', 'Engineering 1 1 1 0']],
  ['personal spaces', { personal: true }, ['Ada’s 2 1 0 1', 'Cid’s 1 1 0 0']],
  ['one permission', { permission: 'export space' }, ['Engineering 3 0 3 0']],
  ['what is held directly', { ways: 'direct' }, ['Ada’s 2 1 0 1', 'Cid’s 1 1 0 0', 'Engineering 1 0 1 0']],
  ['what is held through groups', { ways: 'group' }, ['Engineering 3 2 3 0']],
  ['a space that was searched for', { search: 'nobody' }, ['Nobody’s 0 0 0 0']],
  ['spaces of a person', { search: 'bob' }, ['Ada’s 1 0 0 1', 'Engineering 1 1 1 0']],
  ['people of a group', { view: 'people', search: 'admins' }, ['Ada Ångström 1 1 1 0 2', 'Bob 1 1 1 0 2']],
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
  ['no column', true, ['Ada’s', 'Cid’s', 'Engineering', 'Nobody’s']],
])('sorts by %s, descending: %s', (sort, descending, expected) => {
  expect(rows({ sort, descending }).map((row) => row.replace(/ .*/, ''))).toEqual(expected);
});
