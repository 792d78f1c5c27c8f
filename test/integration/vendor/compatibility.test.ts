import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { nouns, verbs } from '../../../src/config/vocabulary.ts';
import { built } from '../../peers/built.ts';
import { batonConfluence, binary } from '../../peers/peers.ts';
import { awkwardSite } from '../../runtime/sync/awkward-site.ts';
import { type Contents, contentsOf, differences } from '../../runtime/sync/decoded.ts';
import { intendedObjects, type Settings } from '../../runtime/sync/intended-differences.ts';
import { syncFrom } from '../../runtime/sync/syncing.ts';
import { generateSite, type SiteOptions } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import type { Site } from '../../simulator/site.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { temporaryFolder } from '../../support/files.ts';
import { describeWith } from '../../support/programs.ts';

const small: SiteOptions = { users: 60, groups: 8, spaces: 12, permissions: 500, assignments: 60 };
const roles: Settings = { roles: true };

describeWith([built(batonConfluence)], 'beside the vendor’s own connector', () => {
  test.each<[string, SiteOptions, Settings]>([
    ['a small site', small, {}],
    ['another small site', { ...small, seed: 7 }, {}],
    ['an empty site', { users: 1, groups: 0, spaces: 0, permissions: 0 }, {}],
    ['people and groups, but no space', { users: 40, groups: 6, spaces: 0, permissions: 0 }, {}],
    ['one space', { users: 30, groups: 3, spaces: 1, permissions: 60 }, {}],
    [
      'several pages of members, spaces and permissions',
      { users: 450, groups: 3, spaces: 300, permissions: 2_000 },
      {},
    ],
    ['many groups', { users: 30, groups: 1_100, spaces: 2, permissions: 200 }, {}],
    [
      'more people than Confluence’s search finds',
      { users: 10_300, groups: 4, spaces: 2, permissions: 300 },
      {},
    ],
    ['some nouns', small, { nouns: ['page', 'space'] }],
    ['some verbs', small, { verbs: ['administer', 'delete', 'update'] }],
    ['some of both', small, { nouns: ['page'], verbs: ['create', 'delete'] }],
    ['without personal spaces', small, { skipPersonalSpaces: true }],
    ['a site before roles', { ...small, roleMode: 'PRE_ROLES' }, {}],
    ['roles', small, roles],
    ['roles, in transition', { ...small, seed: 7, roleMode: 'ROLES_TRANSITION' }, roles],
    ['roles, without personal spaces', small, { ...roles, skipPersonalSpaces: true }],
    [
      'roles, several pages of spaces',
      { users: 80, groups: 6, spaces: 260, permissions: 0, assignments: 600, roleMode: 'ROLES_TRANSITION' },
      roles,
    ],
    ['people only', small, { resourceTypes: ['user'] }],
    ['groups only', small, { resourceTypes: ['group'] }],
    ['people and groups', small, { resourceTypes: ['user', 'group'] }],
    ['spaces only', small, { resourceTypes: ['space'] }],
    ['spaces and people', small, { resourceTypes: ['space', 'user'] }],
    ['spaces and groups', small, { resourceTypes: ['space', 'group'] }],
    [
      'role assignments and people',
      small,
      { ...roles, resourceTypes: ['space', 'space_role_assignment', 'user'] },
    ],
    [
      'role assignments without spaces',
      small,
      { ...roles, resourceTypes: ['space_role_assignment', 'user'] },
    ],
    ['roles of themselves', small, { ...roles, resourceTypes: ['space_role'] }],
    ['resources only', small, { resourcesOnly: true }],
    ['resources only, with roles', small, { ...roles, resourcesOnly: true }],
    ['resources of some types only', small, { resourcesOnly: true, resourceTypes: ['user', 'group'] }],
  ])('%s: the same contents', (_, site, settings) => compare(generateSite(site), settings), 120_000);

  test.each<[string, Settings]>([
    ['permissions', {}],
    ['roles', roles],
  ])('a site with one of each rarity, %s: the same contents', (_, settings) =>
    compare(siteFrom(awkwardSite), settings),
  );
});

async function compare(site: Site, settings: Settings): Promise<void> {
  const folder = await temporaryFolder();
  const simulator = await Simulator.start({ site });
  try {
    const { type, expansions, ...theirs } = await theirContents(simulator, folder, settings);
    const intended = intendedObjects(theirs, site, settings);
    const ours = await ourContents(simulator, folder, settings);
    expect(differences(ours, intended)).toEqual([]);
    expect(ours.type).toBe(type);
    expect(ours.expansions).toEqual(new Map([...expansions].filter(([grant]) => intended.grants.has(grant))));
  } finally {
    await simulator.stop();
  }
}

async function theirContents(simulator: Simulator, folder: string, settings: Settings): Promise<Contents> {
  const file = join(folder, 'theirs.c1z');
  const flags = [
    ['--file', file],
    ['--storage-engine', 'sqlite'],
    ...(settings.nouns ? [['--noun', settings.nouns.join(',')]] : []),
    ...(settings.verbs ? [['--verb', settings.verbs.join(',')]] : []),
    ...(settings.skipPersonalSpaces ? [['--skip-personal-spaces']] : []),
    ...(settings.roles ? [['--use-rbac']] : []),
    ...(settings.resourceTypes ? [['--sync-resource-types', settings.resourceTypes.join(',')]] : []),
    ...(settings.resourcesOnly ? [['--skip-entitlements-and-grants']] : []),
  ].flat();
  await execa(binary(batonConfluence), flags, {
    env: { ...simulator.environment, TMPDIR: folder },
    cwd: folder,
  });
  return contentsOf(file);
}

async function ourContents(simulator: Simulator, folder: string, settings: Settings): Promise<Contents> {
  const file = join(folder, 'ours.c1z');
  const { nouns: chosenNouns = nouns, verbs: chosenVerbs = verbs, resourceTypes } = settings;
  await syncFrom(simulator, {
    file,
    mode: settings.roles ? 'roles' : 'permissions',
    nouns: chosenNouns,
    verbs: chosenVerbs,
    personalSpaces: !settings.skipPersonalSpaces,
    resourceTypes: resourceTypes && new Set(resourceTypes),
    resourcesOnly: settings.resourcesOnly,
  });
  return contentsOf(file);
}
