import { expect, test } from '@jest/globals';
import type { AccessReport } from '../../src/access/report.ts';
import { totalsOf } from '../../src/access/totals.ts';
import { findingsOf } from '../../src/report/findings.ts';
import { scopeOf } from '../../src/report/scope.ts';
import { subjectOf } from '../../src/report/state.ts';
import { tableOf } from '../../src/report/table.ts';
import { reported, reportOf } from '../access/reading.ts';
import { reviewedSite } from '../access/reviewed-site.ts';
import { written } from '../access/written.ts';
import { siteFrom } from '../simulator/site-from.ts';

const told = (report: AccessReport) =>
  findingsOf(report, totalsOf(report)).map(({ count, lack, what }) => `${count ?? lack} ${what}`);

test('the worst is told first, and each finding leads to as many rows as it counts', async () => {
  const site = {
    people: { ada: { profile: { is_guest: true } }, bob: { profile: { is_guest: false } } },
    groups: { staff: ['ada', 'bob'], empty: [] },
    spaces: {
      Wiki: {
        profile: {
          space_type: 'global',
          anonymous_access: ['read space'],
          access_classes: { 'all-licensed-users': ['read space'], 'jsm-project-admins': ['read space'] },
        },
        held: { 'administer-space': ['group:staff', 'group:empty'] },
      },
      Mine: {
        profile: { space_type: 'personal', space_owner_id: 'bob' },
        held: { 'export-space': ['user:ada'] },
      },
    },
  };
  const report = await reportOf(await written(site));
  expect(told(report)).toEqual([
    '1 space open to anybody on the internet',
    '1 space open to a class of people',
    '1 guest or external person with access',
    '0 disabled accounts with access',
    '2 people can administer a space',
    '1 group that lets administer, export or delete',
    '1 person can export a space',
    '0 people can delete a space',
    '1 personal space shared with others',
  ]);
  const findings = findingsOf(report, totalsOf(report));
  expect(findings[1]?.more).toBe('1 to all licensed users, 1 to jsm project admins');
  for (const { shown, count, what } of findings) {
    const scope = scopeOf(report, shown, undefined);
    const { rows, lack } = tableOf(report, shown, scope, subjectOf(shown.view) ?? 'space');
    // All groups are shown, the most powerful first.
    expect([what, lack, rows.length]).toEqual([what, undefined, shown.view === 'groups' ? 2 : count]);
  }
});

test('what a file of the vendor’s does not record is never 0', async () => {
  const report = await reportOf(
    await written(
      { people: { ada: { status: 'unspecified' } }, groups: {}, spaces: { Wiki: {} } },
      { record: false },
    ),
  );
  expect(told(report)).toEqual([
    'not recorded spaces open to anybody on the internet',
    'not recorded spaces open to a class of people',
    'not recorded guests and external people with access',
    'not recorded disabled accounts with access',
    '0 people can administer a space',
    '0 groups that let administer, export or delete',
    '0 people can export a space',
    '0 people can delete a space',
    'not recorded personal spaces shared with others',
  ]);
});

test('what was not synced is never 0', async () => {
  const report = await reported(siteFrom(reviewedSite));
  const nothing = {
    people: false,
    groups: false,
    memberships: false,
    spaces: false,
    personalSpaces: false,
    access: false,
    openAccess: false,
    kinds: false,
    states: false,
  };
  const lines = told({ ...report, permissions: [], synced: nothing });
  expect(lines).toHaveLength(9);
  for (const line of lines) expect(line).toMatch(/^not (synced|recorded) /);
});
