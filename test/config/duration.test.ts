import { expect, test } from '@jest/globals';
import { milliseconds } from '../../src/config/duration.ts';

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1h', 3_600_000],
  ['0s', undefined],
  ['10', undefined],
  ['1d', undefined],
  ['1.5h', undefined],
  ['', undefined],
])('%j is %j milliseconds', (text, expected) => {
  expect(milliseconds(text)).toBe(expected);
});
