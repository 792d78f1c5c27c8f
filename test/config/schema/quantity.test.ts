import { expect, test } from '@jest/globals';
import { cpuPattern, memoryPattern, quantityValue } from '../../../src/config/schema/quantity.ts';

test.each([
  ['0', 0],
  ['2', 2],
  ['1.5', 1.5],
  ['250m', 0.25],
  ['2k', 2000],
  ['1Ki', 1024],
  ['3M', 3e6],
  ['512Mi', 536_870_912],
  ['1G', 1e9],
  ['1.5Gi', 1_610_612_736],
  ['1T', 1e12],
  ['1Ti', 2 ** 40],
  ['1P', 1e15],
  ['1Pi', 2 ** 50],
  ['1E', 1e18],
  ['1Ei', 2 ** 60],
])('%s is %d', (quantity, value) => {
  expect(quantity).toMatch(cpuPattern);
  expect(quantityValue(quantity)).toBe(value);
});

test.each(['', '1 Gi', '512MB', '512K', '1ki', '1mi', '-1', '+1', '.5', '1.', '1e3', 'Gi', 'one'])(
  '%j is no quantity',
  (quantity) => {
    expect(quantity).not.toMatch(cpuPattern);
    expect(quantity).not.toMatch(memoryPattern);
  },
);

const thousandths = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));

test.each(['', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi'])('a fraction of memory%s is one of whole bytes', (unit) => {
  const decimals = thousandths.flatMap((digits) => [digits, digits.slice(0, 2), digits.slice(0, 1)]);
  for (const quantity of decimals.map((digits) => `3.${digits}${unit}`)) {
    const whole = unit !== '' && Number.isInteger(Number(quantityValue(quantity).toFixed(4)));
    expect([quantity, memoryPattern.test(quantity)]).toEqual([quantity, whole]);
  }
});
