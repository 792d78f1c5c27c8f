import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ScopeError } from '../../../src/runtime/sync/scope.ts';
import type { SyncOptions } from '../../../src/runtime/sync/sync.ts';
import { generateSite } from '../../simulator/generate.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { RoleMode, Site, Space } from '../../simulator/site.ts';
import { withSimulator } from '../confluence/reading.ts';
import { type Contents, contentsOf, differences, ofType } from './decoded.ts';
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

test('types that need --use-rbac are taken without it: roles are there, assignments are not', async () => {
  const types = ['group', 'space', 'space_role', 'space_role_assignment', 'user'];
  const { notes } = await run({ resourceTypes: new Set(types) });
  const { resources, resourceTypes } = await contentsOf(file);
  expect([...resourceTypes.keys()].sort()).toEqual(types);
  expect(ofType('space_role', resources.keys())).toHaveLength(site.roles.size);
  expect(ofType('space_role_assignment', resources.keys())).toEqual([]);
  expect(notes).toEqual([expect.stringContaining('with --use-rbac only')]);
});

test.each<[RoleMode, readonly unknown[]]>([
  ['ROLES', []],
  ['ROLES_TRANSITION', [expect.stringMatching(/ROLES_TRANSITION.*Without --use-rbac/)]],
])('roles of a site in mode %s: what the file lacks is said', async (roleMode, said) => {
  await withSimulator({ site: generateSite({ roleMode }) }, async (other) => {
    const { notes } = await syncFrom(other, { file, mode: 'roles' });
    expect(notes).toEqual(said);
    const narrowed = { file, mode: 'roles', resourceTypes: new Set(['user', 'group', 'space']) } as const;
    expect((await syncFrom(other, narrowed)).notes).toEqual([
      expect.stringContaining('Tick space_role, space_role_assignment too'),
      ...said,
    ]);
  });
});

test.each(['permissions', 'roles'] as const)('resources only, if that is wanted: %s', async (mode) => {
  const whole = await synced({ mode });
  const contents = await synced({ mode, resourcesOnly: true });
  expect(contents.type).toBe('resources_only');
  expect(contents.resources).toEqual(whole.resources);
  expect([contents.entitlements.size, contents.grants.size]).toEqual([0, 0]);
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
])('asks Confluence nothing where the scope makes no sense: %#', async (options, message) => {
  const failed = run(options);
  await expect(failed).rejects.toThrow(ScopeError);
  await expect(failed).rejects.toThrow(message);
  expect(simulator.requests).toEqual([]);
});
