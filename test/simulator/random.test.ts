import { describe, expect, test } from '@jest/globals';
import { Random } from './random.ts';

const take = (random: Random, count: number) => Array.from({ length: count }, () => random.bits());

describe('a random sequence', () => {
  test('follows from its seed', () => {
    expect(take(new Random('a'), 50)).toEqual(take(new Random('a'), 50));
    expect(take(new Random('a'), 50)).not.toEqual(take(new Random('b'), 50));
  });

  test('is spread evenly, within and across neighbouring seeds', () => {
    const within = new Random('spread');
    const tenths = (draw: (index: number) => number) => {
      const counts = new Array<number>(10).fill(0);
      for (let index = 0; index < 20_000; index += 1) {
        const tenth = Math.floor(draw(index) * 10);
        counts[tenth] = (counts[tenth] ?? 0) + 1;
      }
      return counts;
    };
    for (const count of tenths(() => within.fraction())) expect(Math.abs(count - 2000)).toBeLessThan(200);
    for (const count of tenths((index) => new Random(`1 0 GET /${index}`).fraction()))
      expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  test('keeps all items when it shuffles them', () => {
    const items = Array.from({ length: 100 }, (_, index) => index);
    const shuffled = new Random('shuffle').shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((one, other) => one - other)).toEqual(items);
  });

  test('makes UUIDs of version 4', () => {
    expect(new Random('uuid').uuid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test('has nothing to pick from nothing', () => {
    expect(() => new Random('').pick([])).toThrow(RangeError);
  });
});
