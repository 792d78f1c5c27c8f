import { type Noun, nouns, type Verb, validPairs, verbs } from '../../../src/config/vocabulary.ts';
import type { Site, Space, User } from '../../simulator/site.ts';
import type { Decoded, DecodedObjects } from './decoded.ts';
import { wantedOf } from './syncing.ts';

/** What is asked of both programs. */
export interface Settings {
  readonly nouns?: readonly Noun[];
  readonly verbs?: readonly Verb[];
  readonly skipPersonalSpaces?: boolean;
  readonly roles?: boolean;
  readonly resourceTypes?: readonly string[];
  readonly resourcesOnly?: boolean;
}

/** What our sync of a site must hold, given the vendor's: the same but for what each function here says. */
export function intendedObjects(theirs: DecodedObjects, site: Site, settings: Settings): DecodedObjects {
  const held = holdings(site, settings);
  return {
    resourceTypes: theirs.resourceTypes,
    resources: intendedResources(theirs, site, held, settings),
    entitlements: intendedEntitlements(theirs, held, settings),
    grants: intendedGrants(theirs, site),
  };
}

/** That somebody whom ours knows holds something in a space. */
interface Holding {
  /** E.g. `user:<account id>`. */
  readonly principal: string;
  /** The id of the entitlement, or that of a role assignment as a resource. */
  readonly what: string;
}

function holdings(site: Site, settings: Settings): readonly Holding[] {
  const { nouns: chosenNouns = nouns, verbs: chosenVerbs = verbs } = settings;
  const wanted = wantedOf(chosenNouns, chosenVerbs);
  const ofSpace = ({ id: space, permissions, assignments }: Space): readonly Holding[] =>
    settings.roles
      ? assignments.map(({ principal: { principalType, principalId }, roleId }) => ({
          principal: `${principalType.toLowerCase()}:${principalId}`,
          what: `space_role_assignment:${space}:${roleId}`,
        }))
      : permissions
          .filter(({ operation }) => wanted(operation.key, operation.targetType))
          .map(({ principal: { type, id }, operation: { key, targetType } }) => ({
            principal: `${type}:${id}`,
            what: `space:${space}:${key}-${targetType}`,
          }));
  return [...site.spaces.values()]
    .filter(({ type }) => type !== 'personal' || !settings.skipPersonalSpaces)
    .flatMap(ofSpace)
    .filter(({ principal }) => isKnown(principal, site));
}

/**
 * The vendor's connector never sees accounts that are in no list and no group, though they hold something, and grants
 * to whatever principal Confluence names: bots, accounts that are gone. Nobody could review those. Ours looks accounts
 * up, and knows people and groups only.
 */
function isKnown(principal: string, site: Site): boolean {
  const [type = '', id = ''] = splitOnce(principal);
  return type === 'user'
    ? site.users.get(id)?.accountType === 'atlassian'
    : type === 'group' && site.groups.has(id);
}

/**
 * - The vendor's connector marks a disabled account on the resource, but calls it enabled in its trait.
 * - Accounts that it has never seen: see isKnown.
 * - It tells of a role in a space also where only bots or classes of people have it: nobody to be reviewed.
 * - It does not say which spaces are personal, and whose. Ours says that in their profile.
 */
function intendedResources(
  theirs: DecodedObjects,
  site: Site,
  held: readonly Holding[],
  { resourceTypes }: Settings,
): ReadonlyMap<string, Decoded> {
  const known = [...theirs.resources]
    .filter(([id]) => isHeldIfAssignment(id, held))
    .map(([id, resource]) => [id, withProfile(id, disabledThroughout(resource), site)] as const);
  const withUsers = resourceTypes?.includes('user') ?? true;
  const lookedUp = held
    .map(({ principal }) => principal)
    .filter((principal) => withUsers && !theirs.resources.has(principal))
    .flatMap((principal) => site.users.get(splitOnce(principal)[1]) ?? [])
    .map((user) => [`user:${user.accountId}`, accountResource(user)] as const);
  return new Map([...known, ...lookedUp]);
}

function isHeldIfAssignment(resourceId: string, held: readonly Holding[]): boolean {
  return !resourceId.startsWith('space_role_assignment:') || held.some(({ what }) => what === resourceId);
}

function disabledThroughout(resource: Decoded): Decoded {
  const { annotations: [trait] = [], status } = resource as Resource;
  if (status?.['status'] !== 'RESOURCE_STATUS_DISABLED') return resource;
  return { ...resource, annotations: [{ ...trait, status: { status: 'STATUS_DISABLED' } }] };
}

function withProfile(resourceId: string, resource: Decoded, site: Site): Decoded {
  const [resourceType, id] = splitOnce(resourceId);
  const space = resourceType === 'space' && site.spaces.get(id);
  if (!space) return resource;
  const { key, type, authorId } = space;
  return {
    ...resource,
    profile: { space_key: key, space_type: type, ...(authorId && { space_owner_id: authorId }) },
  };
}

interface Resource extends Decoded {
  readonly annotations?: readonly Decoded[];
  readonly status?: Decoded;
}

/** An account as it should be told of. */
function accountResource({ accountId: id, displayName, email, licensed }: User): Decoded {
  return {
    id: { resourceType: 'user', resource: id },
    displayName,
    profile: { user_name: displayName, account_type: 'atlassian', email, id },
    status: { status: licensed ? 'RESOURCE_STATUS_ENABLED' : 'RESOURCE_STATUS_DISABLED' },
    annotations: [
      {
        '@type': 'type.googleapis.com/c1.connector.v2.UserTrait',
        ...(email && { emails: [{ address: email, isPrimary: true }] }),
        status: { status: licensed ? 'STATUS_ENABLED' : 'STATUS_DISABLED' },
        accountType: 'ACCOUNT_TYPE_HUMAN',
      },
    ],
  };
}

/**
 * - The vendor's connector lists every combination of a noun and a verb for every space. Ours lists those that
 *   Confluence accepts, and others where somebody really holds them.
 * - Of role assignments that ours does not tell of: see intendedResources.
 * - It says that a permission can be granted to groups only, where its code first says users, too. Both is right.
 */
function intendedEntitlements(
  theirs: DecodedObjects,
  held: readonly Holding[],
  settings: Settings,
): ReadonlyMap<string, Decoded> {
  const valid = new Set<string>(validPairs(settings.nouns, settings.verbs));
  const heldIds = new Set(held.map(({ what }) => what));
  return new Map(
    [...theirs.entitlements]
      .filter(([id, { slug }]) => {
        if (slug === 'member') return true;
        if (slug === 'assigned') return heldIds.has(id.replace(/:assigned$/, ''));
        return valid.has(String(slug)) || heldIds.has(id);
      })
      .map(([id, entitlement]) => [id, grantableToBoth(entitlement)]),
  );
}

/**
 * - Of principals that ours does not know: see isKnown.
 * - An expanded grant holds its entitlement: see intendedEntitlements.
 */
function intendedGrants(theirs: DecodedObjects, site: Site): ReadonlyMap<string, Decoded> {
  return new Map(
    [...theirs.grants]
      .filter(([, { principal }]) => isKnown(keyOf(principal), site))
      .map(([id, grant]) => [
        id,
        { ...grant, entitlement: grantableToBoth(grant['entitlement'] as Decoded) },
      ]),
  );
}

const userType: Decoded = {
  id: 'user',
  displayName: 'User',
  traits: ['TRAIT_USER'],
  annotations: [{ '@type': 'type.googleapis.com/c1.connector.v2.SkipEntitlementsAndGrants' }],
};
const groupType: Decoded = { id: 'group', displayName: 'Group', traits: ['TRAIT_GROUP'] };

function grantableToBoth(entitlement: Decoded): Decoded {
  const { grantableTo, slug } = entitlement;
  if (!grantableTo || slug === 'member') return entitlement;
  return { ...entitlement, grantableTo: [userType, groupType] };
}

function keyOf(resource: unknown): string {
  const { resourceType, resource: id } = (resource as { readonly id: Record<string, string> }).id;
  return `${resourceType}:${id}`;
}

/** The parts before and after the first colon; ids hold colons too. */
function splitOnce(key: string): readonly [string, string] {
  const end = key.indexOf(':');
  return [key.slice(0, end), key.slice(end + 1)];
}
