import type { C1zReader } from '../runtime/c1z/reader.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { byName, compare, keyOf, type Named, slugOf, splitOnce } from './names.ts';
import { critical, isOpen } from './reach.ts';
import type { AccessReport, ReportedEntitlement, ReportedGrant, SyncFacts } from './report.ts';
import { nameOf, person, type ResourcesByKey, resourcesIn, space, tellsKinds } from './resources.ts';
import { limitsOf } from './sync-limits.ts';

/**
 * Reads who can do what out of a file. Grants that come through groups are left out, and follow from the rest: it makes
 * no difference whether the file has them.
 * @throws C1zError where the file is damaged
 */
export function accessReport(reader: C1zReader): AccessReport {
  const found = resourcesIn(reader);
  const { members, held: all, kinds } = grantsIn(reader);
  const coverage = coverageOf(reader, kinds);
  const held = chosenOf(all, coverage);
  const holders = [...held.values()].flatMap((entitlements) => [...entitlements.values()]);
  const principals = [...found.keys(), ...[...members.values(), ...holders].flatMap((keys) => [...keys])];
  const inOrder = (type: string, keys: Iterable<string>) =>
    numbered([...new Set(keys)].filter((key) => key.startsWith(`${type}:`)).map((key) => nameOf(key, found)));
  const people = inOrder('user', principals);
  const groups = inOrder('group', [...principals, ...members.keys()]);
  const spaces = inOrder('space', [...found.keys(), ...held.keys()]);
  const sync = factsOf(reader);
  const isSynced = (type: string, { keys }: typeof people) =>
    coverage.hasType(type) || (sync.record === undefined && keys.length > 0);
  const hasPeople = isSynced('user', people);
  const hasAccess = coverage.hasAccess && hasPeople;
  const { permissions, entitlements, numbersOf } = entitlementsOf(
    held,
    found,
    hasAccess ? coverage : undefined,
  );
  const heldIn = (key: string) =>
    [...(held.get(key) ?? [])].flatMap(([entitlement, principals]) =>
      numbersOf([entitlement]).map(
        (number): ReportedGrant => ({
          entitlement: number,
          people: people.numbersOf(principals),
          groups: groups.numbersOf(principals),
        }),
      ),
    );
  const describedSpaces = spaces.keys.map((key) => ({
    ...space(key, found),
    held: heldIn(key).sort((a, b) => a.entitlement - b.entitlement),
  }));
  const described = people.keys.map((key) => person(key, found));
  return {
    sync,
    synced: {
      people: hasPeople,
      groups: isSynced('group', groups),
      memberships: coverage.hasMemberships,
      spaces: isSynced('space', spaces),
      personalSpaces: coverage.choice?.personalSpaces ?? true,
      access: hasAccess,
      openAccess: (sync.record !== undefined && coverage.hasAccess) || describedSpaces.some(isOpen),
      kinds: hasPeople && (people.keys.length === 0 || people.keys.some((key) => tellsKinds(key, found))),
      states: hasPeople && (described.length === 0 || described.some(({ state }) => state !== 'unknown')),
    },
    people: described,
    groups: groups.keys.map((key) => {
      const { id, name } = nameOf(key, found);
      return { id, name, members: people.numbersOf(members.get(key) ?? []) };
    }),
    permissions,
    entitlements,
    spaces: describedSpaces,
  };
}

/** What a sync says of itself. */
export function factsOf(reader: C1zReader): SyncFacts {
  const { type, endedAt } = reader.run;
  const facts = { type, endedAt: endedAt.toISOString() };
  const record = reader.record();
  if (!record) return facts;
  const { tool, site, choice, missing, leftOut, unknownAccounts } = record;
  return {
    ...facts,
    record: {
      tool,
      site,
      mode: choice.mode,
      narrowings: limitsOf(choice),
      missing,
      leftOut,
      unknownAccounts,
    },
  };
}

/** Keys of those who hold something themselves. */
interface Grants {
  /** By the key of their group. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  /** By the key of the space, then by entitlement: `permission:administer-space` or `space_role:<id>`. */
  readonly held: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
  /** What is held on which type of resource, e.g. `space:administer-space` or `group:member`. */
  readonly kinds: ReadonlySet<string>;
}

function grantsIn(reader: C1zReader): Grants {
  const members = new Map<string, Set<string>>();
  const held = new Map<string, Map<string, Set<string>>>();
  const kinds = new Set<string>();
  for (const grant of reader.directGrants()) {
    const principal = keyOf(grant.principal?.id);
    const { resourceType = '', resource = '' } = grant.entitlement?.resource?.id ?? {};
    const slug = slugOf(grant.entitlement);
    kinds.add(`${resourceType}:${slug}`);
    if (resourceType === 'group') {
      setIn(members, keyOf({ resourceType, resource })).add(principal);
      continue;
    }
    const isRole = resourceType === 'space_role_assignment';
    const [spaceId, roleId] = isRole ? splitOnce(resource) : [resource, ''];
    const space = `space:${spaceId}`;
    const ofSpace = held.get(space) ?? new Map<string, Set<string>>();
    held.set(space, ofSpace);
    setIn(ofSpace, isRole ? `space_role:${roleId}` : `permission:${slug}`).add(principal);
  }
  return { members, held, kinds };
}

function setIn(sets: Map<string, Set<string>>, key: string): Set<string> {
  const present = sets.get(key);
  if (present) return present;
  const fresh = new Set<string>();
  sets.set(key, fresh);
  return fresh;
}

/** Without permissions that were not to be read: of those, a file could have but a part. */
function chosenOf(held: Grants['held'], { hasPermission }: Coverage): Grants['held'] {
  const isChosen = (entitlement: string) => {
    const [type, slug] = splitOnce(entitlement);
    return type !== 'permission' || hasPermission(slug);
  };
  return new Map(
    Array.from(held, ([key, ofSpace]) => [
      key,
      new Map([...ofSpace].filter(([entitlement]) => isChosen(entitlement))),
    ]),
  );
}

/**
 * The entitlements that are held anywhere, and all permissions that were synced.
 * @param coverage undefined if no access was to be read: then no permission was synced
 */
function entitlementsOf(held: Grants['held'], found: ResourcesByKey, coverage: Coverage | undefined) {
  const keys = new Set([...held.values()].flatMap((ofSpace) => [...ofSpace.keys()]));
  const { keys: inOrder, numbersOf } = numbered(Array.from(keys, (key) => nameOf(key, found)));
  const allowed = new Map(inOrder.map((key) => [key, permissionsOf(key, found)]));
  const synced = coverage ? [...[...allowed.values()].flat(), ...syncedOf(coverage, keys, found)] : [];
  const permissions = [...new Set(synced)].sort(compare);
  const numbers = new Map(permissions.map((name, number) => [name, number]));
  const entitlements = inOrder.map(
    (key): ReportedEntitlement => ({
      name: nameOf(key, found).name,
      isRole: key.startsWith('space_role:'),
      permissions: (allowed.get(key) ?? []).flatMap((name) => numbers.get(name) ?? []),
    }),
  );
  return { permissions, entitlements, numbersOf };
}

/** Permissions that were synced, whether anybody holds them or not. @param held keys of entitlements */
function syncedOf(
  { mode, slugs, hasPermission }: Coverage,
  held: ReadonlySet<string>,
  found: ResourcesByKey,
): readonly string[] {
  if (mode !== 'roles') {
    const chosen = [...slugs, ...critical.map((name) => name.replace(' ', '-'))].filter(hasPermission);
    return chosen.map((slug) => slug.replace('-', ' '));
  }
  const ofRoles = [...found.keys()].filter((key) => key.startsWith('space_role:') && allowedBy(key, found));
  // A role of which the file says nothing may allow what is critical.
  const isAllKnown = [...held].every((key) => allowedBy(key, found));
  return [...ofRoles.flatMap((key) => permissionsOf(key, found)), ...(isAllKnown ? critical : [])];
}

function permissionsOf(entitlement: string, found: ResourcesByKey): readonly string[] {
  const { type, name } = nameOf(entitlement, found);
  // A file of some types of resources may name a role without telling what it allows.
  return type === 'permission' ? [name] : (allowedBy(entitlement, found) ?? [`whatever ${name} allows`]);
}

/** The permissions that a role allows; undefined if the file does not say. */
function allowedBy(role: string, found: ResourcesByKey): readonly string[] | undefined {
  const allowed = found.get(role)?.profile['space_permissions'];
  if (!Array.isArray(allowed)) return undefined;
  return [...new Set(allowed.map((each) => String(each).replace('/', ' ')))].sort(compare);
}

/** Keys in the order of names, and the numbers of some. */
function numbered(names: readonly Named[]) {
  const keys = names.toSorted(byName).map(({ type, id }) => `${type}:${id}`);
  const numbers = new Map(keys.map((key, number) => [key, number]));
  return {
    keys,
    /** Of those that are among the keys, ascending. */
    numbersOf: (some: Iterable<string>) =>
      [...some].flatMap((key) => numbers.get(key) ?? []).sort((a, b) => a - b),
  };
}
