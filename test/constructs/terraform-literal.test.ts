import { expect, test } from '@jest/globals';
import { Lazy, Token } from 'cdktf';
import { literal, quoted } from '../../src/constructs/terraform-literal.ts';

test.each([
  ['plain', 'plain'],
  [`\${a}`, `$\${a}`],
  ['%{a}', '%%{a}'],
  [`$\${a}`, `$$\${a}`],
  [`a \${b} %{c} \${d}`, `a $\${b} %%{c} $\${d}`],
  ['$ { %', '$ { %'],
])('%s is written as %s', (text, written) => {
  expect(literal(text)).toBe(written);
});

test('lists and objects are gone through, all but text is kept', () => {
  expect(literal({ a: [`\${b}`, 1, true, undefined, null], c: { d: '%{e}' } })).toEqual({
    a: [`$\${b}`, 1, true, undefined, null],
    c: { d: '%%{e}' },
  });
});

test('tokens stay what they are', () => {
  const text = Lazy.stringValue({ produce: () => `\${var.a}` });
  const list = Token.asList(`\${var.b}`);
  const lazy = Lazy.anyValue({ produce: () => `\${var.c}` });
  expect(literal({ text, list, lazy })).toEqual({ text, list, lazy });
  expect(literal({ lazy }).lazy).toBe(lazy);
});

test.each([
  ['plain', '"plain"'],
  ['a "b"', '"a \\"b\\""'],
  ['a\\b', '"a\\\\b"'],
  ['a\nb', '"a\\nb"'],
  [`\${a} %{b}`, `"$\${a} %%{b}"`],
])('%j within an expression is %s', (text, expression) => {
  expect(quoted(text)).toBe(expression);
});
