import { expect, test } from '@jest/globals';
import { entriesOf } from '../../../src/config/loading/entries.ts';

test('a value is followed by all that it holds', () => {
  const value = { key: 'a', list: [1, { deep: null }] };
  expect(entriesOf(value)).toEqual([
    { path: [], value },
    { path: ['key'], value: 'a' },
    { path: ['list'], value: value.list },
    { path: ['list', 0], value: 1 },
    { path: ['list', 1], value: { deep: null } },
    { path: ['list', 1, 'deep'], value: null },
  ]);
});

test('what stands there several times is entered once', () => {
  const shared = { key: 'a' };
  const paths = entriesOf([shared, shared]).map(({ path }) => path);
  expect(paths).toEqual([[], [0], [0, 'key'], [1]]);
});

test('a value that holds itself comes to an end', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  expect(entriesOf(circle).map(({ path }) => path)).toEqual([[], [0]]);
});
