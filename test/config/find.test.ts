import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { exampleFile, findConfig } from '../../src/config/find.ts';
import { temporaryFolder } from '../support/files.ts';
import { root } from '../support/synth.ts';

const folder = await realpath(await temporaryFolder());
const before = process.cwd();
afterAll(() => process.chdir(before));
beforeEach(() => process.chdir(folder));

test('the example is the one in stacks', () => {
  expect(exampleFile).toBe(join(root, 'stacks', 'connector.example.yaml'));
});

test('without a file, the example, by its relative path', () => {
  expect(resolve(findConfig({}))).toBe(exampleFile);
  process.chdir(root);
  expect(findConfig({})).toBe(join('stacks', 'connector.example.yaml'));
});

test('connector.yaml comes before the example, in the working directory only', async () => {
  const below = join(folder, 'below');
  await mkdir(below);
  await writeFile(join(folder, 'connector.yaml'), '');
  expect(findConfig({})).toBe('connector.yaml');
  process.chdir(below);
  expect(resolve(findConfig({}))).toBe(exampleFile);
});

test('$CONNECTOR_CONFIG comes first, whether its file is there or not', async () => {
  await writeFile(join(folder, 'connector.yaml'), '');
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
