import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plain, shortened, visible } from '../../src/text/plain.ts';
import { allDangerous, dangerous, isDangerous, natural } from './characters.ts';

/** Texts of dangerous characters, letters and emoji. */
const texts = fc
  .array(fc.oneof(fc.constantFrom(...allDangerous), fc.constantFrom('a', ' ', 'ש', '\\', '"', '<')))
  .map((parts) => parts.join(''));

describe('a text from outside', () => {
  test.each(Object.entries(dangerous))('has no %s', (_, characters) => {
    for (const character of characters) {
      const shown = plain(`Ada${character}Bob`);
      expect(shown).toMatch(/^Ada(?: |(?:\\u[\da-f]{4}){1,2})Bob$/);
      expect(isDangerous(shown)).toBe(false);
    }
  });

  test('has nothing of it, whatever stands side by side', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const shown = plain(text);
        expect(shown).not.toContain('\n');
        expect(isDangerous(shown)).toBe(false);
        // What is shown twice is not changed twice.
        expect(plain(shown)).toBe(shown);
      }),
    );
  });

  test.each(natural)('is not changed: %s', (text) => {
    expect(plain(text)).toBe(text);
  });

  test.each([
    ['\u001b[2J\u009b2J\u007f', '\\u001b[2J\\u009b2J\\u007f'],
    ['user\u202enimda', 'user\\u202enimda'],
    ['ad\u200dmin', 'ad\\u200dmin'],
    ['admin\ufe0f', 'admin\\ufe0f'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['one\r\n\ttwo\u2028three\u0085four', 'one two three four'],
  ])('%j is shown as %j', (text, shown) => {
    expect(plain(text)).toBe(shown);
  });

  test('of several lines keeps them', () => {
    expect(visible('one\n\ttwo\r\n\u2028')).toBe('one\n\ttwo\\u000d\n\\u2028');
  });
});

describe('a long text', () => {
  test.each([
    ['short', 'short'],
    ['exactly te', 'exactly te'],
    ['one two three', 'one two …'],
    ['0123456789 a', '0123456789 …'],
    ['abcdefghijkl', '…'],
    ['one abcdefghijkl', 'one …'],
  ])('%j ends between words: %j', (text, end) => {
    expect(shortened(text, 10)).toBe(end);
  });
});
