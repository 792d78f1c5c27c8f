import { expect, test } from '@jest/globals';
import { limitsOf } from '../../src/access/sync-limits.ts';
import { nouns, verbs } from '../../src/config/vocabulary.ts';
import type { Choice } from '../../src/runtime/c1z/record.ts';
import { all } from './written.ts';

test.each<readonly [string, Partial<Choice>, readonly string[]]>([
  ['everything', {}, []],
  ['more than there is', { nouns: [...nouns, 'whiteboard'], verbs: [...verbs, 'watch'] }, []],
  ['all but a verb that allows nothing', { verbs: verbs.filter((verb) => verb !== 'update') }, []],
  [
    'two verbs of one noun',
    { nouns: ['space'], verbs: ['administer', 'read'] },
    ['only the permissions administer space, read space'],
  ],
  ['all but one verb', { verbs: verbs.filter((verb) => verb !== 'export') }, ['no permissions export space']],
  ['nothing', { nouns: [], verbs: [] }, ['no permissions']],
  ['what fits together in no way', { nouns: ['page'], verbs: ['administer'] }, ['no permissions']],
  ['roles, which nouns and verbs do not choose', { mode: 'roles', nouns: ['space'], verbs: [] }, []],
  [
    'no spaces of a kind',
    { personalSpaces: false, archivedSpaces: false },
    ['no personal spaces', 'no archived spaces'],
  ],
  ['some types', { resourceTypes: ['user', 'group'] }, ['only resources of type user, group']],
  ['some resources', { resources: ['space:1', 'group:g'] }, ['only space:1, group:g']],
  [
    'many resources',
    { resources: Array.from({ length: 12 }, (_, number) => `space:${number}`) },
    [`only ${Array.from({ length: 10 }, (_, number) => `space:${number}`).join(', ')} and 2 more`],
  ],
  ['resources alone', { resourcesOnly: true }, ['no entitlements', 'no grants']],
  ['no grants', { withoutGrants: true }, ['no grants']],
])('a choice of %s', (_, choice, expected) => {
  expect(limitsOf({ ...all, ...choice })).toEqual(expected);
});
