import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { goDuration, longDurationPattern, milliseconds } from '../../../src/config/schema/duration.ts';

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

test.each([
  ['1h', '1h0m0s'],
  ['30m', '30m0s'],
  ['90s', '1m30s'],
  ['1h30m', '1h30m0s'],
  ['30m1h', '1h30m0s'],
  ['007s', '7s'],
  ['59s', '59s'],
  ['90m', '1h30m0s'],
  ['24h', '24h0m0s'],
  ['0h0s', '0s'],
])('Go prints %j as %j', (text, expected) => {
  expect(goDuration(text)).toBe(expected);
});

describe('whatever the duration', () => {
  /** Adds up the parts, in seconds. */
  const length = (text: string) =>
    Array.from(text.matchAll(/(\d+)(.)/g)).reduce(
      (sum, [, count, unit]) => sum + Number(count) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1),
      0,
    );
  const durations = fc.stringMatching(longDurationPattern);

  test('it keeps its length', () => {
    fc.assert(fc.property(durations, (text) => length(goDuration(text)) === length(text)));
  });

  test('it is in the form that Go prints, and stays so', () => {
    fc.assert(
      fc.property(durations, (text) => {
        const printed = goDuration(text);
        expect(printed).toMatch(/^(?:[1-9]\d*h[1-5]?\dm|[1-5]?\dm(?<!^0m))?[1-5]?\ds$/);
        expect(goDuration(printed)).toBe(printed);
      }),
    );
  });

  test('it is shorter than the longest that Go can hold', () => {
    fc.assert(fc.property(durations, (text) => length(text) * 1e9 < 2 ** 63));
  });
});
