import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asJson } from '../../src/text/json.ts';
import { allDangerous, isDangerous, natural } from './characters.ts';

test('JSON says the same as it would otherwise, and shows no terminal what it could act on', () => {
  const texts = fc.array(fc.constantFrom(...allDangerous, 'a', '"', '\\')).map((all) => all.join(''));
  fc.assert(
    fc.property(fc.dictionary(texts, texts), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = asJson(value, indent);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(isDangerous(text)).toBe(false);
      expect(indent === undefined && text.includes('\n')).toBe(false);
    }),
  );
});

test.each(natural)('%s stays readable', (text) => {
  expect(asJson(text)).toBe(`"${text}"`);
});
