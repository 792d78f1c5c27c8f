import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { validPairs } from '../../src/config/vocabulary.ts';
import { connect } from '../../src/runtime/confluence/connect.ts';
import { type SyncOptions, sync } from '../../src/runtime/sync.ts';
import { generateSite } from '../simulator/generate.ts';
import { Simulator } from '../simulator/simulator.ts';
import { temporaryFolder } from '../support/files.ts';
import { contentsOf } from './decoded.ts';

let simulator: Simulator;
let folder: string;
let file: string;
beforeEach(async () => {
  simulator = await Simulator.start({ site: generateSite() });
  folder = await temporaryFolder();
  file = join(folder, 'sync.c1z');
});
afterEach(() => simulator.stop());

const pairs: ReadonlySet<string> = new Set(validPairs());

const run = (options: Partial<SyncOptions> = {}) => {
  const { username, token: apiKey } = simulator.auth;
  const { signal } = options;
  return sync(connect({ domainUrl: simulator.url, username, apiKey }, { signal }), {
    file,
    pairs: [...pairs],
    wanted: (verb, noun) => pairs.has(`${verb}-${noun}`),
    personalSpaces: true,
    archivedSpaces: true,
    expand: true,
    ...options,
  });
};

test('tells of the same objects each time', async () => {
  await run();
  const first = await contentsOf(file);
  await run();
  expect(await contentsOf(file)).toEqual(first);
  expect(first.grants.size).toBeGreaterThan(100);
});

test('counts what is in the file', async () => {
  const { stats } = await run();
  const { resources, entitlements, grants } = await contentsOf(file);
  expect(stats).toMatchObject({
    resources: resources.size,
    entitlements: entitlements.size,
    grants: grants.size,
  });
});

test('leaves the members of groups to ConductorOne where that is wanted', async () => {
  await run();
  const expanded = await contentsOf(file);
  const result = await run({ expand: false });
  const { grants } = await contentsOf(file);
  expect(result.expansion).toBeUndefined();
  expect([...grants.keys()].filter((id) => !expanded.grants.has(id))).toEqual([]);
  expect([...grants.values()].filter(({ sources }) => sources)).toEqual([]);
  expect(expanded.grants.size).toBeGreaterThan(grants.size);
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

  test('when it is stopped', async () => {
    simulator.faults = { latencyMs: 20 };
    const stop = new AbortController();
    const running = run({ signal: stop.signal });
    while (simulator.requests.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await expect(running).rejects.toMatchObject({ failure: 'stopped' });
  });
});
