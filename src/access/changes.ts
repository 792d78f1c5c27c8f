import type { C1zReader } from '../runtime/c1z/reader.ts';
import type { Grant } from '../runtime/proto/gen/c1/connector/v2/grant_pb.ts';

/** A person, a group, a space …, by its id and under the name that people know it by. */
export interface Named {
  /** `user`, `group`, `space` … */
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/** That somebody holds something. */
export interface Holding {
  readonly principal: Named;
  /** What comes before the resource's name, e.g. `member of`, `administer space in`, or `is` for a role in a space. */
  readonly what: string;
  readonly resource: Named;
  /** The id of the entitlement. */
  readonly entitlement: string;
  /** The groups that it comes through; none where it is held directly too. */
  readonly through: readonly Named[];
}

/** What has changed from one sync to another. Everything is in the order of names. */
export interface AccessChanges {
  readonly granted: readonly Holding[];
  readonly revoked: readonly Holding[];
  /** People, groups, spaces and roles that were not there before. */
  readonly appeared: readonly Named[];
  readonly disappeared: readonly Named[];
}

/** Compares what two syncs have found, by ids: another name is no change. @throws C1zError where a file is damaged */
export function accessChanges(before: C1zReader, after: C1zReader): AccessChanges {
  const [old, fresh] = [namesIn(before), namesIn(after)];
  const nameOf = (key: string) => fresh.get(key) ?? old.get(key) ?? named(key, key.replace(/^[^:]*:/, ''));
  const [held, holds] = [new Set(before.grantIds()), new Set(after.grantIds())];
  return {
    granted: holdings(after, held, nameOf),
    revoked: holdings(before, holds, nameOf),
    appeared: missingFrom(fresh, old),
    disappeared: missingFrom(old, fresh),
  };
}

type Names = ReadonlyMap<string, Named>;

/** Everything that a sync has found, by type and id. */
function namesIn(reader: C1zReader): Names {
  const names = new Map<string, Named>();
  for (const { id, displayName } of reader.resources()) {
    const key = keyOf(id);
    names.set(key, named(key, displayName));
  }
  return names;
}

/** The holdings of a sync that are not among others. */
function holdings(
  reader: C1zReader,
  others: ReadonlySet<string>,
  nameOf: (key: string) => Named,
): readonly Holding[] {
  const found = reader.grants((id) => !others.has(id));
  return Array.from(found, (grant) => holding(grant, nameOf)).sort(
    (a, b) =>
      byName(a.principal, b.principal) ||
      byName(a.resource, b.resource) ||
      compare(a.entitlement, b.entitlement),
  );
}

function holding({ entitlement, principal, sources }: Grant, nameOf: (key: string) => Named): Holding {
  const { id = '', resource } = entitlement ?? {};
  const key = keyOf(resource?.id);
  // Of those that are held directly, the entitlement itself is a source, or none is named.
  const given = Object.keys(sources?.sources ?? {});
  const groups = given.includes(id) ? [] : given.map((source) => nameOf(source.replace(/:member$/, '')));
  return {
    principal: nameOf(keyOf(principal?.id)),
    what: verb(id.slice(key.length + 1), resource?.id?.resourceType ?? ''),
    resource: nameOf(key),
    entitlement: id,
    through: groups.sort(byName),
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
function missingFrom(these: Names, those: Names): readonly Named[] {
  return [...these]
    .filter(([key, { type }]) => type !== 'space_role_assignment' && !those.has(key))
    .map(([, found]) => found)
    .sort(byName);
}

function keyOf(id: { readonly resourceType: string; readonly resource: string } | undefined): string {
  return `${id?.resourceType}:${id?.resource}`;
}

function named(key: string, name: string): Named {
  const [type = '', ...id] = key.split(':');
  return { type, id: id.join(':'), name };
}

/** By type, then by name, whatever the machine's language is. */
function byName(a: Named, b: Named): number {
  return compare(a.type, b.type) || compare(a.name, b.name) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
