import { expect, test } from '@jest/globals';
import { nearestWord } from '../../../src/runtime/cli/nearest.ts';

const known = ['page', 'space', 'restrict_content'];

test.each<[string, number, string | undefined]>([
  ['page', 0, 'page'],
  ['pages', 1, 'page'],
  ['spce', 0, undefined],
  ['spce', 1, 'space'],
  ['restrictcontents', 2, 'restrict_content'],
  ['comment', 2, undefined],
  ['', 2, undefined],
])('%j with at most %d mistakes was meant for %j', (word, mistakes, meant) => {
  expect(nearestWord(word, known, mistakes)).toBe(meant);
});

test('a long text is near to nothing, and nothing is known of an empty list', () => {
  expect(nearestWord('s'.repeat(1_000_000), known, 2)).toBeUndefined();
  expect(nearestWord('page', [], 2)).toBeUndefined();
});
