import { expect, test } from '@jest/globals';
import {
  discriminatorValues,
  knownKeys,
  remedyOf,
  schemaAt,
  valueAt,
} from '../../../src/config/loading/schema-path.ts';
import { configSchema } from '../../../src/config/schema/config.ts';
import { cloud, gitops, terraform } from '../../support/configs.ts';

const input = { conductorone: {}, connectors: [cloud, terraform, gitops, { hosting: {} }] };
const hosting = (index: number, ...rest: readonly string[]) =>
  schemaAt(configSchema, input, ['connectors', index, 'hosting', ...rest]);

test.each([
  ['the file', [], ['conductorone', 'state', 'connectors']],
  ['a default', ['connectors', 0, 'apiKey'], ['variable', 'expires']],
  ['an optional', ['connectors', 0, 'app', 'existing'], ['id', 'displayName']],
  ['a chosen kind of hosting', ['connectors', 0, 'hosting'], ['type']],
  ['a chosen cluster', ['connectors', 1, 'hosting', 'cluster'], ['kubeconfig', 'inCluster']],
  ['a chosen kind of secrets', ['connectors', 2, 'hosting', 'secrets'], ['from', 'name']],
])('the keys of %s', (_place, path, keys) => {
  const schema = schemaAt(configSchema, input, path);
  expect(schema && knownKeys(schema)).toEqual(keys);
});

test.each([
  ['an unknown key', ['sites']],
  ['a key of another kind of hosting', ['connectors', 0, 'hosting', 'image']],
  ['a key of hosting without a kind', ['connectors', 3, 'hosting', 'image']],
  ['below text', ['connectors', 0, 'name', 'x']],
])('no schema governs %s', (_place, path) => {
  expect(schemaAt(configSchema, input, path)).toBeUndefined();
});

test('an open choice knows what there is to choose', () => {
  const choice = hosting(3);
  expect(choice && discriminatorValues(choice, 'type')).toEqual(['cloud', 'self-hosted']);
});

test('remedies are found under defaults and in records', () => {
  expect(remedyOf(hosting(1, 'logLevel'))).toMatchInlineSnapshot(`"Write debug, info, warn or error."`);
  expect(remedyOf(hosting(1, 'labels', 'team'))).toMatchInlineSnapshot(
    `"Write text; numbers, true and false go in quotes."`,
  );
  expect(remedyOf(hosting(0, 'image'))).toBeUndefined();
});

test('a value is found where there is one', () => {
  expect(valueAt(input, ['connectors', 1, 'hosting', 'type'])).toBe('self-hosted');
  expect(valueAt(input, ['connectors', 9, 'hosting', 'type'])).toBeUndefined();
  expect(valueAt(input, [])).toBe(input);
});
