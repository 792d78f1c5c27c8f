import { expect, test } from '@jest/globals';
import { nouns, validPairs, verbs } from '../../src/config/vocabulary.ts';

const all = [
  'administer-space',
  'archive-page',
  'create-attachment',
  'create-blogpost',
  'create-comment',
  'create-page',
  'delete-attachment',
  'delete-blogpost',
  'delete-comment',
  'delete-page',
  'delete-space',
  'export-space',
  'read-space',
  'restrict_content-space',
];

test('the vendor’s words', () => {
  expect(nouns).toEqual(['attachment', 'blogpost', 'comment', 'page', 'space']);
  expect(verbs).toEqual([
    'administer',
    'archive',
    'create',
    'delete',
    'export',
    'read',
    'restrict_content',
    'update',
  ]);
});

test.each([
  ['no choice', undefined, undefined, all],
  ['all words', nouns, verbs, all],
  ['one noun', ['page'], undefined, ['archive-page', 'create-page', 'delete-page']],
  ['one verb', undefined, ['read'], ['read-space']],
  [
    'both, in any order',
    ['space', 'page'],
    ['read', 'delete'],
    ['delete-page', 'delete-space', 'read-space'],
  ],
  ['a verb without a noun', undefined, ['update'], []],
  ['words that do not meet', ['comment'], ['read', 'export'], []],
  ['no words', [], [], []],
] as const)('valid pairs of %s', (_choice, chosenNouns, chosenVerbs, pairs) => {
  expect(validPairs(chosenNouns, chosenVerbs)).toEqual(pairs);
});
