import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { parseConfig } from '../../../src/config/loading/load.ts';
import { ConfigError } from '../../../src/config/loading/problem.ts';
import { readYaml } from '../../../src/config/loading/yaml.ts';
import { YamlTree } from '../../../src/config/loading/yaml-tree.ts';
import { problemsIn } from '../../support/configs.ts';

const file = 'connector.yaml';
const most = 2 ** 20;

/** A text of so many bytes. */
const ofSize = (bytes: number) => `x-a: ${'ä'.repeat((bytes - 6) / 2)}\n`;

describe('the size', () => {
  test('of 1 MiB is read', () => {
    expect(Buffer.byteLength(ofSize(most))).toBe(most);
    expect(readYaml(ofSize(most), file).value).toMatchObject({ 'x-a': expect.stringMatching(/^ä+$/) });
  });

  test.each([most + 2, 6 * most])('of %d bytes is refused, with the bound', (bytes) => {
    expect(problemsIn(ofSize(bytes))).toEqual(['too-large']);
    expect(() => parseConfig(ofSize(bytes), file)).toThrow(
      ` ${bytes.toLocaleString('en')} bytes, of at most 1,048,576.`,
    );
  });
});

test('a text that is too long in words', () => {
  expect(() => parseConfig(ofSize(most + 2), file)).toThrowErrorMatchingInlineSnapshot(
    `"connector.yaml: 1,048,578 bytes, of at most 1,048,576. Check that it is a configuration, and take out what is not."`,
  );
});

describe('the depth', () => {
  const flow = (depth: number) => `x-a: ${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}\n`;
  const maps = (depth: number) => `x-a: ${'{ a: '.repeat(depth - 1)}1${' }'.repeat(depth - 1)}\n`;
  const block = (depth: number) =>
    Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}x-a:\n`).join('');
  const dashes = (depth: number) => `x-a:\n${'- '.repeat(depth - 1)}a\n`;
  const keys = (depth: number) => `${'? '.repeat(depth)}a\n`;

  test.each([
    ['lists in a line', flow],
    ['mappings in a line', maps],
    ['mappings', block],
    ['lists', dashes],
    ['keys', keys],
  ])('of 100 %s is read, and no more', (_what, nested) => {
    expect(() => readYaml(nested(100), file)).not.toThrow();
    // One of 10,000 in blocks is too long as well.
    const deep = nested === block ? 1_000 : 10_000;
    for (const depth of [101, 102, deep]) {
      expect(problemsIn(nested(depth))).toEqual([expect.stringMatching(/^\d+:\d+ too-large$/)]);
      expect(() => parseConfig(nested(depth), file)).toThrow(
        ': more than 100 mappings and lists in each other. ',
      );
    }
  });

  test('of what is open no more is none', () => {
    const yaml = `x-a:\n${'- [[], {}, [{ a: [] }]]\n- a:\n  - b:\n'.repeat(500)}`;
    expect(readYaml(yaml, file).value).toEqual(parse(yaml));
  });

  test('is told where it begins to be too much', () => {
    const yaml = `a: 1\nb:\n  c: ${'['.repeat(200)}`;
    expect(problemsIn(yaml)).toEqual(['3:104 too-large']);
    expect(() => readYaml(yaml, file)).toThrowErrorMatchingInlineSnapshot(
      `"connector.yaml:3:104: more than 100 mappings and lists in each other. Write fewer: no setting has as many."`,
    );
  });
});

describe('with what aliases and merge keys name,', () => {
  const tooMany = ': more than 131,072 values, ';
  const list = (length: number, item: string) => `[${Array(length).fill(item).join(',')}]`;

  test.each([
    [
      'named',
      (count: number) =>
        `x-a: &a ${list(997, '1')}\nx-b: ${list(100, '*a')}\nx-c: ${list(count - 100_801, '1')}`,
    ],
    [
      'merged',
      (count: number) =>
        `x-a: &a { a: ${list(996, '1')} }\nx-b: ${list(100, '{ <<: *a }')}\nx-c: ${list(count - 100_901, '1')}`,
    ],
  ])('131,072 values are read, and no more: %s', (_what, written) => {
    expect(() => readYaml(written(131_072), file)).not.toThrow();
    expect(problemsIn(written(131_073))).toEqual(['1:1 too-large']);
    expect(() => readYaml(written(131_073), file)).toThrow(tooMany);
  });

  test('a mapping or list that is too much by itself is refused where it stands', () => {
    const yaml = `x-a: &a ${list(1_000, '1')}\nconnectors:\n  - site: acme\n    owners: ${list(200, '*a')}\n`;
    expect(problemsIn(yaml)).toEqual(['4:13 too-large']);
    expect(() => parseConfig(yaml, file)).toThrowErrorMatchingInlineSnapshot(
      `"connector.yaml:4:13: more than 131,072 values, with those that aliases and merge keys name. Write fewer."`,
    );
  });

  test('one that holds itself is read', () => {
    const { value } = readYaml('x-a: &a { a: *a, b: [*a, *a] }', file);
    const { 'x-a': itself } = value as { readonly 'x-a': { readonly a: unknown } };
    expect(itself.a).toBe(itself);
  });

  test.each([
    ['in a row', (index: number) => `x-${index}`],
    ['of one key', () => 'x-a'],
  ])('no chain of mappings exhausts the stack: %s', (_what, key) => {
    const chain = (length: number) =>
      Array.from(
        { length },
        (_, index) => `${key(index)}: &n${index} { a: ${index === 0 ? 1 : `*n${index - 1}`} }\n`,
      ).join('');
    expect(() => readYaml(chain(500), file)).not.toThrow();
    expect(problemsIn(chain(5_000))).toEqual(['1:1 too-large']);
    expect(() => readYaml(chain(5_000), file)).toThrow(tooMany);
  });

  test.each([
    ['merge keys', (before: string) => `{ p: { <<: ${before} }, q: { <<: ${before} } }`],
    [
      'lists of merge keys',
      (before: string) => `{ <<: [${before}, { <<: ${before} }, ${before}], q: ${before} }`,
    ],
    ['aliases', (before: string) => `{ p: ${before}, q: ${before} }`],
    ['aliases as keys', (before: string) => `{ ? ${before} : 1, ? [${before}] : 2 }`],
  ])('what doubles each time is refused where it is too much: %s', (_what, next) => {
    const yaml = Array.from({ length: 300 }, (_, index) =>
      index === 0 ? 'x-0: &n0 { p: 1 }' : `x-${index}: &n${index} ${next(`*n${index - 1}`)}`,
    ).join('\n');
    expect(() => parseConfig(yaml, file)).toThrow(tooMany);
  });
});

describe('however many keys there are,', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** How often the keys of a text are looked at until all its problems are told. */
  const looks = (yaml: string) => {
    const keyText = jest.spyOn(YamlTree.prototype, 'keyText');
    expect(() => parseConfig(yaml, file)).toThrow(ConfigError);
    const { length } = keyText.mock.calls;
    keyText.mockRestore();
    return length;
  };
  const numbered = (count: number, key: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => key(index)).join('');

  test.each([
    ['unknown', (count: number) => numbered(count, (index) => `k${index}: 1\n`)],
    ['the same', (count: number) => 'k: 1\n'.repeat(count)],
    ['merged', (count: number) => `x-a: &a\n${numbered(count, (index) => `  k${index}: 1\n`)}<<: *a\n`],
    [
      'merges of nothing',
      (count: number) => `${'<<: 1\n'.repeat(count)}${numbered(count, (index) => `k${index}: 1\n`)}`,
    ],
  ])('each is looked at a few times: %s', (_what, written) => {
    const [some, more] = [looks(written(200)), looks(written(2_000))];
    expect(more).toBeLessThan(10.5 * some);
  });
});
