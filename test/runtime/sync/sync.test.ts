import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Progress, SyncOptions } from '../../../src/runtime/sync/sync.ts';
import { refusedSpace } from '../../simulator/faults.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import type { Site } from '../../simulator/site.ts';
import { type Contents, contentsOf, differences } from './decoded.ts';
import { freshSite, syncFrom } from './syncing.ts';

let simulator: Simulator;
let site: Site;
let file: string;
beforeEach(async () => {
  ({ simulator, site, file } = await freshSite());
});
afterEach(() => simulator.stop());

const run = (options: Partial<SyncOptions> = {}) => syncFrom(simulator, { file, ...options });

/** All that is in the file after a sync. */
const synced = async (options: Partial<SyncOptions> = {}): Promise<Contents> => {
  await run(options);
  return contentsOf(file);
};

test('tells of the same objects each time', async () => {
  const first = await synced();
  expect(await synced()).toEqual(first);
  expect(first.grants.size).toBeGreaterThan(100);
});

test.each(['permissions', 'roles'] as const)('counts what is in the file: %s', async (mode) => {
  const { stats, type } = await run({ mode });
  const contents = await contentsOf(file);
  expect(stats).toMatchObject({
    resources: contents.resources.size,
    entitlements: contents.entitlements.size,
    grants: contents.grants.size,
  });
  expect([type, contents.type]).toEqual(['full', 'full']);
});

test('leaves the members of groups to ConductorOne where that is wanted', async () => {
  const expanded = await synced();
  const result = await run({ expand: false });
  const { grants } = await contentsOf(file);
  expect(result.expansion).toBeUndefined();
  expect([...grants.keys()].filter((id) => !expanded.grants.has(id))).toEqual([]);
  expect([...grants.values()].filter(({ sources }) => sources)).toEqual([]);
  expect(expanded.grants.size).toBeGreaterThan(grants.size);
});

test.each(['permissions', 'roles'] as const)('makes the same of a site under a storm: %s', async (mode) => {
  const stormy = await Simulator.start({
    site: generateSite({
      users: 200,
      groups: 15,
      spaces: 25,
      permissions: 2_000,
      assignments: 300,
      seed: 5,
    }),
    seed: 5,
  });
  try {
    await syncFrom(stormy, { file, mode });
    const calm = await contentsOf(file);
    const shares = { 429: 0.12, 500: 0.06, 502: 0.06, 503: 0.06, dropped: 0.02 };
    stormy.faults = { shares, retryAfterSeconds: 0.02 };
    stormy.clear();
    await syncFrom(stormy, { file, mode }, { attempts: 25, backoff: 2 });
    const storm = await contentsOf(file);
    expect(differences(storm, calm)).toEqual([]);
    expect({ type: storm.type, expansions: storm.expansions }).toEqual({
      type: calm.type,
      expansions: calm.expansions,
    });
    expect(stormy.requests.filter(({ status }) => status !== 200).length).toBeGreaterThan(10);
  } finally {
    await stormy.stop();
  }
});

test('tells how far it is', async () => {
  const seen: Progress[] = [];
  const { stats } = await run({ onProgress: (progress) => seen.push(progress), expand: false });
  expect(seen[0]).toEqual({ phase: 'reading', users: 0, groups: 0, spaces: 0, grants: 0 });
  const { user: users, group: groups, space: spaces } = stats.resourcesByType;
  expect(seen.at(-1)).toEqual({ phase: 'writing', users, groups, spaces, grants: stats.grants });
  expect(seen.filter(({ phase }) => phase === 'writing')).toHaveLength(1);
  expect(seen.map(({ grants }) => grants)).toEqual(
    seen.map(({ grants }) => grants).toSorted((a, b) => a - b),
  );
  expect(seen.length).toBeGreaterThan(site.spaces.size);
});

describe('a space that cannot be read', () => {
  test.each([403, 404] as const)('makes the sync a partial one: %i', async (status) => {
    const [space] = site.spaces.values();
    simulator.inject(refusedSpace(space?.id ?? '', status));
    const { skipped, type } = await run();
    expect(skipped.missing).toEqual([
      { what: `the space "${space?.name}" (${space?.key})`, why: expect.anything() },
    ]);
    const contents = await contentsOf(file);
    expect([type, contents.type]).toEqual(['partial', 'partial']);
    expect(contents.resources.has(`space:${space?.id}`)).toBe(false);
  });

  test('also one of resources only', async () => {
    const [space] = site.spaces.values();
    simulator.inject(refusedSpace(space?.id ?? '', 403));
    expect(await run({ resourcesOnly: true })).toMatchObject({ type: 'partial' });
  });
});
