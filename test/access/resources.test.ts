import type { JsonObject } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { accessReport } from '../../src/access/read.ts';
import { openWritten, type Writing, type WrittenSite } from './written.ts';

async function reported(site: Partial<WrittenSite>, options: Writing = {}) {
  const reader = await openWritten({ people: {}, groups: {}, spaces: {}, ...site }, options);
  try {
    return accessReport(reader);
  } finally {
    await reader.close();
  }
}

test.each([
  ['a guest', { is_guest: true, is_external_collaborator: false }, ['guest']],
  ['an external collaborator', { is_external_collaborator: true }, ['external collaborator']],
  ['both', { is_guest: true, is_external_collaborator: true }, ['guest', 'external collaborator']],
  ['neither', { is_guest: false, is_external_collaborator: false }, undefined],
  ['nobody says what', {}, undefined],
  ['something that is no truth value', { is_guest: 'true' }, undefined],
])('an account that is %s', async (_, profile, kinds) => {
  const { people } = await reported({ people: { ada: { profile } } });
  expect(people.map((person) => person.kinds)).toEqual([kinds]);
});

test('whether an account is enabled is unknown if Confluence does not say, or the file does not have it', async () => {
  const { people } = await reported({
    people: { ada: {}, bob: { status: 'unspecified' } },
    groups: { staff: ['cid'] },
  });
  expect(people.map(({ id, state }) => [id, state])).toEqual([
    ['ada', 'enabled'],
    ['bob', 'unknown'],
    ['cid', 'unknown'],
  ]);
});

test.each([
  ['nobody else', {}, {}],
  [
    'anybody',
    { anonymous_access: ['create page', 'read space'] },
    { anonymousAccess: ['create page', 'read space'] },
  ],
  [
    'classes of people',
    { access_classes: { 'all-licensed-users': ['read space'], role: ['Viewer'], none: [] } },
    { accessClasses: { 'all-licensed-users': ['read space'], role: ['Viewer'] } },
  ],
  ['an archived space', { space_status: 'archived' }, { archived: true }],
  ['a current space', { space_status: 'current' }, {}],
  ['what is of another form', { anonymous_access: 'read space', access_classes: ['a'], space_status: 7 }, {}],
  ['empty lists', { anonymous_access: [], access_classes: {} }, {}],
])('a space tells of %s', async (_, profile, expected) => {
  const { spaces } = await reported({ spaces: { 1: { profile } } });
  expect(spaces).toEqual([{ id: '1', name: '1', held: [], ...expected }]);
});

test.each<readonly [string, JsonObject, Writing, boolean]>([
  ['a record, though nobody is let in', {}, {}, true],
  ['a record of a sync without grants', {}, { choice: { withoutGrants: true } }, false],
  ['no record', {}, { record: false }, false],
  ['no record, though somebody is let in', { anonymous_access: ['read space'] }, { record: false }, true],
])('whether it is known who else is let in, with %s', async (_, profile, options, expected) => {
  const { synced } = await reported({ spaces: { 1: { profile } } }, options);
  expect(synced.openAccess).toBe(expected);
});

test('the report says what its sync says of itself', async () => {
  const record = {
    missing: [{ what: 'permissions of the space "A"', why: 'Confluence answers 403' }],
    leftOut: [{ what: 'accounts of apps', count: 3 }],
    unknownAccounts: ['5b10'],
  };
  const { sync } = await reported({}, { record, choice: { personalSpaces: false }, type: 'partial' });
  expect(sync).toEqual({
    type: 'partial',
    endedAt: expect.any(String),
    record: {
      tool: 'confluence-sync 1.2.3',
      site: 'acme.atlassian.net',
      mode: 'permissions',
      narrowings: ['no personal spaces'],
      ...record,
    },
  });
  expect((await reported({}, { record: false })).sync).not.toHaveProperty('record');
});
