import { expect, test } from '@jest/globals';
import { ConfigError } from '../../../src/config/loading/problem.ts';
import { readYaml } from '../../../src/config/loading/yaml.ts';

// As large as a file may be; smaller cases are beside the module.

const file = 'connector.yaml';
const list = (length: number, item: string) => `[${Array(length).fill(item).join(',')}]`;

test.each([
  ['written', (count: number) => `x-a: ${list(count - 2, '1')}`],
  [
    'long texts, as several',
    (count: number) =>
      `x-a: &a "${'a'.repeat(1_024)}"\nx-b: ${list(65_000, '*a')}\nx-c: ${list(count - 130_005, '1')}`,
  ],
])('131,072 values are read, and no more: %s', (_what, yaml) => {
  expect(() => readYaml(yaml(131_072), file)).not.toThrow();
  expect(() => readYaml(yaml(131_073), file)).toThrow(ConfigError);
});
