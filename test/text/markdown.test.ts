import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asMarkdown } from '../../src/text/markdown.ts';
import { allDangerous, isDangerous } from './characters.ts';

test.each([
  ['Ada Lovelace', 'Ada Lovelace'],
  ['Zoë, O’Brien', 'Zoë, O’Brien'],
  ['שלום', 'שלום'],
  ['restrict_content space', 'restrict_content space'],
  ['personal spaces: not read', 'personal spaces: not read'],
  ['@everybody', '`@everybody`'],
  ['#1', '`#1`'],
  ['a|b', '`a|b`'],
  ['<img src=x>', '`<img src=x>`'],
  ['[a](https://evil.example)', '`[a](https://evil.example)`'],
  ['www.evil.example', '`www.evil.example`'],
  [':tada:', '`:tada:`'],
  ['_a_', '`_a_`'],
  ['$x$', '`$x$`'],
  ['&#64;everybody', '`&#64;everybody`'],
  ['a`b', '``a`b``'],
  ['`a`', '`` `a` ``'],
  ['``', '``` `` ```'],
  ['Ada\n\n# Heading', '`Ada # Heading`'],
  ['Ada\u202ebob', '`Ada\\u202ebob`'],
  ['', ''],
])('%j is %j', (text, written) => {
  expect(asMarkdown(text)).toBe(written);
});

describe('whatever the words are', () => {
  const parts = fc.constantFrom(
    '`',
    '``',
    '|',
    '[',
    ']',
    '(',
    '<',
    '>',
    '@a',
    '#',
    '*',
    '_',
    '\\',
    ' ',
    'a',
    '&lt;',
  );
  const texts = fc.array(fc.oneof(parts, fc.constantFrom(...allDangerous))).map((all) => all.join(''));

  test('they are plain letters, or one code span that ends where they end', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const written = asMarkdown(text);
        expect(isDangerous(written)).toBe(false);
        expect(written).not.toContain('\n');
        const [, fence = '', inner = ''] = /^(`+)(.*)\1$/s.exec(written) ?? [];
        if (fence === '') return expect(written).toMatch(/^[\w ]*$/);
        const runs = inner.match(/`+/g) ?? [];
        expect(runs).not.toContain(fence);
        expect(inner).not.toMatch(/^`|`$/);
      }),
    );
  });
});
