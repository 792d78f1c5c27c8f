import { expect, test } from '@jest/globals';
import { daysBetween } from '../../src/config/date.ts';

test.each([
  ['2026-11-23', '2026-11-23', 0],
  ['2026-11-23', '2026-11-24', 1],
  ['2026-11-24', '2026-11-23', -1],
  ['2024-02-28', '2024-03-01', 2],
  ['2026-12-31', '2027-01-31', 31],
])('from %s to %s', (from, to, days) => {
  expect(daysBetween(from, to)).toBe(days);
});
