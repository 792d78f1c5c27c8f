import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { critical, numberOf } from '../../src/access/reach.ts';
import { accessReport } from '../../src/access/read.ts';
import type { AccessReport } from '../../src/access/report.ts';
import { totalsOf } from '../../src/access/totals.ts';
import { nouns, validPairs, verbs } from '../../src/config/vocabulary.ts';
import { csv, json } from '../../src/report/export.ts';
import { scopeOf } from '../../src/report/scope.ts';
import { initial, subjectOf, type ViewState } from '../../src/report/state.ts';
import { tableOf } from '../../src/report/table.ts';
import { openWritten, type Writing, type WrittenSite } from './written.ts';

const people = ['ada', 'bob', 'cid', 'dan'];
const groups = { staff: ['ada', 'bob', 'cid'], admins: ['ada'], empty: [] };
const site: WrittenSite = {
  people: Object.fromEntries(people.map((id) => [id, {}])),
  groups,
  spaces: {
    1: {
      profile: { space_type: 'global', anonymous_access: ['read space'] },
      held: {
        'administer-space': ['group:admins'],
        'export-space': ['group:staff', 'user:dan'],
        'delete-space': ['user:dan'],
        'read-space': ['group:staff'],
        'create-page': ['user:dan'],
      },
    },
    2: { profile: { space_type: 'personal' }, held: { 'export-space': ['user:ada'] } },
  },
};

async function reported(given: WrittenSite, options: Writing = {}): Promise<AccessReport> {
  const reader = await openWritten(given, options);
  try {
    return accessReport(reader);
  } finally {
    await reader.close();
  }
}

const tableIn = (report: AccessReport, change: Partial<ViewState> = {}) => {
  const state = { ...initial, ...change };
  const scope = scopeOf(report, state, undefined);
  return { scope, table: tableOf(report, state, scope, subjectOf(state.view) ?? 'space') };
};

const ofAccess = ['spaces', 'people', 'groups'] as const;

/** All that the page, the totals and the exports say of the critical permissions. */
const said = (report: AccessReport) => ({
  tiles: totalsOf(report).holders.map((holder) => holder.people),
  columns: tableIn(report)
    .table.columns.slice(1)
    .map(({ countOf }) => countOf(0)),
  unsynced: tableIn(report).table.unsynced,
});

test.each([true, false])(
  'a permission that was not synced has no number (with a record: %s)',
  async (has) => {
    const report = await reported(site, {
      choice: { nouns: ['space'], verbs: ['administer', 'read'] },
      ...(has ? {} : { record: false }),
    });
    expect(said(report)).toEqual({
      tiles: [1, undefined, undefined],
      columns: [1, undefined, undefined],
      unsynced: ['export space', 'delete space'],
    });
  },
);

test('a permission that was synced and that nobody has is held by none', async () => {
  const nobody = { ...site, spaces: { 1: { held: { 'read-space': ['user:ada'] } } } };
  for (const record of [{}, false] as const) {
    const report = await reported(nobody, { record });
    expect(said(report)).toEqual({ tiles: [0, 0, 0], columns: [0, 0, 0], unsynced: [] });
  }
});

test.each<readonly [string, Writing]>([
  ['resources only', { choice: { resourcesOnly: true } }],
  ['without grants', { choice: { withoutGrants: true } }],
  ['without people', { choice: { resourceTypes: ['group', 'space'] } }],
  ['without spaces', { choice: { resourceTypes: ['user', 'group'] } }],
  ['of one group', { choice: { resources: ['group:staff'] }, type: 'partial' }],
  [
    'resources only, by the run alone',
    { choice: { resourcesOnly: true }, record: false, type: 'resources_only' },
  ],
  ['without entitlements, by the file alone', { choice: { resourcesOnly: true }, record: false }],
  ['without spaces, by the file alone', { choice: { resourceTypes: ['user', 'group'] }, record: false }],
  ['without people, by the file alone', { choice: { resourceTypes: ['group', 'space'] }, record: false }],
])('a sync %s has no numbers of access', async (_, options) => {
  const report = await reported(site, options);
  expect(report.synced.access).toBe(false);
  expect(totalsOf(report)).toMatchObject({
    grants: undefined,
    permissions: undefined,
    disabledHolders: undefined,
    holders: critical.map((permission) => ({ permission, people: undefined, inSeveral: undefined })),
  });
  for (const view of ofAccess) {
    const { table } = tableIn(report, { view });
    const columns = table.columns.filter(({ key }) => key !== 'members');
    const counts = table.rows.flatMap((row) => columns.map(({ countOf }) => countOf(row)));
    expect(counts.filter((count) => count !== undefined)).toEqual([]);
  }
  expect(tableIn(report, { view: 'people', accounts: 'disabled' }).table.lack).toBe('not synced');
  expect(tableIn(report, { spaces: 'shared' }).table.lack).toBe('not synced');
  expect(tableIn(report, { ways: 'direct' }).table.lack).toBe('not synced');
});

test.each([
  ['users and groups', ['user', 'group'], { spaces: undefined, people: 4, groups: 3, memberships: 4 }],
  [
    'users and spaces',
    ['user', 'space'],
    { spaces: 2, people: 4, groups: undefined, memberships: undefined },
  ],
  ['groups', ['group'], { spaces: undefined, people: undefined, groups: 3, memberships: undefined }],
])('only resources of %s are counted if only they were synced', async (_, resourceTypes, expected) => {
  for (const record of [{}, false] as const) {
    expect(totalsOf(await reported(site, { choice: { resourceTypes }, record }))).toMatchObject(expected);
  }
});

test.each([
  ['both say what they allow', { a: ['read/space', 'export/space'], b: ['read/space'] }, [0, 2, 0]],
  ['one does not say', { a: ['read/space', 'export/space'], b: undefined }, [undefined, 2, undefined]],
  ['none says', { a: undefined, b: undefined }, [undefined, undefined, undefined]],
])('of roles, what is critical is known if %s', async (_, roles, tiles) => {
  const given = { ...site, roles, spaces: { 1: { held: { a: ['user:ada', 'user:bob'], b: ['user:cid'] } } } };
  for (const record of [{}, false] as const) {
    expect(said(await reported(given, { choice: { mode: 'roles' }, record })).tiles).toEqual(tiles);
  }
});

test('of roles, nouns and verbs choose nothing', async () => {
  const given = { ...site, roles: { a: ['export/space'] }, spaces: { 1: { held: { a: ['user:ada'] } } } };
  const report = await reported(given, { choice: { mode: 'roles', nouns: [], verbs: [] } });
  expect(said(report).tiles).toEqual([0, 1, 0]);
  expect(report.sync.record?.narrowings).toEqual([]);
});

test('exports say what was not synced, and a filter by it finds nothing and says why', async () => {
  const report = await reported(site, { choice: { nouns: ['space'], verbs: ['read'] } });
  const exported = (write: typeof csv | typeof json, change: Partial<ViewState> = {}) => {
    const { scope, table } = tableIn(report, change);
    return [write(report, scope, table)].flat().join('');
  };
  const lines = (text: string) => text.split('\r\n').filter((line) => line.includes(',"not synced",'));
  const unsynced = (name: string) => `${'"",'.repeat(11)}"${name}","not synced"${',""'.repeat(7)}`;
  expect(lines(exported(csv))).toEqual(critical.map(unsynced));
  expect(lines(exported(csv, { permission: 'create page' }))).toEqual([unsynced('create page')]);
  expect(lines(exported(csv, { permission: 'read space' }))).toEqual([]);
  expect(JSON.parse(exported(json)).notSynced).toEqual(critical);
  const { table } = tableIn(report, { permission: 'create page' });
  expect([table.lack, table.rows]).toEqual(['not synced', []]);
  expect(tableIn(report, { permission: 'read space' }).table.lack).toBeUndefined();
});

test('personal spaces are not counted if they were not to be read', async () => {
  const report = await reported(site, { choice: { personalSpaces: false } });
  expect(totalsOf(report).personal).toEqual({ spaces: undefined, shared: undefined });
  expect(tableIn(report, { spaces: 'shared' }).table.lack).toBe('not synced');
  expect(tableIn(report, { spaces: 'personal' }).table.lack).toBe('not synced');
  expect(tableIn(report).table.lack).toBeUndefined();
});

test('sorting by a column that was not synced keeps every row', async () => {
  const report = await reported(site, { choice: { nouns: ['space'], verbs: ['read'] } });
  for (const descending of [true, false]) {
    expect(tableIn(report, { sort: 'export space', descending }).table.rows).toEqual([0, 1]);
  }
});

const subset = <Item>(items: readonly Item[]) => fc.subarray([...items]);

/** A choice, and whether the file has a record and the grants of groups' members. */
const writings: fc.Arbitrary<Writing> = fc
  .record({
    nouns: subset(nouns),
    verbs: subset(verbs),
    resourceTypes: subset(['user', 'group', 'space']),
    flags: fc.record({ resourcesOnly: fc.boolean(), withoutGrants: fc.boolean() }),
    hasRecord: fc.boolean(),
    expand: fc.boolean(),
  })
  .map(({ flags, hasRecord, expand, ...choice }) => ({
    choice: { ...choice, ...(hasRecord ? flags : {}) },
    ...(hasRecord ? {} : { record: false }),
    expand,
  }));

/** Who holds what in two spaces. */
const sites: fc.Arbitrary<WrittenSite> = fc
  .array(
    fc.dictionary(
      fc.constantFrom(...validPairs()),
      subset(['user:ada', 'user:dan', 'group:staff', 'group:admins']),
    ),
    {
      minLength: 2,
      maxLength: 2,
    },
  )
  .map(([first = {}, second = {}]) => ({ ...site, spaces: { 1: { held: first }, 2: { held: second } } }));

test('whatever was synced: no number of what was not, and none above its whole', async () => {
  await fc.assert(
    fc.asyncProperty(sites, writings, async (given, options) => {
      const report = await reported(given, options);
      const totals = totalsOf(report);
      const { resourceTypes = [], nouns: chosenNouns = [], verbs: chosenVerbs = [] } = options.choice ?? {};
      const has = (...types: readonly string[]) =>
        resourceTypes.length === 0 || types.every((type) => resourceTypes.includes(type));
      const { resourcesOnly = false, withoutGrants = false } = options.choice ?? {};
      const isWhole = !resourcesOnly && !withoutGrants && has('user', 'space');
      for (const [index, permission] of critical.entries()) {
        const [verb = '', noun = ''] = permission.split(' ');
        const isChosen =
          (chosenNouns as readonly string[]).includes(noun) &&
          (chosenVerbs as readonly string[]).includes(verb);
        const tile = totals.holders[index]?.people;
        expect(tile === undefined).toBe(!(isWhole && isChosen));
        expect(numberOf(report, permission) === undefined).toBe(!(isWhole && isChosen));
        expect(tile ?? 0).toBeLessThanOrEqual(totals.people ?? 0);
        expect(totals.holders[index]?.inSeveral ?? 0).toBeLessThanOrEqual(tile ?? 0);
      }
      for (const view of ['spaces', 'people'] as const) {
        const { scope, table } = tableIn(report, { view });
        for (const row of table.rows) {
          const [reach, ...others] = table.columns.map(({ countOf }) => countOf(row));
          for (const count of others.slice(0, critical.length)) {
            expect(count ?? 0).toBeLessThanOrEqual(reach ?? 0);
          }
          expect(table.columns.slice(1, 4).map(({ countOf }) => countOf(row) === undefined)).toEqual(
            critical.map((permission) => table.unsynced.includes(permission)),
          );
        }
        const { access, notSynced } = JSON.parse(json(report, scope, table));
        expect(notSynced).toEqual(table.unsynced);
        const permissions = access.map(({ permission }: { readonly permission: string }) => permission);
        expect(permissions.filter((name: string) => table.unsynced.includes(name))).toEqual([]);
      }
      // Both views add up to the same.
      const held = (view: ViewState['view'], column: number) => {
        const { table } = tableIn(report, { view });
        return table.rows.reduce((sum, row) => sum + (table.columns[column]?.countOf(row) ?? 0), 0);
      };
      for (const column of [0, 1, 2, 3]) expect(held('people', column)).toBe(held('spaces', column));
      expect(held('people', 4)).toBe(totals.permissions ?? 0);
    }),
    { numRuns: 25 },
  );
});
