import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { exampleFile, findConfig, namedConfig } from '../../../src/config/loading/find.ts';
import { ConfigError } from '../../../src/config/loading/problem.ts';
import { temporaryFolder } from '../../support/files.ts';
import { root } from '../../support/synth.ts';

const folder = await realpath(await temporaryFolder());
const before = process.cwd();
afterAll(() => process.chdir(before));
beforeEach(() => process.chdir(folder));

test('the example is the one in stacks', () => {
  expect(exampleFile).toBe(join(root, 'stacks', 'connector.example.yaml'));
});

/** What is said instead of naming a file, whatever folder it is. */
function saidIn(where: string, find: typeof namedConfig): string {
  try {
    return `found ${find({})}`;
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.replace(`, in ${where}.`, ', in <folder>.');
  }
}

test('without a file there is none', () => {
  expect(namedConfig({})).toBeUndefined();
  expect(saidIn(folder, findConfig)).toMatchInlineSnapshot(
    `"No connector.yaml here, in <folder>. Make one with "npx --no -- confluence-connector init", or name one with $CONNECTOR_CONFIG or --config."`,
  );
});

test.each(['connector.yaml', 'connector.yml'])('%s is found, in the working directory only', async (name) => {
  const below = join(folder, name.replace('.', '-'));
  await mkdir(below);
  await writeFile(name, '');
  expect(findConfig({})).toBe(name);
  expect(namedConfig({})).toBe(name);
  process.chdir(below);
  expect(saidIn(below, findConfig)).toMatch(/^No connector[.]yaml here, in <folder>[.] /);
  await rm(join(folder, name));
});

test('of two, neither is used unless it is named', async () => {
  await writeFile('connector.yaml', '');
  await writeFile('connector.yml', '');
  expect(saidIn(folder, findConfig)).toMatchInlineSnapshot(
    `"Both connector.yaml and connector.yml are here, in <folder>. Remove one, or name one with $CONNECTOR_CONFIG or --config."`,
  );
  expect(saidIn(folder, namedConfig)).toBe(saidIn(folder, findConfig));
  expect(findConfig({ CONNECTOR_CONFIG: 'connector.yml' })).toBe('connector.yml');
  await rm('connector.yml');
});

test('$CONNECTOR_CONFIG comes first, whether its file is there or not', async () => {
  await writeFile('connector.yaml', '');
  expect(findConfig({ CONNECTOR_CONFIG: 'prod/connector.yaml' })).toBe('prod/connector.yaml');
  expect(findConfig({ CONNECTOR_CONFIG: '' })).toBe('connector.yaml');
});

test('the environment is the process’s own', () => {
  const { CONNECTOR_CONFIG: saved } = process.env;
  try {
    process.env['CONNECTOR_CONFIG'] = 'mine.yaml';
    expect(findConfig()).toBe('mine.yaml');
  } finally {
    if (saved === undefined) delete process.env['CONNECTOR_CONFIG'];
    else process.env['CONNECTOR_CONFIG'] = saved;
  }
});
