import { expect, test } from '@jest/globals';
import type { AccessReport } from '../../src/access/report.ts';
import { csv, json } from '../../src/report/export.ts';
import type { Decisions } from '../../src/report/review.ts';
import { scopeOf } from '../../src/report/scope.ts';
import { initial, subjectOf, type ViewState } from '../../src/report/state.ts';
import { tableOf } from '../../src/report/table.ts';
import { reported } from '../access/reading.ts';
import { reviewedSite } from '../access/reviewed-site.ts';
import { generateSite } from '../simulator/generate.ts';
import { siteFrom } from '../simulator/site-from.ts';

const report = await reported(siteFrom(reviewedSite));

const exported = (
  write: typeof csv | typeof json,
  change: Partial<ViewState>,
  from: AccessReport = report,
  decisions: Decisions = new Map(),
) => {
  const state = { ...initial, ...change };
  const scope = scopeOf(from, state, undefined);
  const table = tableOf(from, state, scope, subjectOf(state.view) ?? 'space');
  return [write(from, scope, table, decisions)].flat().join('');
};

const head =
  'Site|Read at|Space|Space key|Space type|Space open to|Person|E-mail|Account id|Account state|Account kind' +
  '|Permission|Held|Group|Group id|Role|Proposed reviewer|Decision|Reviewer|Decided on';

/** The lines of CSV with bars between their cells, which no cell here has but one name. */
const lines = (text: string) =>
  text
    .slice(1)
    .split('\r\n')
    .slice(0, -1)
    .map((line) => line.slice(1, -1).replaceAll('|', '<bar>').split('","').join('|').replaceAll('""', '"'));

const readAt = '|2026-01-02T03:04:05.678Z';
const engineering = `${readAt}|Engineering|ENG|global|`;

test('CSV has one line for each way in which a person has come by a permission in a space', () => {
  const ofCid = "'=cmd()<bar><script>||cid|enabled||export space";
  const ofAda = 'Ada Ångström|ada@acme.com|ada|enabled||export space';
  const ofBob = 'Bob||bob|disabled||export space';
  expect(lines(exported(csv, { permission: 'export space' }))).toEqual([
    head,
    `${engineering}|${ofCid}|through a group|staff|g-staff||Dan|||`,
    `${engineering}|${ofAda}|directly||||Dan|||`,
    `${engineering}|${ofAda}|through a group|admins|g-admins||Dan|||`,
    `${engineering}|${ofAda}|through a group|staff|g-staff||Dan|||`,
    `${engineering}|${ofBob}|through a group|admins|g-admins||Dan|||`,
    `${engineering}|${ofBob}|through a group|staff|g-staff||Dan|||`,
  ]);
});

test('of people, CSV has the lines in their order', () => {
  const bob = 'Bob||bob|disabled|';
  expect(lines(exported(csv, { view: 'people', accounts: 'disabled' }))).toEqual([
    head,
    `${engineering}|${bob}|administer space|through a group|admins|g-admins||Dan|||`,
    `${engineering}|${bob}|export space|through a group|admins|g-admins||Dan|||`,
    `${engineering}|${bob}|export space|through a group|staff|g-staff||Dan|||`,
    `${engineering}|${bob}|read space|through a group|staff|g-staff||Dan|||`,
    `${readAt}|Ada’s|~ada|personal||${bob}|delete space|directly||||ada@acme.com|||`,
  ]);
});

test('of groups, CSV has what comes through each of them, and JSON who is in them', () => {
  const change = { view: 'groups', permission: 'read space' } as const;
  const through = lines(exported(csv, change)).slice(1);
  expect(through).toHaveLength(3);
  for (const line of through) expect(line).toContain('|read space|through a group|staff|g-staff|');
  const { groups } = JSON.parse(exported(json, change));
  expect(groups).toEqual([{ id: 'g-staff', name: 'staff', members: expect.any(Array) }]);
  expect(groups[0].members.map(({ id }: { readonly id: string }) => id).sort()).toEqual([
    'ada',
    'bob',
    'cid',
  ]);
});

test('CSV names the site, and has what was decided on each way', () => {
  const record = {
    tool: 'confluence-sync 1.2.3',
    site: 'acme.atlassian.net',
    mode: 'permissions',
    narrowings: [],
    missing: [],
    leftOut: [],
    unknownAccounts: [],
  } as const;
  const from = { ...report, sync: { ...report.sync, record } };
  const decisions: Decisions = new Map([
    ['space:1/group:g-staff', { decision: 'keep', reviewer: '=Eve', date: '2026-02-03' }],
    ['group:g-staff/person:bob', { decision: 'revoke', reviewer: 'Eve', date: '2026-02-04' }],
  ]);
  const decided = lines(exported(csv, { permission: 'read space' }, from, decisions)).slice(1);
  expect(decided.map((line) => line.split('|').slice(-3).join(' '))).toEqual([
    "keep '=Eve 2026-02-03",
    "keep '=Eve 2026-02-03",
    'revoke Eve 2026-02-04',
  ]);
  for (const line of decided) expect(line).toMatch(/^acme[.]atlassian[.]net[|]/);
  const { access } = JSON.parse(exported(json, { permission: 'read space' }, from, decisions));
  expect(access[2].ways[0].decision).toEqual({ decision: 'revoke', reviewer: 'Eve', date: '2026-02-04' });
});

test('in CSV, a name is no formula', () => {
  const name = '=HYPERLINK("https://evil.example")';
  const renamed = {
    ...report,
    people: report.people.map((person) => ({ ...person, name, email: '+1@acme.com' })),
    groups: report.groups.map((group) => ({ ...group, name: '@SUM(A1)' })),
    spaces: report.spaces.map((space) => ({ ...space, name, key: '-1' })),
  };
  const cells = lines(exported(csv, {}, renamed)).flatMap((line) => line.split('|'));
  expect(cells).toEqual(expect.arrayContaining([`'${name}`, "'+1@acme.com", "'@SUM(A1)", "'-1"]));
  for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@]/);
});

test('JSON tells ids, and what each way is', () => {
  expect(JSON.parse(exported(json, { permission: 'export space', accounts: 'disabled' }))).toEqual({
    sync: { type: 'full', endedAt: '2026-01-02T03:04:05.678Z' },
    notSynced: [],
    spaces: [{ id: '1', name: 'Engineering', key: 'ENG', type: 'global', ownerId: 'dan' }],
    access: [
      {
        space: { id: '1', name: 'Engineering', key: 'ENG', type: 'global', ownerId: 'dan' },
        person: { id: 'bob', name: 'Bob', state: 'disabled' },
        permission: 'export space',
        ways: [
          { through: { id: 'g-admins', name: 'admins' }, role: null },
          { through: { id: 'g-staff', name: 'staff' }, role: null },
        ],
      },
    ],
  });
});

test('exports say to whom spaces are open, and what kind of account somebody has', () => {
  const open = {
    anonymousAccess: ['read space'],
    accessClasses: { 'all-licensed-users': ['read space', 'create page'] },
  };
  const from: AccessReport = {
    ...report,
    people: report.people.map((person) => ({ ...person, kinds: ['guest', 'external collaborator'] })),
    spaces: report.spaces.map((space) => ({ ...space, ...open })),
  };
  const written = lines(exported(csv, {}, from));
  expect(written).toContain(
    `${readAt}|Ada’s|~ada|personal|anybody on the internet: read space; all licensed users: read space, create page` +
      '|Bob||bob|disabled|guest, external collaborator|delete space|directly||||ada@acme.com|||',
  );
  // Whom a space is open to has lines as well, where no accounts and no ways are asked for.
  const isOpen = (line: string) => line.includes('|open|');
  expect(written.filter(isOpen)).toHaveLength(4 * 3);
  expect(written.find(isOpen)).toContain('|anybody on the internet|||||read space|open|');
  expect(lines(exported(csv, { permission: 'create page' }, from)).filter(isOpen)).toHaveLength(4);
  expect(lines(exported(csv, { ways: 'direct' }, from)).filter(isOpen)).toEqual([]);
  expect(lines(exported(csv, { accounts: 'disabled' }, from)).filter(isOpen)).toEqual([]);
  const { spaces, access } = JSON.parse(exported(json, {}, from));
  // Also a space in which nobody holds anything.
  expect(spaces).toHaveLength(4);
  expect(spaces[3]).toEqual({ id: '4', name: 'Nobody’s', key: 'NONE', type: 'global', ...open });
  expect(access[0].space).toMatchObject(open);
  expect(access[0].person.kinds).toEqual(['guest', 'external collaborator']);
  expect(JSON.parse(exported(json, { view: 'people' }, from)).spaces).toBeUndefined();
});

test('roles are told', async () => {
  const roles = await reported(siteFrom(reviewedSite), { mode: 'roles' });
  const change = { permission: 'read space', search: '' };
  const ofCid = lines(exported(csv, change, roles)).filter((line) => line.includes('|cid|'));
  expect(ofCid.map((line) => line.split('|').slice(11, 16).join('|'))).toEqual([
    'read space|directly|||Admin',
    'read space|through a group|staff|g-staff|Reader',
  ]);
  expect(JSON.parse(exported(json, change, roles)).access).toContainEqual(
    expect.objectContaining({
      person: expect.objectContaining({ id: 'cid' }),
      ways: [
        { through: null, role: 'Admin' },
        { through: { id: 'g-staff', name: 'staff' }, role: 'Reader' },
      ],
    }),
  );
});

test('where nothing is shown, there is nothing but the head', () => {
  expect(lines(exported(csv, { permission: 'archive page' }))).toEqual([head]);
  expect(JSON.parse(exported(json, { permission: 'archive page' })).access).toEqual([]);
});

test('large CSV is in parts, which have each way once', async () => {
  const site = generateSite({ users: 700, groups: 12, spaces: 60, permissions: 9_000, seed: 3 });
  const large = await reported(site, { expand: false });
  const scope = scopeOf(large, initial, undefined);
  const table = tableOf(large, initial, scope, 'space');
  const csvParts = csv(large, scope, table);
  // Beside the head, the open spaces and the end, more than one.
  expect(csvParts.length).toBeGreaterThan(4);
  const { access } = JSON.parse(json(large, scope, table));
  const ways = access.flatMap((each: { readonly ways: readonly unknown[] }) => each.ways);
  const written = csvParts.join('').split('\r\n');
  expect(written.filter((line) => /"(?:directly|through a group)"/.test(line))).toHaveLength(ways.length);
});
