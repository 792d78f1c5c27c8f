import { expect, test } from '@jest/globals';
import type { Since } from '../../src/access/report.ts';
import { sinceOf } from '../../src/access/since.ts';
import { openWritten, type Writing, type WrittenSite } from './written.ts';

const site: WrittenSite = {
  people: { ada: {}, bob: {} },
  groups: { staff: ['ada'] },
  spaces: {
    1: { held: { 'administer-space': ['group:staff'], 'read-space': ['group:staff', 'user:bob'] } },
    2: { held: { 'administer-space': ['group:staff'] } },
  },
};
/** Once Bob has joined the group, which gives him more, and holds nothing by himself any more. */
const later: WrittenSite = {
  ...site,
  groups: { staff: ['ada', 'bob'] },
  spaces: { ...site.spaces, 1: { held: { ...site.spaces['1']?.held, 'read-space': ['group:staff'] } } },
};

async function since(old: WrittenSite, fresh: WrittenSite, ...options: readonly Writing[]): Promise<Since> {
  const [before, after] = [await openWritten(old, options[0]), await openWritten(fresh, options[1])];
  try {
    return sinceOf(before, after);
  } finally {
    await before.close();
    await after.close();
  }
}

const lines = ({ granted, revoked, appeared, disappeared }: Since) => [
  ...appeared.map(({ type, id }) => `+ ${type} ${id}`),
  ...disappeared.map(({ type, id }) => `- ${type} ${id}`),
  ...granted.map(({ principal, what, resource }) => `+ ${principal.id} ${what} ${resource.id}`),
  ...revoked.map(({ principal, what, resource }) => `- ${principal.id} ${what} ${resource.id}`),
];

test.each([
  ['both files have', [{}, {}]],
  ['neither file has', [{ expand: false }, { expand: false }]],
  ['one file has', [{ expand: false }, {}]],
] as const)('joining a group is one change, if %s what comes through groups', async (_, options) => {
  const found = await since(site, later, ...options);
  expect(lines(found)).toEqual(['+ bob member of staff', '- bob read space in 1']);
  expect(found.notCompared).toEqual([]);
});

test('a space, a person and a group come and go', async () => {
  const other: WrittenSite = {
    people: { ada: {}, eve: {} },
    groups: { staff: ['ada'], admins: [] },
    spaces: { 1: site.spaces['1'] ?? {}, 3: {} },
  };
  expect(lines(await since(site, other))).toEqual([
    '+ group admins',
    '+ space 3',
    '+ user eve',
    '- space 2',
    '- user bob',
    '- staff administer space in 2',
  ]);
});

test('whom a space is open to is a change', async () => {
  const open = (access: readonly string[]) => ({
    ...site,
    spaces: { 1: { profile: { anonymous_access: [...access] } } },
  });
  expect(lines(await since(open(['read space']), open(['read space', 'create page'])))).toEqual([
    '+ anonymous create page in 1',
  ]);
});

test('what one sync was not to read is not compared, and named', async () => {
  const found = await since(site, later, { choice: { nouns: ['space'], verbs: ['administer'] } });
  expect(lines(found)).toEqual(['+ bob member of staff']);
  expect(found.notCompared).toEqual([
    expect.stringMatching(/^permissions to .*: the earlier sync did not read them$/),
  ]);
  expect(found.sync.record?.narrowings).toEqual([expect.stringMatching(/^only the permissions /)]);
});
