import type { Grant } from '../runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import { keyOf } from './names.ts';

/**
 * The groups that a grant comes through, as keyOf gives them; none where it is held directly, be it through groups
 * too.
 */
export function groupsBehind({ entitlement, sources }: Grant): readonly string[] {
  // Of those that are held directly, the entitlement itself is a source, or none is named.
  const given = Object.keys(sources?.sources ?? {});
  return given.includes(entitlement?.id ?? '') ? [] : given.map((source) => source.replace(/:member$/, ''));
}

/** What is held on a resource, e.g. `member`, `administer-space`, or `assigned` for a role in a space. */
export function slugOf({ entitlement }: Grant): string {
  return entitlement?.id.slice(keyOf(entitlement.resource?.id).length + 1) ?? '';
}
