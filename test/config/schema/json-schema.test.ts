import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse, parseDocument } from 'yaml';
import { exampleFile } from '../../../src/config/loading/find.ts';
import { configSchema } from '../../../src/config/schema/config.ts';
import { configJsonSchema } from '../../../src/config/schema/json-schema.ts';
import { cloud, gitops, terraform } from '../../support/configs.ts';
import { everyOption, partWith } from '../every-option.ts';
import { extended, leafPaths, mappingPaths, onceEach, type Path, pathName, replaced } from '../leaves.ts';
import { aroundMistakes, aroundRuleMistakes } from '../mistakes/around.ts';
import { combinationMistakes } from '../mistakes/combinations.ts';
import { connectorMistakes } from '../mistakes/connector.ts';
import { fileMistakes } from '../mistakes/file.ts';
import { hostingMistakes } from '../mistakes/hosting.ts';
import { stateMistakes, stateRuleMistakes } from '../mistakes/state.ts';
import { workloadMistakes } from '../mistakes/workload.ts';

const schemaFile = join(exampleFile, '..', 'connector.schema.json');
const ajv = new Ajv({ strict: true, strictTypes: false });
formats.default(ajv);
const accepts = ajv.compile(configJsonSchema());

/** What the JSON Schema and the zod schema say of an input. */
const verdicts = (input: unknown) => ({
  json: accepts(input),
  zod: configSchema.safeParse(input).success,
});

/** What editors read from a file, keys written twice included. */
const read = (yaml: string): unknown => parseDocument(yaml, { uniqueKeys: false }).toJS();

test('the file in the repository is the one that the model makes', () => {
  expect(readFileSync(schemaFile, 'utf8')).toBe(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
});

test('the first line of the example names it', () => {
  expect(readFileSync(exampleFile, 'utf8').split('\n')[0]).toBe(
    '# yaml-language-server: $schema=./connector.schema.json',
  );
});

test('it is a draft that editors read, with a description of every key', () => {
  expect(configJsonSchema()).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'connector.yaml',
    type: 'object',
    additionalProperties: false,
    required: ['conductorone', 'connectors'],
  });
  expect(undescribed(configJsonSchema(), '')).toEqual([]);
});

describe('accepts what zod accepts', () => {
  test.each([
    ['the example', parse(readFileSync(exampleFile, 'utf8'))],
    ['every option', everyOption],
    ['a cloud-hosted connector', fileWith(cloud)],
    ['one delivered by Terraform', fileWith(terraform)],
    ['one delivered as YAML', fileWith(gitops)],
    ['all of them', fileWith(cloud, terraform, gitops)],
    ['a server URL', { ...fileWith(cloud), conductorone: { serverUrl: 'https://acme.conductor.one' } }],
  ])('%s', (_kind, input) => {
    expect(verdicts(input)).toEqual({ json: true, zod: true });
  });
});

test('takes places for anchors, which the model never sees', () => {
  expect(accepts({ ...fileWith(cloud), 'x-defaults': { site: 1 }, 'x-': [] })).toBe(true);
  for (const key of ['X-defaults', 'x_defaults', 'my-x-defaults']) {
    expect(accepts({ ...fileWith(cloud), [key]: {} })).toBe(false);
  }
});

describe('refuses what zod refuses', () => {
  test.each([
    ...fileMistakes,
    ...stateMistakes,
    ...connectorMistakes,
    ...aroundMistakes,
    ...hostingMistakes,
    ...workloadMistakes,
  ])('%s', (_kind, yaml) => {
    expect(verdicts(read(yaml))).toEqual({ json: false, zod: false });
  });
});

describe('leaves to the rules, as zod does', () => {
  test.each([...combinationMistakes, ...aroundRuleMistakes, ...stateRuleMistakes])('%s', (_kind, yaml) => {
    expect(verdicts(read(yaml))).toEqual({ json: true, zod: true });
  });
});

describe('agrees with zod wherever one thing is changed', () => {
  const values = [undefined, null, true, 0, -1, 1.5, 2_000_000, '', ' ', 'x', 'X_Y', 'a/b', [], {}, ['x']];

  test.each(onceEachInConnectors(leafPaths(everyOption)).map((path) => ({ name: pathName(path), path })))(
    '$name',
    ({ path }) => {
      const { file, within } = partWith(path);
      const changed = values.map((value) => ({ value, ...verdicts(replaced(file, within, value)) }));
      expect(changed.filter(({ json, zod }) => json !== zod)).toEqual([]);
    },
  );

  test('an unknown key', () => {
    const extensions = mappingPaths(everyOption).map((path) => ({
      path,
      ...verdicts(unknownKeyAt(path)),
    }));
    expect(extensions.filter(({ json, zod }) => json || zod)).toEqual([]);
  });
});

function unknownKeyAt(path: Path): unknown {
  const { file, within } = partWith(path);
  return extended(file, within, 'not a key', 'x');
}

/** The first path of each place of each connector. */
function onceEachInConnectors(paths: readonly Path[]): readonly Path[] {
  return [...Map.groupBy(paths, ([, index]) => index).values()].flatMap(onceEach);
}

function fileWith(...connectors: readonly unknown[]) {
  return { conductorone: { tenant: 'acme' }, connectors };
}

interface Schema {
  readonly description?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** The properties of a schema that say nothing about themselves; constants speak for themselves. */
function undescribed(schema: Schema, path: string): readonly string[] {
  const properties = Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const there = `${path}${path && '.'}${key}`;
    const mute = property.description === undefined && property.const === undefined;
    return [...(mute ? [there] : []), ...undescribed(property, there)];
  });
  const items = schema.items ? undescribed(schema.items, `${path}[]`) : [];
  const options = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return [...properties, ...items, ...options.flatMap((option) => undescribed(option, path))];
}
