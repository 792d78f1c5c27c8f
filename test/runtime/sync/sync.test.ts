import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { C1zError } from '../../../src/runtime/c1z/error.ts';
import { ScopeError } from '../../../src/runtime/sync/scope.ts';
import { ShrinkageError } from '../../../src/runtime/sync/shrinkage.ts';
import type { Progress, SyncOptions } from '../../../src/runtime/sync/sync.ts';
import { refusedSpace } from '../../simulator/faults.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import type { Site, Space } from '../../simulator/site.ts';
import { temporaryFolder } from '../../support/files.ts';
import { type Contents, contentsOf, differences } from './decoded.ts';
import { syncFrom } from './syncing.ts';

let simulator: Simulator;
let site: Site;
let folder: string;
let file: string;
beforeEach(async () => {
  site = generateSite();
  simulator = await Simulator.start({ site });
  folder = await temporaryFolder();
  file = join(folder, 'sync.c1z');
});
afterEach(() => simulator.stop());

const run = (options: Partial<SyncOptions> = {}) => syncFrom(simulator, { file, ...options });

/** All that is in the file after a sync. */
const synced = async (options: Partial<SyncOptions> = {}): Promise<Contents> => {
  await run(options);
  return contentsOf(file);
};

/** The ids of a type, as in `user:…`. */
const ofType = (type: string, ids: Iterable<string>) =>
  [...ids].filter((id) => id.startsWith(`${type}:`)).sort();

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

test.each(['permissions', 'roles'] as const)(
  'makes the same of a site under a storm: %s',
  async (mode) => {
    const stormy = await Simulator.start({
      site: generateSite({
        users: 700,
        groups: 30,
        spaces: 60,
        permissions: 8_000,
        assignments: 900,
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
      expect(stormy.requests.filter(({ status }) => status !== 200).length).toBeGreaterThan(20);
    } finally {
      await stormy.stop();
    }
  },
  60_000,
);

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

describe('some resource types', () => {
  test.each<[string, readonly string[], Partial<SyncOptions>]>([
    ['people', ['user'], {}],
    ['groups', ['group'], {}],
    ['people and groups', ['group', 'user'], {}],
    ['spaces and people', ['space', 'user'], {}],
    ['roles', ['space_role'], { mode: 'roles' }],
    ['role assignments and groups', ['group', 'space', 'space_role_assignment'], { mode: 'roles' }],
  ])('are there, with the grants between them: %s', async (_, types, options) => {
    const whole = await synced({ ...options, expand: false });
    const isOf = (type: string) => types.includes(type);
    const grants = [...whole.grants].filter(([id, { principal }]) => {
      const { id: principalId } = principal as { readonly id: Readonly<Record<string, string>> };
      return isOf(id.split(':')[0] ?? '') && isOf(principalId['resourceType'] ?? '');
    });
    const some = await synced({ ...options, expand: false, resourceTypes: new Set(types) });
    const ofTypes = <Item>(items: ReadonlyMap<string, Item>) =>
      new Map([...items].filter(([id]) => isOf(id.split(':')[0] ?? '')));
    expect(some.type).toBe('full');
    expect(
      differences(some, {
        resourceTypes: ofTypes(whole.resourceTypes),
        resources: ofTypes(whole.resources),
        entitlements: ofTypes(whole.entitlements),
        grants: new Map(grants),
      }),
    ).toEqual([]);
    expect([...some.resourceTypes.keys()].sort()).toEqual(types);
  });

  test('without spaces, there is nothing to have a role in', async () => {
    const resourceTypes = new Set(['space_role_assignment', 'user']);
    const { resources, entitlements, grants } = await synced({ mode: 'roles', resourceTypes });
    expect(ofType('space_role_assignment', resources.keys())).toEqual([]);
    expect([entitlements.size, grants.size]).toEqual([0, 0]);
  });
});

test.each(['permissions', 'roles'] as const)('resources only, if that is wanted: %s', async (mode) => {
  const whole = await synced({ mode });
  const contents = await synced({ mode, resourcesOnly: true });
  expect(contents.type).toBe('resources_only');
  expect(contents.resources).toEqual(whole.resources);
  expect([contents.entitlements.size, contents.grants.size]).toEqual([0, 0]);
});

describe('a space that cannot be read', () => {
  test.each([403, 404] as const)('makes the sync a partial one: %i', async (status) => {
    const [space] = site.spaces.values();
    simulator.inject(refusedSpace(space?.id ?? '', status));
    const { skipped, type } = await run();
    expect([...skipped.spaces.keys()]).toEqual([space?.key]);
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

describe('single resources', () => {
  /** A space in which both people and groups hold something. */
  const spaceOf = (wanted: (space: Space) => boolean = () => true): Space => {
    const found = [...site.spaces.values()].find(
      (space) =>
        wanted(space) &&
        (['user', 'group'] as const).every((type) =>
          space.permissions.some((one) => one.principal.type === type),
        ),
    );
    if (!found) throw new Error('no such space');
    return found;
  };

  test('a space comes with what is held in it, and with whoever holds it', async () => {
    const { id } = spaceOf();
    const whole = await synced({ expand: false });
    simulator.clear();
    const { resources, entitlements, grants, type } = await synced({
      resources: [{ resourceType: 'space', resource: id }],
    });
    expect(type).toBe('partial');
    const onSpace = (ids: Iterable<string>) => ofType(`space:${id}`, ids);
    expect([...entitlements.keys()].sort()).toEqual(onSpace(whole.entitlements.keys()));
    expect([...grants.keys()].sort()).toEqual(onSpace(whole.grants.keys()));
    const principals = [...grants.keys()].map((grant) => grant.split(':').slice(3).join(':'));
    expect(new Set(resources.keys())).toEqual(new Set([`space:${id}`, ...principals]));
    expect(ofType('group', resources.keys()).length).toBeGreaterThan(0);
    const read = simulator.requests.flatMap(({ path }) => /spaces\/(\d+)\/permissions/.exec(path)?.[1] ?? []);
    expect([...new Set(read)]).toEqual([id]);
  });

  test('a group comes with its members', async () => {
    const group = [...site.groups.values()].find(({ members }) => members.length > 1);
    const { resources, entitlements, grants } = await synced({
      resources: [{ resourceType: 'group', resource: group?.id ?? '' }],
    });
    const members = group?.members.filter((id) => site.users.get(id)?.accountType === 'atlassian') ?? [];
    expect([...entitlements.keys()]).toEqual([`group:${group?.id}:member`]);
    expect([...grants.keys()].sort()).toEqual(
      members.map((member) => `group:${group?.id}:member:user:${member}`).sort(),
    );
    expect([...resources.keys()].sort()).toEqual(
      [`group:${group?.id}`, ...members.map((member) => `user:${member}`)].sort(),
    );
    expect(simulator.requests.filter(({ path }) => path.endsWith('/permissions'))).toEqual([]);
  });

  test('the members of groups get no grants of their own: not every group is there', async () => {
    const { id, permissions } = spaceOf(({ permissions }) =>
      permissions.some(({ principal }) => (site.groups.get(principal.id)?.members.length ?? 0) > 1),
    );
    const groups = permissions.flatMap(({ principal }) => site.groups.get(principal.id) ?? []);
    const resources = [
      { resourceType: 'space', resource: id },
      ...groups.map((group) => ({ resourceType: 'group', resource: group.id })),
    ];
    const { expansion } = await run({ resources, expand: true });
    expect(expansion).toBeUndefined();
    const { grants, expansions } = await contentsOf(file);
    expect([...grants.values()].filter(({ sources }) => sources)).toEqual([]);
    expect(expansions.size).toBeGreaterThan(0);
  });

  test('a user comes alone', async () => {
    const [user] = site.users.keys();
    const contents = await synced({ resources: [{ resourceType: 'user', resource: user ?? '' }] });
    expect([...contents.resources.keys()]).toEqual([`user:${user}`]);
    expect([contents.entitlements.size, contents.grants.size]).toEqual([0, 0]);
  });

  test('only the principals that are of a chosen type', async () => {
    const { id } = spaceOf();
    const { resources, grants } = await synced({
      resources: [{ resourceType: 'space', resource: id }],
      resourceTypes: new Set(['space', 'user']),
    });
    expect(ofType('group', resources.keys())).toEqual([]);
    expect(grants.size).toBeGreaterThan(0);
  });

  test('nothing else where resources only are wanted', async () => {
    const { id } = spaceOf();
    const contents = await synced({
      resources: [{ resourceType: 'space', resource: id }],
      resourcesOnly: true,
    });
    expect([...contents.resources.keys()]).toEqual([`space:${id}`]);
    expect([contents.type, contents.entitlements.size, contents.grants.size]).toEqual(['partial', 0, 0]);
  });

  describe('roles', () => {
    const assigned = () => {
      const space = [...site.spaces.values()].find(({ assignments }) =>
        assignments.some(({ principal }) => principal.principalType === 'GROUP'),
      );
      const roleId = space?.assignments.find(({ principal }) => principal.principalType === 'GROUP')?.roleId;
      return { space: space?.id ?? '', assignment: `${space?.id}:${roleId}` };
    };

    test('a space comes with its role assignments', async () => {
      const { space } = assigned();
      const whole = await synced({ mode: 'roles', expand: false });
      const contents = await synced({
        mode: 'roles',
        resources: [{ resourceType: 'space', resource: space }],
      });
      const prefix = `space_role_assignment:${space}`;
      expect(ofType(prefix, contents.resources.keys())).toEqual(ofType(prefix, whole.resources.keys()));
      expect([...contents.grants.keys()].sort()).toEqual(ofType(prefix, whole.grants.keys()));
    });

    test('a role assignment comes with its space', async () => {
      const { space, assignment } = assigned();
      const { resources, entitlements } = await synced({
        mode: 'roles',
        resources: [{ resourceType: 'space_role_assignment', resource: assignment }],
      });
      expect(ofType('space', resources.keys())).toEqual([`space:${space}`]);
      expect(ofType('space_role_assignment', resources.keys())).toEqual([
        `space_role_assignment:${assignment}`,
      ]);
      expect([...entitlements.keys()]).toEqual([`space_role_assignment:${assignment}:assigned`]);
    });
  });

  test('are named where they are not found', async () => {
    await writeFile(file, 'the previous sync');
    const [user] = site.users.keys();
    const resources = [
      { resourceType: 'user', resource: user ?? '' },
      { resourceType: 'space', resource: '4711' },
      { resourceType: 'group', resource: 'nobody' },
    ];
    await expect(run({ resources })).rejects.toThrow(/^Not found: space 4711, group nobody\. /);
    expect(await readFile(file, 'utf8')).toBe('the previous sync');
  });
});

test.each([
  [{ resourceTypes: new Set(['user', 'page']) }, /no resource type page/],
  [{ resources: [{ resourceType: 'page', resource: '1' }] }, /no resource type page/],
  [{ resourceTypes: new Set(['space_role']) }, /--use-rbac/],
])('asks Confluence nothing where the scope makes no sense: %#', async (options, message) => {
  const failed = run(options);
  await expect(failed).rejects.toThrow(ScopeError);
  await expect(failed).rejects.toThrow(message);
  expect(simulator.requests).toEqual([]);
});

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
