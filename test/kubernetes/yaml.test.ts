import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { toYaml } from '../../src/kubernetes/yaml.ts';

const versions = ['1.1', '1.2'] as const;

/** Text that some reader takes for something else unless it is quoted. */
const quotedTexts = [
  ...['yes', 'Yes', 'YES', 'no', 'No', 'NO', 'on', 'On', 'ON', 'off', 'Off', 'OFF'],
  ...['y', 'Y', 'n', 'N', 'true', 'True', 'TRUE', 'false', 'False', 'FALSE'],
  ...['null', 'Null', 'NULL', '~', ''],
  ...['0', '1', '-1', '+1', '012', '08', '0o14', '0O14', '0b11', '0B11', '0x1F', '0X1F', '0o1_4'],
  ...['1_000', '1__0', '1.0', '.5', '5.', '1_000.5'],
  ...['1e3', '1E3', '-1e3', '+1e3', '1e+3', '1e-3', '1.5e3', '.5e3', '1_e3', '1e_3', '-1e_3'],
  ...['.inf', '-.inf', '+.INF', '.nan', '.NaN'],
  ...['12:30:45', '190:20:30.15', '2027-01-01', '2001-12-14t21:59:43.10-05:00'],
  ...['=', '<<', '?', '-', ':', '? x', '- a', 'a: b', 'a:', 'a #b', '#x'],
  ...['!x', '&x', '*x', '%x', '@x', '`x', '|', '>', '{a', '[a', '"a', "'a", ','],
  ...[' x', 'x ', '\t', 'a\tb', '\r', 'a\r\nb', '\u0000', '\u0007', '\u007f'],
  ...['\u0085', 'a\u2028b', '\u2029', 'x\ufeff', '\uffff'],
];

const plainTexts = [
  'confluence',
  '2Gi',
  '100m',
  '1h',
  '1-abc',
  'apps/v1',
  '/tmp',
  '0.0.0.0',
  'a,b',
  'Ünïcødé 😀',
];

const multiLineTexts = [
  '\n',
  '\na',
  'a\n',
  'a\n\n',
  'a\nb',
  'a\nb\n',
  '  a\n b',
  'a \nb',
  'a\n ',
  'a\n\tb',
  'a\n# b',
  'a\n---\nb',
  'a: b\nc: d',
  'a\u2028\nb',
];

const longText = `${'a'.repeat(100)} ${'b'.repeat(100)} #`;

const texts = [...quotedTexts, ...plainTexts, ...multiLineTexts, longText, '---', '...', 'a\\b'];

describe.each(versions)('read as YAML %s', (version) => {
  test.each(texts)('%j survives as a value, in a list and as a key', (text) => {
    const object = { value: text, list: [text], nested: { value: text }, [text]: text };
    expect(parse(toYaml(object), { version })).toEqual(object);
  });

  test('numbers, booleans, nulls and empty collections survive', () => {
    const object = { int: 8081, zero: 0, float: 0.5, yes: true, no: false, nothing: null, map: {}, list: [] };
    expect(parse(toYaml(object), { version })).toEqual(object);
  });
});

test.each(quotedTexts)('%j is quoted, as a value and as a key', (text) => {
  expect(toYaml({ a: text })).toMatch(/^a: (["']).*\1\n$/);
  expect(toYaml({ [text]: 'a' })).toMatch(/^(["']).*\1: a\n$/);
});

test.each(plainTexts)('%j is not', (text) => {
  expect(toYaml({ a: text, [text]: 1 })).toBe(`a: ${text}\n${text}: 1\n`);
});

test('characters that a reader could take for line breaks are escaped', () => {
  expect(toYaml({ a: '\u0085\u2028\u2029\ufeff' })).toBe('a: "\\u0085\\u2028\\u2029\\ufeff"\n');
});

test('marks of direction, which would show a reviewer another order of the text, are escaped', () => {
  const marks = '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069';
  const yaml = toYaml({ a: marks });
  expect(yaml).toMatch(/^a: "(?:\\u[\da-f]{4}){12}"\n$/);
  expect(parse(yaml)).toEqual({ a: marks });
});

test('text is what Terraform makes of it: composed, and without a byte order mark in front', () => {
  expect(toYaml({ a: 'cafe\u0301', b: '\u212b', c: '\ufeffd' })).toBe('a: caf\u00e9\nb: \u00c5\nc: d\n');
});

test('long lines are not folded', () => {
  expect(toYaml({ a: longText.slice(0, -2) })).toBe(`a: ${longText.slice(0, -2)}\n`);
});

test('an object that occurs twice is written twice', () => {
  const shared = { app: 'baton-confluence' };
  expect(toYaml({ a: shared, b: shared })).toBe('a:\n  app: baton-confluence\nb:\n  app: baton-confluence\n');
});

test('apiVersion, kind and metadata come first, the rest keeps its order', () => {
  expect(toYaml({ spec: 1, metadata: { name: 'a' }, data: 2, kind: 'Secret', apiVersion: 'v1' })).toBe(
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nspec: 1\ndata: 2\n',
  );
});

test('a comment goes on top, line by line', () => {
  expect(toYaml({ a: 1 }, 'Fill it in.\nThen apply it.')).toBe('# Fill it in.\n# Then apply it.\na: 1\n');
});
