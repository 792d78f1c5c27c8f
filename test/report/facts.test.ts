import { expect, test } from '@jest/globals';
import type { AccessReport, SyncFacts } from '../../src/access/report.ts';
import { totalsOf } from '../../src/access/totals.ts';
import {
  factsOf,
  isOfChoice,
  kindOf,
  lacksMembers,
  missingOf,
  notesOf,
  notRead,
  sizesOf,
} from '../../src/report/facts.ts';
import { reported } from '../access/reading.ts';
import { reviewedSite } from '../access/reviewed-site.ts';
import { siteFrom } from '../simulator/site-from.ts';

const report = await reported(siteFrom(reviewedSite));
type Said = NonNullable<SyncFacts['record']>;

const saying = (said: Partial<Said>, type = 'full'): AccessReport => ({
  ...report,
  sync: {
    ...report.sync,
    type,
    record: {
      tool: 'confluence-sync 1.2.3',
      site: 'acme.atlassian.net',
      mode: 'permissions',
      narrowings: [],
      missing: [],
      leftOut: [],
      unknownAccounts: [],
      ...said,
    },
  },
});

test.each<readonly [Partial<Said>, string, string]>([
  [{}, 'full', 'full sync'],
  [{ narrowings: ['no personal spaces'] }, 'full', 'full sync'],
  [{ narrowings: ['no grants'], mode: 'roles' }, 'full', 'full sync with space roles'],
  [{ mode: 'roles' }, 'partial', 'partial sync with space roles'],
  [{ narrowings: ['no grants'] }, 'resources_only', 'resources only sync'],
])('of a sync that says %j and is %s, the page says %s', (said, type, expected) => {
  expect(kindOf(saying(said, type).sync)).toBe(expected);
});

test('a file without a record does not say where it is from, and what was to be read', () => {
  expect(factsOf(report)).toEqual([
    ['Site', 'not recorded'],
    ['Read', '2026-01-02 03:04 UTC, by a full sync'],
    ['Choice', 'not recorded'],
    ['By', 'not recorded'],
    ['Left out', 'not recorded'],
  ]);
  expect(notesOf(report)).toEqual(['This file does not say what its sync was to read.']);
  expect(isOfChoice(report)).toBe(false);
  expect(missingOf(report)).toEqual([]);
});

test('the page says what was chosen, left out and not known, and what was compared', () => {
  const said = saying({
    narrowings: ['only the permissions read space', 'no personal spaces'],
    leftOut: [
      { what: 'accounts of apps', count: 1_234 },
      { what: 'personal spaces', count: 2 },
    ],
    unknownAccounts: ['a', 'b'],
  });
  const since = {
    sync: { type: 'full', endedAt: '2025-10-01T00:00:00.000Z' },
    granted: [],
    revoked: [],
    appeared: [],
    disappeared: [],
    notCompared: [],
  };
  expect(factsOf({ ...said, since })).toEqual([
    ['Site', 'acme.atlassian.net'],
    ['Read', '2026-01-02 03:04 UTC, by a full sync'],
    ['Choice', 'only the permissions read space; no personal spaces'],
    ['By', 'confluence-sync 1.2.3'],
    ['Left out', '1,234 accounts of apps, 2 personal spaces'],
    ['Compared with', 'a full sync of 2025-10-01 00:00 UTC'],
  ]);
  expect(isOfChoice(said)).toBe(true);
  expect(notesOf(said)).toEqual(['Confluence says nothing of 2 accounts, such as whether they are enabled.']);
  const everything = new Map(factsOf(saying({})));
  expect([everything.get('Choice'), everything.get('Left out')]).toEqual(['everything', 'nothing']);
  expect(notesOf(saying({}))).toEqual([]);
  expect(isOfChoice(saying({}))).toBe(false);
  expect(notRead).toMatch(/restrictions of single pages, when somebody was last active/);
});

test.each([0, 1, 10, 11, 5_000])('of %d things that are missing, ten are named', (count) => {
  const missing = Array.from({ length: count }, (_, number) => ({
    what: `space ${number}`,
    why: 'answers 403',
  }));
  const lines = missingOf(saying({ missing }));
  expect(lines.slice(0, 10)).toEqual(missing.slice(0, 10).map(({ what, why }) => `${what}: ${why}`));
  expect(lines.slice(10)).toEqual(count > 10 ? [expect.stringMatching(/^and [\d,]+ more; /)] : []);
});

test.each([
  [{}, false],
  [{ memberships: false }, true],
  [{ groups: false, memberships: false }, true],
  [{ memberships: false, access: false }, false],
])('whether people are missing who hold something through a group, of %j', (synced, expected) => {
  expect(lacksMembers({ ...report, synced: { ...report.synced, ...synced } })).toBe(expected);
});

test('how much there is, and what of it was not synced', () => {
  expect(sizesOf(totalsOf(report))).toMatch(
    /^4 spaces, 2 of them personal; 4 people; 2 groups with 5 memberships; 8 grants, which come to 11 permissions /,
  );
  const nothing = totalsOf({ ...report, synced: { ...report.synced, groups: false, access: false } });
  expect(sizesOf(nothing)).toMatch(
    /; groups not synced with .*; grants not synced, which come to permissions not synced /,
  );
});
