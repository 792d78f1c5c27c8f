import { describe, expect, test } from '@jest/globals';
import { type AccessChanges, accessChanges } from '../../src/access/changes.ts';
import { nouns, verbs } from '../../src/config/vocabulary.ts';
import { openWritten, type Writing, type WrittenSite } from './written.ts';

const site: WrittenSite = {
  people: { ada: {}, bob: {}, cid: {} },
  groups: { staff: ['ada', 'bob', 'cid'], admins: ['ada'] },
  roles: { admin: ['administer/space'], reader: ['read/space'] },
  spaces: {
    1: {
      profile: { space_type: 'global', space_status: 'current' },
      held: {
        'administer-space': ['group:admins'],
        'read-space': ['group:staff'],
        'create-page': ['user:bob'],
      },
    },
    2: {
      profile: { space_type: 'personal', space_status: 'current' },
      held: { 'administer-space': ['user:cid'], 'read-space': ['group:staff'] },
    },
    3: {
      profile: { space_type: 'global', space_status: 'archived' },
      held: { 'read-space': ['group:staff'] },
    },
  },
};

/** The same site once somebody has been given something in the space 1, and a person has come. */
const later: WrittenSite = {
  ...site,
  people: { ...site.people, dan: {} },
  spaces: {
    ...site.spaces,
    1: {
      ...site.spaces['1'],
      held: { ...site.spaces['1']?.held, 'read-space': ['group:staff', 'user:dan'] },
    },
  },
};

const roles: WrittenSite = {
  ...site,
  spaces: { 1: { ...site.spaces['1'], held: { admin: ['group:admins'], reader: ['group:staff'] } } },
};

type Side = readonly [WrittenSite, Writing?];

async function changes(...[old, fresh]: readonly [Side, Side]): Promise<AccessChanges> {
  const [before, after] = [await openWritten(...old), await openWritten(...fresh)];
  try {
    return accessChanges(before, after);
  } finally {
    await before.close();
    await after.close();
  }
}

/** As lines. */
const shown = ({ granted, revoked, appeared, disappeared }: AccessChanges) => [
  ...appeared.map(({ id }) => `+ ${id}`),
  ...disappeared.map(({ id }) => `- ${id}`),
  ...granted.map(({ principal, what, resource }) => `+ ${principal.id} ${what} ${resource.id}`),
  ...revoked.map(({ principal, what, resource }) => `- ${principal.id} ${what} ${resource.id}`),
];

const danReads = ['+ dan', '+ dan read space in 1'];

/** Choices, what remains of what has changed, and what is said of the rest. */
const narrowed: readonly (readonly [string, Writing, readonly string[], readonly string[]])[] = [
  ['the same', {}, danReads, []],
  [
    'one verb',
    { choice: { verbs: ['read'] } },
    danReads,
    [
      'permissions to administer space, archive page, create attachment, create blogpost, create comment, create page, delete attachment, delete blogpost, delete comment, delete page and 3 more: NAME did not read them',
    ],
  ],
  [
    'another verb',
    {
      choice: {
        verbs: ['administer', 'create', 'export', 'archive', 'delete', 'restrict_content', 'update'],
      },
    },
    ['+ dan'],
    ['permissions to read space: NAME did not read them'],
  ],
  [
    'no personal spaces',
    { choice: { personalSpaces: false } },
    danReads,
    ['personal spaces: NAME did not read them'],
  ],
  [
    'no archived spaces',
    { choice: { archivedSpaces: false } },
    danReads,
    ['archived spaces: NAME did not read them'],
  ],
  ['no grants', { choice: { withoutGrants: true } }, ['+ dan'], ['grants: NAME did not read them']],
  [
    'resources only',
    { choice: { resourcesOnly: true }, type: 'resources_only' },
    ['+ dan'],
    ['grants: NAME did not read them'],
  ],
  [
    'users and groups',
    { choice: { resourceTypes: ['user', 'group'] } },
    ['+ dan'],
    ['resources of type space, space_role, and what is held by and on them: NAME did not read them'],
  ],
  [
    'no groups',
    { choice: { resourceTypes: ['user', 'space', 'space_role'] } },
    danReads,
    [
      'resources of type group, and what is held by and on them: NAME did not read them',
      'members of groups: NAME did not read them',
      'what is held through groups only: NAME does not have it',
    ],
  ],
  [
    'a single space, which comes without members of groups',
    { choice: { resources: ['space:1'] }, expand: false, type: 'partial' },
    ['+ dan read space in 1'],
    [
      'all but space:1: NAME read nothing else',
      'members of groups: NAME did not read them',
      'what is held through groups only: NAME does not have it',
    ],
  ],
  [
    'grants of groups alone',
    { expand: false },
    danReads,
    ['what is held through groups only: NAME does not have it'],
  ],
  [
    'grants of groups alone, in a file that says nothing',
    { expand: false, record: false },
    danReads,
    [
      'what is held through groups only: NAME does not have it',
      'what anybody on the internet, and classes of people, may do: NAME does not say',
    ],
  ],
  [
    'one noun, in a file that says nothing',
    { choice: { nouns: ['space'] }, record: false },
    danReads,
    [
      'permissions to archive page, create attachment, create blogpost, create comment, create page, delete attachment, delete blogpost, delete comment, delete page: NAME did not read them',
      'what anybody on the internet, and classes of people, may do: NAME does not say',
    ],
  ],
];

describe.each(narrowed)('of a sync with all, and one with %s', (_, options, remaining, said) => {
  const named = (name: string) => said.map((line) => line.replace('NAME', name));

  test('what both were to read is compared, and the rest is named', async () => {
    const found = await changes([site], [later, options]);
    expect(shown(found)).toEqual(remaining);
    expect(found.notCompared).toEqual(named('the later sync'));
  });

  test('the other way round too', async () => {
    const found = await changes([later, options], [site]);
    expect(shown(found).sort()).toEqual(remaining.map((line) => line.replace('+', '-')).sort());
    expect(found.notCompared).toEqual(named('the earlier sync'));
  });

  test('nothing has changed where nothing has', async () => {
    expect(shown(await changes([site, options], [site]))).toEqual([]);
  });

  test('with each other, nothing is left out', async () => {
    const found = await changes([site, options], [later, options]);
    expect(shown(found)).toEqual(expect.arrayContaining([...remaining]));
    expect(found.notCompared).toEqual([]);
  });
});

test('of permissions and roles, people, groups and memberships are compared', async () => {
  const given = { ...roles, people: later.people, groups: { ...roles.groups, staff: ['ada', 'bob', 'dan'] } };
  const found = await changes([site], [given, { choice: { mode: 'roles' } }]);
  expect(shown(found)).toEqual(['+ dan', '+ dan member of staff', '- cid member of staff']);
  expect(found.notCompared).toEqual([
    'spaces, and what is held in them: the earlier sync read space permissions, the later sync read space roles',
  ]);
});

test('of roles, nouns and verbs choose nothing', async () => {
  const given = { ...roles, spaces: { 1: { held: { admin: ['user:bob'] } } } };
  const [mode, chosen] = ['roles' as const, { nouns: [], verbs: [] }];
  const found = await changes([roles, { choice: { mode } }], [given, { choice: { mode, ...chosen } }]);
  expect(found.notCompared).toEqual([]);
  expect(shown(found)).toContain('+ bob is 1:admin');
});

test('what is held directly in one and through a group in the other has changed, if only that is compared', async () => {
  const direct = { ...site, spaces: { 1: { held: { 'read-space': ['user:ada', 'group:staff'] } } } };
  const through = { ...site, spaces: { 1: { held: { 'read-space': ['group:staff'] } } } };
  expect(shown(await changes([direct], [through]))).toEqual([]);
  expect(shown(await changes([direct, { expand: false }], [through]))).toEqual(['- ada read space in 1']);
});

test('groups that hold nothing, or that nobody is in, are nothing to be expanded', async () => {
  const none = { ...site, spaces: { 1: { held: { 'read-space': ['user:ada'] } } } };
  const given = { ...site, spaces: { 1: { held: { 'read-space': ['user:ada', 'group:staff'] } } } };
  const empty = { ...given, groups: { staff: [], admins: ['ada'] } };
  for (const record of [{}, false] as const) {
    const found = await changes([none, { record }], [given, { record }]);
    expect(found.notCompared).toEqual([]);
    expect(shown(found)).toEqual([
      '+ staff read space in 1',
      '+ bob read space in 1',
      '+ cid read space in 1',
    ]);
    const emptied = await changes([given, { record }], [empty, { record }]);
    expect(emptied.notCompared).toEqual([]);
    expect(shown(emptied)).toContain('- bob read space in 1');
  }
});

describe('spaces that one sync was not to read', () => {
  const without = { choice: { archivedSpaces: false } };
  const only = (profile: NonNullable<WrittenSite['spaces'][string]['profile']>) => ({
    ...site,
    spaces: { 9: { profile, held: { 'read-space': ['user:ada'] } } },
  });
  const none = { ...site, spaces: {} };

  test.each([
    ['archived', { space_status: 'archived', space_type: 'global' }, []],
    ['current', { space_status: 'current', space_type: 'global' }, ['- 9', '- ada read space in 9']],
    ['of a state that nobody says', { space_type: 'global' }, []],
  ])('a space is gone that was %s', async (_, profile, expected) => {
    expect(shown(await changes([only(profile)], [none, without]))).toEqual(expected);
  });

  test('a space that both have is compared, though it has been archived since', async () => {
    const archived = only({ space_status: 'archived', space_type: 'global' });
    const current = only({ space_status: 'current', space_type: 'global' });
    const given = { ...archived, spaces: { 9: { ...archived.spaces[9], held: {} } } };
    expect(shown(await changes([current, without], [given]))).toEqual(['- ada read space in 9']);
  });

  test('a space that the narrower one had is gone, whatever it was', async () => {
    expect(shown(await changes([only({}), without], [none]))).toEqual(['- 9', '- ada read space in 9']);
  });
});

describe('what anybody on the internet and classes of people may do', () => {
  const open: WrittenSite = {
    ...site,
    spaces: {
      ...site.spaces,
      1: {
        ...site.spaces['1'],
        profile: {
          ...site.spaces['1']?.profile,
          anonymous_access: ['read space'],
          access_classes: { 'all-licensed-users': ['create page', 'read space'] },
        },
      },
    },
  };

  test('is compared', async () => {
    const found = await changes([site], [open]);
    expect(shown(found)).toEqual([
      '+ all-licensed-users create page in 1',
      '+ all-licensed-users read space in 1',
      '+ anonymous read space in 1',
    ]);
    expect(found.granted.at(-1)).toEqual({
      principal: { type: 'access_class', id: 'anonymous', name: 'anonymous' },
      what: 'read space in',
      resource: { type: 'space', id: '1', name: '1' },
      entitlement: 'space:1:read-space',
      through: [],
    });
    expect(shown(await changes([open], [site]))).toEqual(shown(found).map((line) => line.replace('+', '-')));
    expect(shown(await changes([open], [open]))).toEqual([]);
  });

  test.each<readonly [string, Writing, readonly string[]]>([
    ['in a file that says nothing', { record: false }, []],
    ['without grants', { choice: { withoutGrants: true } }, []],
    [
      'of permissions that were not chosen',
      { choice: { nouns: [...nouns], verbs: verbs.filter((verb) => verb !== 'create') } },
      ['+ all-licensed-users read space in 1', '+ anonymous read space in 1'],
    ],
  ])('is not compared %s', async (_, options, expected) => {
    expect(shown(await changes([site, options], [open]))).toEqual(expected);
  });
});
