import { expect, test } from '@jest/globals';
import type { AccessReport, SyncFacts } from '../../src/access/report.ts';
import { totalsOf } from '../../src/access/totals.ts';
import { choiceOf, kindOf, lacksMembers, missingOf, notesOf, openAccessOf } from '../../src/report/facts.ts';
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
  [{ narrowings: ['no personal spaces'] }, 'full', 'full sync of a choice'],
  [{ narrowings: ['no grants'], mode: 'roles' }, 'full', 'full sync of a choice with space roles'],
  [{ mode: 'roles' }, 'partial', 'partial sync with space roles'],
  [{ narrowings: ['no grants'] }, 'resources_only', 'resources only sync of a choice'],
])('of a sync that says %j and is %s, the page says %s', (said, type, expected) => {
  expect(kindOf(saying(said, type).sync)).toBe(expected);
});

test('a file without a record does not say what was to be read', () => {
  expect(kindOf(report.sync)).toBe('full sync');
  expect(notesOf(report)).toEqual(['This file does not say what its sync was to read.']);
  expect(choiceOf(report)).toBeUndefined();
  expect(missingOf(report)).toEqual([]);
});

test('the page says what was chosen, left out and not known', () => {
  const said = saying({
    narrowings: ['only the permissions read space', 'no personal spaces'],
    leftOut: [
      { what: 'accounts of apps', count: 1_234 },
      { what: 'personal spaces', count: 2 },
    ],
    unknownAccounts: ['a', 'b'],
  });
  expect(choiceOf(said)).toBe(
    'Its choice: only the permissions read space; no personal spaces. What was not chosen is not in this report, and not counted.',
  );
  expect(notesOf(said)).toEqual([
    'Left out: 1,234 accounts of apps, 2 personal spaces.',
    'Confluence says nothing of 2 accounts, such as whether they are enabled.',
  ]);
  expect(notesOf(saying({}))).toEqual([]);
  expect(choiceOf(saying({}))).toBeUndefined();
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

test.each([
  [undefined, undefined],
  [{ anonymous: 0, classes: {} }, undefined],
  [
    { anonymous: 1, classes: { 'all-licensed-users': 1_500 } },
    'Open: 1 space to anybody on the internet, 1,500 spaces to all licensed users. They are not in the counts of people.',
  ],
])('spaces that are open, of %j', (open, expected) => {
  expect(openAccessOf({ ...totalsOf(report), open })).toBe(expected);
});
