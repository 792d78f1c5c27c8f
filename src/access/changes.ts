import type { C1zReader } from '../runtime/c1z/reader.ts';
import type { Grant } from '../runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import { byName, compare, keyOf, type Named, type Names, named, namesIn, slugOf } from './names.ts';

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
  const nameOf = (key: string) => fresh.get(key) ?? old.get(key) ?? named(key);
  const [held, holds] = [new Set(before.grantIds()), new Set(after.grantIds())];
  return {
    granted: holdings(after, held, nameOf),
    revoked: holdings(before, holds, nameOf),
    appeared: missingFrom(fresh, old),
    disappeared: missingFrom(old, fresh),
  };
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

function holding(grant: Grant, nameOf: (key: string) => Named): Holding {
  const { id = '', resource } = grant.entitlement ?? {};
  return {
    principal: nameOf(keyOf(grant.principal?.id)),
    what: verb(slugOf(grant.entitlement), resource?.id?.resourceType ?? ''),
    resource: nameOf(keyOf(resource?.id)),
    entitlement: id,
    through: groupsBehind(grant).map(nameOf).sort(byName),
  };
}

/** Keys of the groups that a grant comes through; none where it is held directly too. */
function groupsBehind({ entitlement, sources }: Grant): readonly string[] {
  // Of those that are held directly, the entitlement itself is a source, or none is named.
  const given = Object.keys(sources?.sources ?? {});
  return given.includes(entitlement?.id ?? '') ? [] : given.map((source) => source.replace(/:member$/, ''));
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
