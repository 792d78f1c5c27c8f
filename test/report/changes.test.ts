import { expect, test } from '@jest/globals';
import type { AccessReport, Since } from '../../src/access/report.ts';
import { changesIn } from '../../src/report/changes.ts';
import { changesCsv, changesJson } from '../../src/report/export-changes.ts';
import { marksOf } from '../../src/report/marks.ts';
import { initial } from '../../src/report/state.ts';
import { reported } from '../access/reading.ts';
import { reviewedSite } from '../access/reviewed-site.ts';
import { siteFrom } from '../simulator/site-from.ts';

const thing = (type: string, id: string, name = id) => ({ type, id, name });
const engineering = thing('space', '1', 'Engineering');
const staff = thing('group', 'g-staff', 'staff');
const bob = thing('user', 'bob', 'Bob');
const since: Since = {
  sync: { type: 'full', endedAt: '2025-10-01T00:00:00.000Z' },
  granted: [
    { principal: bob, what: 'read space in', resource: engineering },
    { principal: bob, what: 'member of', resource: staff },
    {
      principal: thing('user', 'ada', 'Ada Ångström'),
      what: 'administer space in',
      resource: thing('space', '2', 'Ada’s'),
    },
    { principal: staff, what: 'administer space in', resource: engineering },
    { principal: thing('access_class', 'anonymous'), what: 'read space in', resource: engineering },
  ],
  revoked: [{ principal: thing('user', 'zoe', 'Zoe'), what: 'delete space in', resource: engineering }],
  appeared: [bob],
  disappeared: [thing('user', 'zoe', 'Zoe')],
  notCompared: [],
};
const report: AccessReport = { ...(await reported(siteFrom(reviewedSite))), since };

const told = (change: Partial<typeof initial> = {}, from = report) =>
  changesIn(from, { ...initial, view: 'changes', ...change }).map(({ kind, who, what, where, isCritical }) =>
    [isCritical ? '!' : ' ', kind, who, what, where].join(' ').trim(),
  );

test('the worst change comes first, and what is gone comes last', () => {
  expect(told()).toEqual([
    '! new anybody on the internet read space space Engineering',
    '! new group staff administer space space Engineering',
    'new Bob member group staff',
    'new Bob read space space Engineering',
    // Her own personal space.
    'new Ada Ångström administer space space Ada’s',
    'new user Bob was not there before',
    'gone Zoe delete space space Engineering',
    'gone user Zoe is not there any more',
  ]);
});

test('changes are searched, and by permission', () => {
  expect(told({ search: 'STAFF' })).toHaveLength(2);
  expect(told({ search: 'angstrom' })).toHaveLength(1);
  expect(told({ search: 'ada@acme' })).toHaveLength(1);
  expect(told({ permission: 'administer space' })).toHaveLength(2);
  expect(told({}, { ...report, since: { ...since, granted: [], revoked: [] } })).toHaveLength(2);
});

test('a role is as bad as what it allows', async () => {
  const roles = await reported(siteFrom(reviewedSite), { mode: 'roles' });
  const given = (role: string, id: string) => ({
    principal: bob,
    what: 'is',
    resource: thing('space_role_assignment', `1:${id}`, `${role} on Engineering`),
  });
  const from = {
    ...roles,
    since: { ...since, granted: [given('Reader', 'r-reader'), given('Admin', 'r-admin')] },
  };
  expect(told({}, from).slice(0, 3)).toEqual([
    '! new Bob role Admin on Engineering',
    'new Bob role Reader on Engineering',
    'new user Bob was not there before',
  ]);
  expect(marksOf(from)?.granted('space:1', 'user:bob')).toHaveLength(2);
});

test('what has changed is marked in its place', () => {
  const marks = marksOf(report);
  expect(marksOf(report)).toBe(marks);
  expect([marks?.isNew('user:bob'), marks?.isNew('group:g-staff')]).toEqual([true, false]);
  expect(['space:1', 'group:g-staff', 'space:4'].map((each) => marks?.isChanged(each))).toEqual([
    true,
    true,
    false,
  ]);
  expect(marks?.granted('space:1', 'group:g-staff')).toHaveLength(1);
  expect(marks?.granted('space:1', 'user:ada')).toEqual([]);
  expect(marks?.revokedOn('space:1')).toEqual(since.revoked);
  const { since: compared, ...alone } = report;
  expect(marksOf(alone)).toBeUndefined();
});

test('changes are exported as they are shown', () => {
  const state = { ...initial, search: 'zoe' };
  expect(changesCsv(report, changesIn(report, state)).split('\r\n')).toEqual([
    '\u{feff}"Site","Read at","Compared with","Change","Who","E-mail, key or id","What","Where"',
    '"","2026-01-02T03:04:05.678Z","2025-10-01T00:00:00.000Z","gone","Zoe","zoe","delete space","space Engineering"',
    '"","2026-01-02T03:04:05.678Z","2025-10-01T00:00:00.000Z","gone","user Zoe","zoe","is not there any more",""',
    '',
  ]);
  expect(JSON.parse(changesJson(report))).toEqual({ sync: report.sync, since });
});
