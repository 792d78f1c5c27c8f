import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { parseConfig } from '../../src/config/load.ts';
import { ConfigError } from '../../src/config/problem.ts';
import { readYaml } from '../../src/config/yaml.ts';
import { YamlTree } from '../../src/config/yaml-tree.ts';

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
    const message = `connector.yaml: ${bytes.toLocaleString('en')} bytes, of at most 1,048,576. Check that it is a configuration, and take out what is not.`;
    expect(() => parseConfig(ofSize(bytes), file)).toThrow(new ConfigError([message]));
  });
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
    const refused =
      /^connector[.]yaml:\d+:\d+: more than 100 mappings and lists in each other[.] Write fewer: no setting has as many[.]$/;
    // One of 10,000 in blocks is too long as well.
    const deep = nested === block ? 1_000 : 10_000;
    for (const depth of [101, 102, deep]) expect(() => parseConfig(nested(depth), file)).toThrow(refused);
  });

  test('of what is open no more is none', () => {
    const yaml = `x-a:\n${'- [[], {}, [{ a: [] }]]\n- a:\n  - b:\n'.repeat(500)}`;
    expect(readYaml(yaml, file).value).toEqual(parse(yaml));
  });

  test('is told where it begins to be too much', () => {
    expect(() => readYaml(`a: 1\nb:\n  c: ${'['.repeat(200)}`, file)).toThrow(/^connector[.]yaml:3:104: /);
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
