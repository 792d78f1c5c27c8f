import type { Grant } from '../runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import { keyOf } from './names.ts';
import type { Sync } from './sync.ts';

// What is held through groups follows from the rest, and a file has it or not: see --skip-expand-grants.

/** The one of two syncs that lacks what is held through groups, if the other has it. */
export function whoLacksInherited(old: Sync, fresh: Sync): Sync | undefined {
  const [hasOld, hasFresh] = [hasThrough(old), hasThrough(fresh)];
  if (hasOld === hasFresh) return undefined;
  const without = hasOld ? fresh : old;
  return isToExpand(without) ? without : undefined;
}

function hasThrough({ reader }: Sync): boolean {
  for (const grant of reader.grants()) if (groupsBehind(grant).length > 0) return true;
  return false;
}

/** Keys of the groups that a grant comes through; none if it is held directly too. */
export function groupsBehind({ entitlement, sources }: Grant): readonly string[] {
  // Of those that are held directly, the entitlement itself is a source, or none is named.
  const given = Object.keys(sources?.sources ?? {});
  return given.includes(entitlement?.id ?? '') ? [] : given.map((source) => source.replace(/:member$/, ''));
}

/** Whether something would be held through groups in a sync that has nothing of that, as far as it can be known. */
function isToExpand({ reader, coverage }: Sync): boolean {
  if (!coverage.hasType('group') || !coverage.hasMemberships) return true;
  const [holding, withMembers] = [new Set<string>(), new Set<string>()];
  for (const { principal, entitlement, sources } of reader.directGrants()) {
    const on = entitlement?.resource?.id;
    // Whoever holds the same directly needs no other grant.
    if (Object.keys(sources?.sources ?? {}).length > 0) return false;
    if (on?.resourceType === 'group') withMembers.add(keyOf(on));
    else if (principal?.id?.resourceType === 'group') holding.add(keyOf(principal.id));
  }
  const isPartial = reader.run.type === 'partial';
  return [...holding].some((group) => isPartial || withMembers.has(group));
}
