import type { C1zReader } from '../runtime/c1z/reader.ts';
import type { Grant } from '../runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import { type Common, commonOf } from './common.ts';
import { groupsBehind } from './inherited.ts';
import { byName, compare, keyOf, type Named, named, slugOf } from './names.ts';
import { openAccess } from './resources.ts';
import { type Sync, syncIn } from './sync.ts';

/** That somebody holds something. */
export interface HeldPermissions {
  /** A person, a group, or an access class, such as `anonymous` or `all-licensed-users`. */
  readonly principal: Named;
  /** What comes before the resource's name, e.g. `member of`, `administer space in`, or `is` for a role in a space. */
  readonly what: string;
  readonly resource: Named;
  /** The id of the entitlement; of an access class, one as if there were one. */
  readonly entitlement: string;
  /** The groups that it comes through; none where it is held directly too. */
  readonly through: readonly Named[];
}

/** What has changed from one sync to another. Everything is in the order of names. */
export interface AccessChanges {
  readonly granted: readonly HeldPermissions[];
  readonly revoked: readonly HeldPermissions[];
  /** People, groups, spaces and roles that were not there before. */
  readonly appeared: readonly Named[];
  readonly disappeared: readonly Named[];
  /** What was not compared, as only one of the syncs has it; each in one line. */
  readonly notCompared: readonly string[];
}

/** A resource's name by its key. */
type NameOf = (key: string) => Named;

/**
 * Compares what two syncs have found, by ids: another name is no change. What only one of them was to read is left out.
 * @param ways `direct` compares only what is held directly: to join a group is one change then
 * @throws C1zError where a file is damaged
 */
export function accessChanges(
  before: C1zReader,
  after: C1zReader,
  ways: 'all' | 'direct' = 'all',
): AccessChanges {
  const [old, fresh] = [syncIn(before, 'the earlier sync'), syncIn(after, 'the later sync')];
  const common = commonOf(old, fresh, ways);
  const nameOf = (key: string) => named(key, (fresh.resources.get(key) ?? old.resources.get(key))?.name);
  const [held, holds] = [heldIn(old, common, nameOf), heldIn(fresh, common, nameOf)];
  return {
    granted: holdings(after, holds, held, nameOf),
    revoked: holdings(before, held, holds, nameOf),
    appeared: missingFrom(fresh, old, common),
    disappeared: missingFrom(old, fresh, common),
    notCompared: common.notCompared,
  };
}

/** What somebody holds, as far as it can be compared. */
interface Held {
  /** Ids of grants. */
  readonly grants: ReadonlySet<string>;
  /** What access classes hold, by entitlement and class. */
  readonly open: ReadonlyMap<string, HeldPermissions>;
}

function heldIn({ reader, grants, resources }: Sync, common: Common, nameOf: NameOf): Held {
  const ids = common.isDirectOnly ? new Set(Array.from(reader.directGrants(), ({ id }) => id)) : grants;
  const open = [...resources].flatMap(([key, { profile }]) => {
    if (!key.startsWith('space:')) return [];
    const { anonymousAccess: anonymous, accessClasses } = openAccess(profile);
    return Object.entries({ ...(anonymous && { anonymous }), ...accessClasses }).flatMap(([name, may]) =>
      may
        .filter((what) => common.hasOpenAccess(key, what))
        .map((what) => openHolding(name, what, key, nameOf)),
    );
  });
  return {
    // Of a million, each takes its time, and mostly nothing is left out.
    grants: common.notCompared.length === 0 ? ids : new Set([...ids].filter(common.hasGrant)),
    open: new Map(open.map((each) => [`${each.entitlement}:${each.principal.id}`, each])),
  };
}

/** The holdings of a sync that are not among others. */
function holdings(
  reader: C1zReader,
  { grants, open }: Held,
  others: Held,
  nameOf: NameOf,
): readonly HeldPermissions[] {
  const found = reader.grants((id) => grants.has(id) && !others.grants.has(id));
  const opened = [...open].filter(([id]) => !others.open.has(id)).map(([, each]) => each);
  return [...Array.from(found, (grant) => holding(grant, nameOf)), ...opened].sort(
    (a, b) =>
      byName(a.principal, b.principal) ||
      byName(a.resource, b.resource) ||
      compare(a.entitlement, b.entitlement),
  );
}

function holding(grant: Grant, nameOf: NameOf): HeldPermissions {
  const { id = '', resource } = grant.entitlement ?? {};
  return {
    principal: nameOf(keyOf(grant.principal?.id)),
    what: verb(slugOf(grant.entitlement), resource?.id?.resourceType ?? ''),
    resource: nameOf(keyOf(resource?.id)),
    entitlement: id,
    through: groupsBehind(grant).map(nameOf).sort(byName),
  };
}

/** @param what e.g. `read space`, or the name of a role @param key of the space */
function openHolding(name: string, what: string, key: string, nameOf: NameOf): HeldPermissions {
  return {
    principal: named(`access_class:${name}`),
    what: `${what} in`,
    resource: nameOf(key),
    entitlement: `${key}:${what.replace(' ', '-')}`,
    through: [],
  };
}

/** @param slug of the entitlement, e.g. `administer-space` */
function verb(slug: string, resourceType: string): string {
  if (resourceType === 'group') return `${slug} of`;
  // Its name says it all, e.g. Viewer on Engineering.
  if (resourceType === 'space_role_assignment') return 'is';
  return `${slug.replace('-', ' ')} in`;
}

/** That a role is given in a space is a holding, and nothing by itself. */
function missingFrom(these: Sync, those: Sync, { hasResource }: Common): readonly Named[] {
  return [...these.resources]
    .map(([key, { name }]) => ({ key, found: named(key, name) }))
    .filter(
      ({ key, found }) =>
        found.type !== 'space_role_assignment' && !those.resources.has(key) && hasResource(key),
    )
    .map(({ found }) => found)
    .sort(byName);
}
