import { expect, test } from '@jest/globals';
import type { Space } from '../../src/access/report.ts';
import { totalsOf } from '../../src/access/totals.ts';
import { siteFrom } from '../simulator/site-from.ts';
import { reported } from './reading.ts';
import { reviewedSite } from './reviewed-site.ts';

const reviewed = await reported(siteFrom(reviewedSite));
const report = { ...reviewed, synced: { ...reviewed.synced, openAccess: true } };
const open = { anonymous: 0, anyClass: 0, classes: {} };
const holders = [
  { permission: 'administer space', people: 2, inSeveral: 0 },
  { permission: 'export space', people: 3, inSeveral: 0 },
  { permission: 'delete space', people: 1, inSeveral: 0 },
];

test('totals count everything once', () => {
  expect(totalsOf(report)).toEqual({
    spaces: 4,
    personal: { spaces: 2, shared: 1 },
    people: 4,
    disabled: 1,
    disabledHolders: 1,
    groups: 2,
    memberships: 5,
    powerfulGroups: 2,
    grants: 8,
    permissions: 11,
    externals: 0,
    externalHolders: 0,
    holders,
    open,
  });
});

test('what the file does not tell is absent, and what nobody holds is none', () => {
  const spaces = report.spaces.map(({ id, name }) => ({ id, name, held: [] }));
  expect(totalsOf({ ...report, spaces })).toEqual({
    spaces: 4,
    personal: undefined,
    people: 4,
    disabled: 1,
    disabledHolders: 0,
    groups: 2,
    memberships: 5,
    powerfulGroups: 0,
    grants: 0,
    permissions: 0,
    externals: 0,
    externalHolders: 0,
    holders: holders.map(({ permission }) => ({ permission, people: 0, inSeveral: 0 })),
    open,
  });
});

test('spaces that are open are counted by whom they are open to', () => {
  const classes: readonly Space['accessClasses'][] = [
    { 'all-licensed-users': ['read space'] },
    { 'all-licensed-users': ['Viewer'], role: ['x'] },
  ];
  const spaces = report.spaces.map((space, number) => ({
    ...space,
    ...(classes[number] && { accessClasses: classes[number] }),
    ...(number === 3 && { anonymousAccess: ['read space'] }),
  }));
  expect(totalsOf({ ...report, spaces }).open).toEqual({
    anonymous: 1,
    anyClass: 2,
    classes: { 'all-licensed-users': 2, role: 1 },
  });
  expect(totalsOf(reviewed).open).toEqual(reviewed.synced.openAccess ? open : undefined);
});

test('a personal space of one’s own is none that somebody can administer; one of somebody else is', () => {
  const administering = (change: (space: Space) => Partial<Space>) => {
    const spaces = report.spaces.map((space) => ({ ...space, ...change(space) }));
    return totalsOf({ ...report, spaces }).holders[0];
  };
  // Cid holds nothing but his own.
  expect(administering(() => ({}))).toMatchObject({ people: 2, inSeveral: 0 });
  expect(administering(() => ({ type: 'global' }))).toMatchObject({ people: 3, inSeveral: 1 });
  expect(administering(() => ({ ownerId: 'dan' }))).toMatchObject({ people: 3, inSeveral: 1 });
});

test('what the file does not record of accounts is not known', () => {
  const synced = { ...report.synced, kinds: false, states: false };
  expect(totalsOf({ ...report, synced })).toMatchObject({
    externals: undefined,
    externalHolders: undefined,
    disabled: undefined,
    disabledHolders: undefined,
  });
});

test('groups count if they give what is critical, and have a member', () => {
  const groups = report.groups.map((group) => ({
    ...group,
    members: group.name === 'staff' ? group.members : [],
  }));
  expect(totalsOf({ ...report, groups }).powerfulGroups).toBe(1);
  const synced = { ...report.synced, memberships: false };
  expect(totalsOf({ ...report, synced }).powerfulGroups).toBeUndefined();
});
