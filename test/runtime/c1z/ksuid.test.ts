import { expect, test } from '@jest/globals';
import { ksuid } from '../../../src/runtime/c1z/ksuid.ts';

test.each([
  // The example of the format's own documentation.
  [107_608_047, 'b5a1cd34b5f99d1154fb6853345c9735', '0ujtsYcgvSTl8PAuAdqWYSMnLOv'],
  [0, '00000000000000000000000000000000', '000000000000000000000000000'],
  [2 ** 32 - 1, 'ffffffffffffffffffffffffffffffff', 'aWgEPTl1tmebfsQzFP4bxwgy80V'],
])('second %d of the epoch, %s', (second, random, id) => {
  const time = new Date((1_400_000_000 + second) * 1000);
  expect(ksuid(time, Buffer.from(random, 'hex'))).toBe(id);
});

test('a later one sorts after, and no two are the same', () => {
  const earlier = ksuid(new Date('2026-11-23T10:00:00Z'));
  const later = ksuid(new Date('2026-11-23T10:00:01Z'));
  expect(earlier < later).toBe(true);
  expect(ksuid(new Date(1_500_000_000_000))).not.toBe(ksuid(new Date(1_500_000_000_000)));
});
