import type { C1zReader } from '../runtime/c1z/reader.ts';
import { type Resource, Status_ResourceStatus } from '../runtime/proto/gen/c1/connector/v2/resource_pb.ts';
import { byName, compare, keyOf, type Named, named, slugOf, splitOnce } from './names.ts';
import type { AccessReport, Entitlement, Held, Person, Space } from './report.ts';

/**
 * Reads who can do what out of a file. Grants that come through groups are left out, and follow from the rest: it makes
 * no difference whether the file has them.
 * @throws C1zError where the file is damaged
 */
export function accessReport(reader: C1zReader): AccessReport {
  const found = resourcesIn(reader);
  const { members, held } = grantsIn(reader);
  const holders = [...held.values()].flatMap((entitlements) => [...entitlements.values()]);
  const principals = [...found.keys(), ...[...members.values(), ...holders].flatMap((keys) => [...keys])];
  const inOrder = (type: string, keys: Iterable<string>) =>
    numbered([...new Set(keys)].filter((key) => key.startsWith(`${type}:`)).map((key) => nameOf(key, found)));
  const people = inOrder('user', principals);
  const groups = inOrder('group', [...principals, ...members.keys()]);
  const spaces = inOrder('space', [...found.keys(), ...held.keys()]);
  const { permissions, entitlements, numberOf } = entitlementsOf(held, found);
  const { type, endedAt } = reader.run;
  return {
    sync: { type, endedAt: endedAt.toISOString() },
    people: people.keys.map((key) => person(key, found)),
    groups: groups.keys.map((key) => {
      const { id, name } = nameOf(key, found);
      return { id, name, members: people.numbersOf(members.get(key) ?? []) };
    }),
    permissions,
    entitlements,
    spaces: spaces.keys.map((key) => {
      const ofSpace = Array.from(held.get(key) ?? [], ([entitlement, principals]): Held => {
        return {
          entitlement: numberOf(entitlement),
          people: people.numbersOf(principals),
          groups: groups.numbersOf(principals),
        };
      });
      return { ...space(key, found), held: ofSpace.sort((a, b) => a.entitlement - b.entitlement) };
    }),
  };
}

/** What a file says of a resource, as far as it matters here. */
interface Found {
  readonly name: string;
  readonly profile: NonNullable<Resource['profile']>;
  readonly isDisabled: boolean;
}

/** By key. */
type Resources = ReadonlyMap<string, Found>;

function resourcesIn(reader: C1zReader): Resources {
  const found = new Map<string, Found>();
  for (const { id, displayName: name, profile = {}, status } of reader.resources()) {
    const isDisabled = status?.status === Status_ResourceStatus.DISABLED;
    found.set(keyOf(id), { name, profile, isDisabled });
  }
  return found;
}

/** Keys of those who hold something themselves. */
interface Grants {
  /** By the key of their group. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  /** By the key of the space, then by entitlement: `permission:administer-space` or `space_role:<id>`. */
  readonly held: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
}

function grantsIn(reader: C1zReader): Grants {
  const members = new Map<string, Set<string>>();
  const held = new Map<string, Map<string, Set<string>>>();
  for (const grant of reader.directGrants()) {
    const principal = keyOf(grant.principal?.id);
    const { resourceType = '', resource = '' } = grant.entitlement?.resource?.id ?? {};
    if (resourceType === 'group') {
      setIn(members, keyOf({ resourceType, resource })).add(principal);
      continue;
    }
    const isRole = resourceType === 'space_role_assignment';
    const [spaceId, roleId] = isRole ? splitOnce(resource) : [resource, ''];
    const space = `space:${spaceId}`;
    const ofSpace = held.get(space) ?? new Map<string, Set<string>>();
    held.set(space, ofSpace);
    setIn(ofSpace, isRole ? `space_role:${roleId}` : `permission:${slugOf(grant)}`).add(principal);
  }
  return { members, held };
}

function setIn(sets: Map<string, Set<string>>, key: string): Set<string> {
  const present = sets.get(key);
  if (present) return present;
  const fresh = new Set<string>();
  sets.set(key, fresh);
  return fresh;
}

/** The entitlements that are held anywhere, and all that they allow. */
function entitlementsOf(held: Grants['held'], found: Resources) {
  const keys = new Set([...held.values()].flatMap((ofSpace) => [...ofSpace.keys()]));
  const { keys: inOrder, numberOf } = numbered(Array.from(keys, (key) => nameOf(key, found)));
  const allowed = inOrder.map((key) => permissionsOf(key, found));
  const permissions = [...new Set(allowed.flat())].sort(compare);
  const entitlements = inOrder.map(
    (key, index): Entitlement => ({
      name: nameOf(key, found).name,
      isRole: key.startsWith('space_role:'),
      permissions: (allowed[index] ?? []).map((name) => permissions.indexOf(name)),
    }),
  );
  return { permissions, entitlements, numberOf };
}

function permissionsOf(entitlement: string, found: Resources): readonly string[] {
  const { type, name } = nameOf(entitlement, found);
  if (type === 'permission') return [name];
  const allowed = found.get(entitlement)?.profile['space_permissions'];
  // A file of some types of resources may name a role without telling what it allows.
  if (!Array.isArray(allowed)) return [`whatever ${name} allows`];
  return [...new Set(allowed.map((each) => String(each).replace('/', ' ')))].sort(compare);
}

function person(key: string, found: Resources): Person {
  const { id, name } = nameOf(key, found);
  const { profile, isDisabled } = found.get(key) ?? {};
  const email = textIn(profile, 'email');
  const state = isDisabled === undefined ? 'unknown' : isDisabled ? 'disabled' : 'enabled';
  return { id, name, ...(email && { email }), state };
}

function space(key: string, found: Resources): Omit<Space, 'held'> {
  const { id, name } = nameOf(key, found);
  const { profile } = found.get(key) ?? {};
  const [spaceKey, type, ownerId] = ['space_key', 'space_type', 'space_owner_id'].map((field) =>
    textIn(profile, field),
  );
  return { id, name, ...(spaceKey && { key: spaceKey }), ...(type && { type }), ...(ownerId && { ownerId }) };
}

function textIn(profile: Found['profile'] = {}, field: string): string {
  const value = profile[field];
  return typeof value === 'string' ? value : '';
}

function nameOf(key: string, found: Resources): Named {
  const { type, id, name } = named(key, found.get(key)?.name);
  return { type, id, name: type === 'permission' ? id.replace('-', ' ') : name };
}

/** Keys in the order of names, and the number of each. */
function numbered(names: readonly Named[]) {
  const keys = names.toSorted(byName).map(({ type, id }) => `${type}:${id}`);
  const numbers = new Map(keys.map((key, number) => [key, number]));
  return {
    keys,
    numberOf: (key: string) => numbers.get(key) ?? -1,
    /** Of those that are among the keys, ascending. */
    numbersOf: (some: Iterable<string>) =>
      [...some].flatMap((key) => numbers.get(key) ?? []).sort((a, b) => a - b),
  };
}
