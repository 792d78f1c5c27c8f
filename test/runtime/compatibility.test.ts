import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { type Noun, nouns, type Verb, validPairs, verbs } from '../../src/config/vocabulary.ts';
import { connect } from '../../src/runtime/confluence/connect.ts';
import { sync } from '../../src/runtime/sync.ts';
import { built } from '../peers/built.ts';
import { batonConfluence, binary } from '../peers/peers.ts';
import { generateSite, type SiteOptions } from '../simulator/generate.ts';
import { Simulator } from '../simulator/simulator.ts';
import type { Site } from '../simulator/site.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith } from '../support/programs.ts';
import { type Contents, contentsOf, type Decoded } from './decoded.ts';

/** What is asked of both programs. */
interface Settings {
  readonly nouns?: readonly Noun[];
  readonly verbs?: readonly Verb[];
  readonly skipPersonalSpaces?: boolean;
  readonly expand?: boolean;
}

const small: SiteOptions = { users: 60, groups: 8, spaces: 12, permissions: 500 };

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
    ['some nouns', small, { nouns: ['page', 'space'] }],
    ['some verbs', small, { verbs: ['administer', 'delete', 'update'] }],
    ['some of both', small, { nouns: ['page'], verbs: ['create', 'delete'] }],
    ['without personal spaces', small, { skipPersonalSpaces: true }],
    ['a site before roles', { ...small, roleMode: 'PRE_ROLES' }, {}],
  ])(
    '%s: the same resources, entitlements and grants',
    async (_, site, settings) => {
      const folder = await temporaryFolder();
      const simulator = await Simulator.start({ site: generateSite(site) });
      try {
        const theirs = await theirContents(simulator, folder, settings);
        const ours = await ourContents(simulator, folder, settings);
        const { known, lookedUp } = intendedResources(theirs, simulator.site, settings);
        const principals = new Set([...known.keys(), ...lookedUp]);
        expect(ours.resourceTypes).toEqual(theirs.resourceTypes);
        expect(new Set(ours.resources.keys())).toEqual(principals);
        expect(new Map([...ours.resources].filter(([id]) => known.has(id)))).toEqual(known);
        expect(ours.entitlements).toEqual(intendedEntitlements(theirs, principals, settings));
        expect(ours.grants).toEqual(intendedGrants(theirs, principals));
      } finally {
        await simulator.stop();
      }
    },
    120_000,
  );
});

async function theirContents(simulator: Simulator, folder: string, settings: Settings): Promise<Contents> {
  const file = join(folder, 'theirs.c1z');
  const flags = [
    ['--file', file],
    ['--storage-engine', 'sqlite'],
    ...(settings.nouns ? [['--noun', settings.nouns.join(',')]] : []),
    ...(settings.verbs ? [['--verb', settings.verbs.join(',')]] : []),
    ...(settings.skipPersonalSpaces ? [['--skip-personal-spaces']] : []),
  ].flat();
  await execa(binary(batonConfluence), flags, { env: { ...simulator.environment }, cwd: folder });
  return contentsOf(file);
}

async function ourContents(simulator: Simulator, folder: string, settings: Settings): Promise<Contents> {
  const file = join(folder, 'ours.c1z');
  const { username, token: apiKey } = simulator.auth;
  const client = connect({ domainUrl: simulator.url, username, apiKey });
  const [wantedNouns, wantedVerbs] = wantedOf(settings);
  await sync(client, {
    file,
    pairs: validPairs(wantedNouns, wantedVerbs),
    wanted: (verb, noun) => includes(wantedVerbs, verb) && includes(wantedNouns, noun),
    personalSpaces: !settings.skipPersonalSpaces,
    archivedSpaces: true,
    expand: true,
  });
  return contentsOf(file);
}

function wantedOf(settings: Settings) {
  return [settings.nouns ?? nouns, settings.verbs ?? verbs] as const;
}

function includes(words: readonly string[], word: string): boolean {
  return words.includes(word);
}

// The intended differences, each with its reason:

/**
 * - The vendor's connector marks a disabled account on the resource, but calls it enabled in its trait.
 * - It never sees accounts that are in no list and no group, though they hold permissions. Ours looks them up.
 */
function intendedResources(theirs: Contents, site: Site, settings: Settings) {
  const [wantedNouns, wantedVerbs] = wantedOf(settings);
  const holders = [...site.spaces.values()]
    .filter(({ type }) => type !== 'personal' || !settings.skipPersonalSpaces)
    .flatMap(({ permissions }) => permissions)
    .filter(
      ({ operation }) => includes(wantedVerbs, operation.key) && includes(wantedNouns, operation.targetType),
    )
    .flatMap(({ principal }) => site.users.get(principal.id) ?? [])
    .filter(({ accountType }) => accountType === 'atlassian')
    .map(({ accountId }) => `user:${accountId}`);
  return {
    known: new Map([...theirs.resources].map(([id, resource]) => [id, disabledThroughout(resource)])),
    lookedUp: holders.filter((id) => !theirs.resources.has(id)),
  };
}

function disabledThroughout(resource: Decoded): Decoded {
  const { annotations: [trait] = [], status } = resource as Resource;
  if (status?.['status'] !== 'RESOURCE_STATUS_DISABLED') return resource;
  return { ...resource, annotations: [{ ...trait, status: { status: 'STATUS_DISABLED' } }] };
}

interface Resource extends Decoded {
  readonly annotations?: readonly Decoded[];
  readonly status?: Decoded;
}

/**
 * - The vendor's connector lists every combination of a noun and a verb for every space. Ours lists those that
 *   Confluence accepts, and others where somebody really holds them.
 * - The vendor's connector says that a permission can be granted to groups only, where its code first says users,
 *   too. Both is right.
 */
function intendedEntitlements(
  theirs: Contents,
  principals: ReadonlySet<string>,
  settings: Settings,
): ReadonlyMap<string, Decoded> {
  const valid = new Set<string>(validPairs(...wantedOf(settings)));
  const grants = [...intendedGrants(theirs, principals).values()];
  const held = new Set(grants.map((grant) => idOf(grant['entitlement'])));
  return new Map(
    [...theirs.entitlements]
      .filter(([id, { slug }]) => slug === 'member' || valid.has(String(slug)) || held.has(id))
      .map(([id, entitlement]) => [id, grantableToBoth(entitlement, theirs)]),
  );
}

/**
 * - The vendor's connector grants to principals that it has never synced: bots, accounts that are gone. Nobody could
 *   review them. Ours counts them.
 * - An expanded grant holds its entitlement, of which see above.
 */
function intendedGrants(theirs: Contents, principals: ReadonlySet<string>): ReadonlyMap<string, Decoded> {
  return new Map(
    [...theirs.grants]
      .filter(([, { principal }]) => principals.has(keyOf(principal)))
      .map(([id, grant]) => [
        id,
        { ...grant, entitlement: grantableToBoth(grant['entitlement'] as Decoded, theirs) },
      ]),
  );
}

function grantableToBoth(entitlement: Decoded, { resourceTypes }: Contents): Decoded {
  const { grantableTo, slug } = entitlement;
  if (!grantableTo || slug === 'member') return entitlement;
  return { ...entitlement, grantableTo: [resourceTypes.get('user'), resourceTypes.get('group')] };
}

function idOf(object: unknown): string {
  return String((object as Decoded)['id']);
}

function keyOf(resource: unknown): string {
  const { resourceType, resource: id } = (resource as { readonly id: Record<string, string> }).id;
  return `${resourceType}:${id}`;
}
