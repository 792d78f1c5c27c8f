import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { C1zError } from '../../../src/runtime/c1z/format/error.ts';
import { ShrinkageError } from '../../../src/runtime/sync/shrinkage-guard.ts';
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

  test.each<[string, Partial<SyncOptions>, readonly string[]]>([
    ['types', { resourceTypes: new Set(['user', 'group']) }, ['spaces', 'grants on spaces']],
    [
      'resources',
      { resources: [{ resourceType: 'space', resource: '65536' }] },
      ['users', 'groups', 'spaces', 'grants on groups', 'grants on spaces'],
    ],
    ['no grants', { resourcesOnly: true }, ['grants on groups', 'grants on spaces']],
    ['roles', { mode: 'roles' }, ['grants on spaces']],
    ['verbs', { verbs: ['administer'] }, ['grants on spaces']],
    ['no personal spaces', { personalSpaces: false }, ['spaces', 'grants on spaces']],
  ])('is compared as far as both syncs were to read the same: %s', async (_, options, notCompared) => {
    await run();
    const { notes } = await run({ ...options, mostShrunk: 0.5 });
    expect(notes).toEqual([
      `Not compared with the previous file, which was to hold something else: ${notCompared.join(', ')}.`,
    ]);
  });

  test('is not replaced if what can be compared is much less', async () => {
    await run();
    site.groups.clear();
    await expect(run({ mode: 'roles', mostShrunk: 0.5 })).rejects.toThrow(/groups: 0 instead of/);
  });

  test.each([
    [true, false],
    [false, true],
  ])('is compared by direct grants: first expanded %s, then %s', async (first, second) => {
    await run({ expand: first });
    expect(await run({ expand: second, mostShrunk: 0 })).toMatchObject({ type: 'full', notes: [] });
  });

  test('is replaced if these very figures are accepted, and nothing less', async () => {
    await run();
    removeSpaces();
    const { message } = (await run({ mostShrunk: 0.5 }).catch((error: unknown) => error)) as Error;
    const [, figures = ''] = /--accept-shrinkage (\S+)/.exec(message) ?? [];
    const accepted = new Map(
      figures.split(',').map((figure) => {
        const [what = '', count] = figure.split('=');
        return [what, Number(count)] as const;
      }),
    );
    expect([...accepted.keys()]).toEqual(['spaces', 'grants-on-spaces']);
    const lower = new Map([...accepted, ['spaces', 2]]);
    await expect(run({ mostShrunk: 0.5, accepted: lower })).rejects.toThrow(/\n {2}spaces: 1 instead of 20/);
    await run({ mostShrunk: 0.5, accepted });
    site.spaces.clear();
    await expect(run({ mostShrunk: 0.5, accepted })).rejects.toThrow(/spaces: 0 instead of 1/);
  });

  test('is said to be of another site', async () => {
    await run({ site: 'other.atlassian.net' });
    expect(await run({ mostShrunk: 0 })).toMatchObject({
      notes: [`${file} held a sync of another site, other.atlassian.net.`],
    });
  });
});

describe('a file that is no sync', () => {
  test.each([
    ['notes', 'call Ada', /not a \.c1z file.*--force/],
    ['the other engine’s', 'C1Z3\0…', /Pebble.*--force/],
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
    simulator.inject({ path: /./, nth: 20, times: Number.POSITIVE_INFINITY, mishap: 401 });
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
