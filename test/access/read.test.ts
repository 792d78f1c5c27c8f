import { expect, test } from '@jest/globals';
import type { AccessReport } from '../../src/access/report.ts';
import { validPairs } from '../../src/config/vocabulary.ts';
import { awkwardSite } from '../runtime/sync/awkward-site.ts';
import { generateSite } from '../simulator/generate.ts';
import { siteFrom } from '../simulator/site-from.ts';
import { reported } from './reading.ts';
import { reviewedSite } from './reviewed-site.ts';

const people: AccessReport['people'] = [
  { id: 'cid', name: '=cmd()|<script>', state: 'enabled' },
  { id: 'ada', name: 'Ada Ångström', email: 'ada@acme.com', state: 'enabled' },
  { id: 'bob', name: 'Bob', state: 'disabled' },
  { id: 'dan', name: 'Dan', state: 'enabled' },
];
const groups: AccessReport['groups'] = [
  { id: 'g-admins', name: 'admins', members: [1, 2] },
  { id: 'g-staff', name: 'staff', members: [0, 1, 2] },
];
const sync = { type: 'full', endedAt: '2026-01-02T03:04:05.678Z' };
const synced = {
  people: true,
  groups: true,
  memberships: true,
  spaces: true,
  personalSpaces: true,
  access: true,
};
const [adas, cids, engineering, nobodys] = [
  { id: '2', name: 'Ada’s', key: '~ada', type: 'personal', ownerId: 'ada' },
  { id: '3', name: 'Cid’s', key: '~cid', type: 'personal', ownerId: 'cid' },
  { id: '1', name: 'Engineering', key: 'ENG', type: 'global', ownerId: 'dan' },
  { id: '4', name: 'Nobody’s', key: 'NONE', type: 'global' },
];

test('a report holds what people and groups hold themselves, in the order of names', async () => {
  const names = ['administer space', 'delete space', 'export space', 'read space'];
  const permissions = validPairs()
    .map((pair) => pair.replace('-', ' '))
    .sort();
  const report = await reported(siteFrom(reviewedSite));
  expect(report).toEqual({
    sync,
    synced: { ...synced, openAccess: report.synced.openAccess, kinds: report.synced.kinds, states: true },
    people,
    groups,
    permissions,
    entitlements: names.map((name) => ({ name, isRole: false, permissions: [permissions.indexOf(name)] })),
    spaces: [
      {
        ...adas,
        held: [
          { entitlement: 0, people: [1], groups: [] },
          { entitlement: 1, people: [2], groups: [] },
        ],
      },
      { ...cids, held: [{ entitlement: 0, people: [0], groups: [] }] },
      {
        ...engineering,
        held: [
          { entitlement: 0, people: [], groups: [0] },
          { entitlement: 2, people: [1], groups: [0, 1] },
          { entitlement: 3, people: [], groups: [1] },
        ],
      },
      { ...nobodys, held: [] },
    ],
  } satisfies AccessReport);
});

test('roles allow what they say', async () => {
  const report = await reported(siteFrom(reviewedSite), { mode: 'roles' });
  expect(report).toEqual({
    sync,
    synced: { ...synced, openAccess: report.synced.openAccess, kinds: report.synced.kinds, states: true },
    people,
    groups,
    permissions: ['administer space', 'delete space', 'export space', 'read space'],
    entitlements: [
      { name: 'Admin', isRole: true, permissions: [0, 3] },
      { name: 'Reader', isRole: true, permissions: [3] },
    ],
    spaces: [
      { ...adas, held: [{ entitlement: 1, people: [1], groups: [] }] },
      { ...cids, held: [] },
      {
        ...engineering,
        held: [
          { entitlement: 0, people: [0], groups: [0] },
          { entitlement: 1, people: [], groups: [1] },
        ],
      },
      { ...nobodys, held: [] },
    ],
  } satisfies AccessReport);
});

test('a role of which the file tells nothing allows something, whatever that is', async () => {
  const resourceTypes = new Set(['space', 'space_role_assignment', 'user']);
  const report = await reported(siteFrom(reviewedSite), { mode: 'roles', resourceTypes });
  expect(report.entitlements).toEqual([
    { name: 'r-admin', isRole: true, permissions: [0] },
    { name: 'r-reader', isRole: true, permissions: [1] },
  ]);
  expect(report.permissions).toEqual(['whatever r-admin allows', 'whatever r-reader allows']);
});

test('a sync of one space says that it is partial, and nothing of who is in its groups', async () => {
  const report = await reported(siteFrom(reviewedSite), {
    resources: [{ resourceType: 'space', resource: '1' }],
  });
  expect(report.sync.type).toBe('partial');
  expect(report.spaces.map(({ name, held }) => [name, held.length])).toEqual([['Engineering', 3]]);
  expect(report.groups.map(({ name, members }) => [name, members])).toEqual([
    ['admins', []],
    ['staff', []],
  ]);
});

test.each([
  ['permissions', generateSite({ users: 300, groups: 30, spaces: 40, permissions: 4_000 }), 'permissions'],
  ['roles', generateSite({ users: 300, groups: 30, spaces: 40, assignments: 800, seed: 3 }), 'roles'],
  ['rarities', siteFrom(awkwardSite), 'permissions'],
] as const)(
  'with and without grants of groups’ members, the report is the same: %s',
  async (_, site, mode) => {
    const expanded = await reported(site, { mode, expand: true });
    expect(await reported(site, { mode, expand: false })).toEqual(expanded);
    expect(expanded.spaces.some(({ held }) => held.some(({ groups }) => groups.length > 0))).toBe(true);
  },
);
