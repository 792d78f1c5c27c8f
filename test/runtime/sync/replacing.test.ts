import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { C1zError } from '../../../src/runtime/c1z/error.ts';
import { ShrinkageError } from '../../../src/runtime/sync/shrinkage.ts';
import type { SyncOptions } from '../../../src/runtime/sync/sync.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { Site } from '../../simulator/site.ts';
import { contentsOf, ofType } from './decoded.ts';
import { freshSite, syncFrom } from './syncing.ts';

let simulator: Simulator;
let site: Site;
let folder: string;
let file: string;
beforeEach(async () => {
  ({ simulator, site, folder, file } = await freshSite());
});
afterEach(() => simulator.stop());

const run = (options: Partial<SyncOptions> = {}) => syncFrom(simulator, { file, ...options });

describe('a file that holds much more', () => {
  const removeSpaces = () => {
    const [first] = site.spaces.values();
    site.spaces.clear();
    if (first) site.spaces.set(first.id, first);
  };

  test('is not replaced, unless that is forced', async () => {
    await run({ mostShrunk: 0.5 });
    const before = await readFile(file);
    removeSpaces();
    const failed = run({ mostShrunk: 0.5 });
    await expect(failed).rejects.toThrow(ShrinkageError);
    await expect(failed).rejects.toThrow(
      /\n {2}spaces: 1 instead of 20 \(-95%\)\n {2}grants on spaces: \d+ instead of/,
    );
    expect(await readFile(file)).toEqual(before);
    expect(await readdir(folder)).toEqual(['sync.c1z']);
    await run();
    expect(ofType('space', (await contentsOf(file)).resources.keys())).toHaveLength(1);
  });

  test('is replaced where it is not that much more', async () => {
    await run({ mostShrunk: 0 });
    await run({ mostShrunk: 0 });
    removeSpaces();
    expect(await run({ mostShrunk: 0.99 })).toMatchObject({ type: 'full' });
  });

  test.each<[string, Partial<SyncOptions>, RegExp]>([
    ['types', { resourceTypes: new Set(['user', 'group']) }, /spaces: 0 instead of 20 \(-100%\)/],
    ['resources', { resources: [{ resourceType: 'space', resource: '65536' }] }, /spaces: 1 instead of 20/],
    ['no grants', { resourcesOnly: true }, /grants on groups: 0 instead of/],
    ['roles', { mode: 'roles' }, /grants on spaces: 0 instead of/],
  ])('is not replaced by a sync that was to read less: %s', async (_, options, message) => {
    await run();
    const before = await readFile(file);
    await expect(run({ ...options, mostShrunk: 0.5 })).rejects.toThrow(message);
    expect(await readFile(file)).toEqual(before);
  });
});

describe('a file that is no sync', () => {
  test.each([
    ['notes', 'call Ada', /not a \.c1z file.*--force/],
    ['the other engine’s', 'C1Z3\0…', /pebble.*--force/],
  ])('is not replaced, unless that is forced: %s', async (_, text, message) => {
    await writeFile(file, text);
    const failed = run({ mostShrunk: 0.2 });
    await expect(failed).rejects.toThrow(C1zError);
    await expect(failed).rejects.toThrow(message);
    expect(simulator.requests).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['sync.c1z']);
    await run();
    expect((await contentsOf(file)).type).toBe('full');
  });

  test('is replaced where there is nothing in it', async () => {
    await writeFile(file, '');
    expect(await run({ mostShrunk: 0.2 })).toMatchObject({ type: 'full' });
  });

  test('is not replaced where it is damaged', async () => {
    await run();
    await truncate(file, 2_000);
    const before = await readFile(file);
    await expect(run({ mostShrunk: 0.2 })).rejects.toThrow(/cut off or damaged.*--force/);
    expect(await readFile(file)).toEqual(before);
    expect(await run()).toMatchObject({ type: 'full' });
  });
});

describe('a sync that fails leaves the file as it was, and nothing beside it', () => {
  beforeEach(() => writeFile(file, 'the previous sync'));
  afterEach(async () => {
    expect(await readFile(file, 'utf8')).toBe('the previous sync');
    expect(await readdir(folder)).toEqual(['sync.c1z']);
  });

  test('for its credentials', async () => {
    simulator.auth.revoked = true;
    await expect(run()).rejects.toMatchObject({ failure: 'credentials' });
  });

  test('in its middle', async () => {
    simulator.inject({ path: /permissions/, nth: 5, times: Number.POSITIVE_INFINITY, mishap: 401 });
    await expect(run()).rejects.toMatchObject({ failure: 'credentials' });
  });

  test('for a site without roles', async () => {
    site.rolesAvailable = false;
    await expect(run({ mode: 'roles' })).rejects.toMatchObject({ failure: 'missing' });
  });

  test('when it is stopped', async () => {
    simulator.faults = { latencyMs: 20 };
    const stop = new AbortController();
    const running = run({ signal: stop.signal });
    while (simulator.requests.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await expect(running).rejects.toMatchObject({ failure: 'stopped' });
  });
});
