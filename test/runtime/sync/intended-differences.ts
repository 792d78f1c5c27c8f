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
 * to whatever principal Confluence names: bots, groups that are gone. Nobody could review those. Ours looks accounts
 * and groups up. It knows people, groups, and accounts of which Confluence says nothing.
 */
function isKnown(principal: string, site: Site): boolean {
  const [type = '', id = ''] = splitOnce(principal);
  if (type === 'group') return site.groups.has(id);
  if (type !== 'user' || id === 'anonymous') return false;
  const user = site.users.get(id);
  return user === undefined || user.accountType === 'atlassian';
}

/**
 * - The vendor's connector marks a disabled account on the resource, but calls it enabled in its trait.
 * - Accounts that it has never seen: see isKnown.
 * - It tells of a role in a space also where only bots or classes of people have it: nobody to be reviewed.
 * - It does not say which spaces are personal, and whose, whether they are archived, and what nobody in particular may
 *   do there. Ours says that in their profile.
 * - It does not say who is a guest or an external collaborator. Ours says that in the profile of the account.
 */
function intendedResources(
  theirs: DecodedObjects,
  site: Site,
  held: readonly Holding[],
  settings: Settings,
): ReadonlyMap<string, Decoded> {
  const { resourceTypes } = settings;
  const known = [...theirs.resources]
    .filter(([id]) => isHeldIfAssignment(id, held))
    .map(([id, resource]) => [id, withProfile(id, disabledThroughout(resource), site, settings)] as const);
  const withUsers = resourceTypes?.includes('user') ?? true;
  const lookedUp = held
    .map(({ principal }) => principal)
    .filter((principal) => withUsers && !theirs.resources.has(principal))
    .filter((principal) => principal.startsWith('user:'))
    .map((principal) => {
      const id = splitOnce(principal)[1];
      const user = site.users.get(id);
      return [principal, user ? accountResource(user) : unknownResource(id)] as const;
    });
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

function withProfile(resourceId: string, resource: Decoded, site: Site, settings: Settings): Decoded {
  const [resourceType, id] = splitOnce(resourceId);
  const user = resourceType === 'user' && site.users.get(id);
  if (user) {
    const { profile } = resource as { readonly profile: Decoded };
    return { ...resource, profile: { ...profile, ...outsideOf(user) } };
  }
  const space = resourceType === 'space' && site.spaces.get(id);
  if (!space) return resource;
  const { key, type, status, authorId } = space;
  const open = openTo(space, site, settings);
  const anonymous = open.filter(({ name }) => name.startsWith('anonymous')).map(({ what }) => what);
  const classes = Map.groupBy(
    open.filter(({ name }) => !name.startsWith('anonymous')),
    ({ name }) => name,
  );
  return {
    ...resource,
    profile: {
      space_key: key,
      space_type: type,
      space_status: status,
      ...(authorId && { space_owner_id: authorId }),
      ...(anonymous.length > 0 && { anonymous_access: anonymous.sort() }),
      ...(classes.size > 0 && {
        access_classes: Object.fromEntries(
          Array.from(classes, ([name, held]) => [name, held.map(({ what }) => what).sort()]),
        ),
      }),
    },
  };
}

/** What nobody in particular may do in a space. */
function openTo({ permissions, assignments }: Space, site: Site, settings: Settings) {
  if (settings.roles) {
    return assignments
      .filter(({ principal }) => principal.principalType === 'ACCESS_CLASS')
      .map(({ principal, roleId }) => ({
        name: principal.principalId,
        what: site.roles.get(roleId)?.name ?? roleId,
      }));
  }
  const wanted = wantedOf(settings.nouns ?? nouns, settings.verbs ?? verbs);
  return permissions
    .filter(({ operation: { key, targetType } }) => wanted(key, targetType))
    .filter(({ principal: { type, id } }) => id === 'anonymous' || (type !== 'user' && type !== 'group'))
    .map(({ principal: { type, id }, operation: { key, targetType } }) => ({
      name: id === 'anonymous' ? id : type,
      what: `${key} ${targetType}`,
    }));
}

function outsideOf({ guest }: User): Decoded {
  return { is_guest: guest, is_external_collaborator: guest };
}

interface Resource extends Decoded {
  readonly annotations?: readonly Decoded[];
  readonly status?: Decoded;
}

/** An account of which Confluence says nothing. */
function unknownResource(id: string): Decoded {
  return {
    id: { resourceType: 'user', resource: id },
    displayName: id,
    profile: { user_name: id, account_type: '', email: '', id },
    status: {},
    annotations: [
      {
        '@type': 'type.googleapis.com/c1.connector.v2.UserTrait',
        status: {},
      },
    ],
  };
}

/** An account as it should be described. */
function accountResource(user: User): Decoded {
  const { accountId: id, displayName, email, licensed } = user;
  return {
    id: { resourceType: 'user', resource: id },
    displayName,
    profile: { user_name: displayName, account_type: 'atlassian', email, id, ...outsideOf(user) },
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
