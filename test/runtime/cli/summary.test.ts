import { expect, test } from '@jest/globals';
import { type Summary, summaryFields, summaryLines } from '../../../src/runtime/cli/summary.ts';
import { everything } from '../../support/choice.ts';

const skipped: Summary['result']['skipped'] = {
  bots: 0,
  customers: 0,
  otherAccounts: 0,
  personalSpaces: 0,
  archivedSpaces: 0,
  anonymous: { permissions: 0, spaces: 0 },
  accessClasses: new Map(),
  unwanted: 0,
  dangling: 0,
  goneGroups: [],
  unknownAccounts: [],
  unusable: new Map(),
  missing: [],
  searchCapped: false,
};

const plain: Summary = {
  file: 'sync.c1z',
  result: {
    type: 'full',
    stats: {
      resourceTypes: 5,
      resources: 1_502,
      entitlements: 31,
      grants: 1,
      resourcesByType: { group: 1, space: 1, space_role: 0, space_role_assignment: 0, user: 1_500 },
      entitlementsByType: { group: 1, space: 30 },
      grantsByType: { group: 1 },
    },
    directGrants: { group: 1 },
    skipped,
    choice: everything,
    notes: [],
  },
  cost: { requests: 12, retries: 0, waited: 0, peak: 4 },
  elapsed: 1_234,
};

const eventful: Summary = {
  ...plain,
  result: {
    ...plain.result,
    type: 'partial',
    expansion: { added: 1_000, merged: 2, dropped: 0 },
    skipped: {
      ...skipped,
      bots: 1,
      customers: 2,
      otherAccounts: 3,
      personalSpaces: 1,
      archivedSpaces: 2,
      anonymous: { permissions: 4, spaces: 2 },
      accessClasses: new Map([['all-licensed-users', { permissions: 1, spaces: 1 }]]),
      unwanted: 1,
      dangling: 1_000,
      goneGroups: ['g-gone'],
      unknownAccounts: Array.from({ length: 12 }, (_, index) => `acc-${index}`),
      unusable: new Map([['groups', 2]]),
      missing: [{ what: 'the space "Engineering" (ENG)', why: 'Confluence answers 403' }],
      searchCapped: true,
    },
    notes: ['Something is worth knowing.'],
  },
  cost: { requests: 1_200, retries: 34, waited: 5_040, peak: 16 },
};

test('an uneventful sync is told in two lines', () => {
  expect(summaryLines(plain)).toEqual([
    'sync.c1z: 1,500 users, 1 group, 1 space, 31 entitlements, 1 grant.',
    '12 requests, up to 4 side by side, in 1.2 s.',
  ]);
});

test('whatever was left out or missing is told, with its reason', () => {
  expect(summaryLines(eventful)).toEqual([
    'sync.c1z (partial): 1,500 users, 1 group, 1 space, 31 entitlements, 1 grant, 1,000 of them through groups.',
    "1,200 requests, 34 of them repeated, up to 16 side by side, in 1.2 s, 5 s of it waiting for Confluence's rate limit.",
    'Left out:',
    '  accounts of apps: 1',
    '  accounts of service desk customers: 2',
    '  accounts of unfamiliar kinds: 3',
    '  personal spaces: 1',
    '  archived spaces: 2',
    '  permissions of other nouns and verbs: 1',
    '  grants to apps, customers, or groups and roles that are gone: 1,000',
    '  grants to anybody without an account (see the profiles of spaces): 4',
    '  grants to a class of people, all-licensed-users (see the profiles of spaces): 1',
    '  rows without an id among the groups: 2',
    'Confluence does not say what 12 accounts are, or in which state; the file has them with an unspecified state: acc-0, acc-1, acc-2, acc-3, acc-4, acc-5, acc-6, acc-7, acc-8, acc-9 and 2 more.',
    'Groups that hold something but do not exist were left out: g-gone.',
    'Something is worth knowing.',
    'Confluence’s search ended at 10,000 accounts. Whoever is in no group and holds no permission may be missing.',
    'Could not be read: the space "Engineering" (ENG): Confluence answers 403',
  ]);
});

test('a log line has the same in fields', () => {
  expect(summaryFields(eventful)).toEqual({
    file: 'sync.c1z',
    sync_type: 'partial',
    seconds: 1.2,
    resources: plain.result.stats.resourcesByType,
    entitlements: 31,
    grants: 1,
    expanded_grants: 1_000,
    requests: 1_200,
    retries: 34,
    rate_limit_wait_seconds: 5,
    concurrent_requests: 16,
    skipped: {
      bots: 1,
      customers: 2,
      other_accounts: 3,
      unknown_accounts: { count: 12, first: eventful.result.skipped.unknownAccounts },
      personal_spaces: 1,
      archived_spaces: 2,
      anonymous: { permissions: 4, spaces: 2 },
      access_classes: [{ class: 'all-licensed-users', permissions: 1, spaces: 1 }],
      unwanted: 1,
      dangling: 1_000,
      gone_groups: { count: 1, first: ['g-gone'] },
      unusable_rows: { count: 1, first: [{ list: 'groups', rows: 2 }] },
      missing: {
        count: 1,
        first: [{ what: 'the space "Engineering" (ENG)', why: 'Confluence answers 403' }],
      },
      search_capped: true,
    },
  });
});

test('of many things that are missing, only some are named', () => {
  const missing = Array.from({ length: 500 }, (_, index) => ({ what: `the space ${index}`, why: '403' }));
  const summary = { ...plain, result: { ...plain.result, skipped: { ...skipped, missing } } };
  expect(summaryLines(summary)).toHaveLength(2 + 10 + 1);
  expect(summaryLines(summary).at(-1)).toBe('Could not be read: 490 more');
  const fields = summaryFields(summary)['skipped'] as { missing: { count: number; first: unknown[] } };
  expect([fields.missing.count, fields.missing.first.length]).toEqual([500, 100]);
});
