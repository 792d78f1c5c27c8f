import { create } from '@bufbuild/protobuf';
import { annotation } from '../../../src/runtime/messages/annotation.ts';
import { GrantImmutableSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/annotation_grant_pb.ts';
import { type Grant, GrantSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import type { Sample } from './sample.ts';

/** A sample's grants as its file must hold them when it is not expanded. */
export function directGrants({ grants }: Sample): readonly Grant[] {
  return grants.map(({ entitlement, principal }) =>
    create(GrantSchema, {
      entitlement,
      principal: { id: principal },
      id: `${entitlement.id}:${principal.resourceType}:${principal.resource}`,
    }),
  );
}

/** A sample's grants as its file must hold them when it is expanded, worked out the slow way. */
export function expandedGrants(sample: Sample): readonly Grant[] {
  const byId = new Map(directGrants(sample).map((grant) => [grant.id, grant]));
  for (const { entitlement, expandable = [] } of sample.grants) {
    const target = sample.entitlements.find(({ id }) => id === entitlement.id);
    for (const source of expandable) {
      if (!target || !sample.entitlements.some(({ id }) => id === source)) continue;
      for (const { principal } of sample.grants.filter(({ entitlement }) => entitlement.id === source)) {
        const id = `${target.id}:${principal.resourceType}:${principal.resource}`;
        const known = byId.get(id);
        const own = known && known.annotations.length === 0 ? [target.id] : [];
        const ids = [...Object.keys(known?.sources?.sources ?? {}), ...own, source].sort(byBytes);
        byId.set(
          id,
          create(GrantSchema, {
            entitlement: known?.entitlement ?? target,
            principal: { id: principal },
            id,
            annotations: known?.annotations ?? [annotation(GrantImmutableSchema)],
            sources: { sources: Object.fromEntries(ids.map((key) => [key, { isDirect: true }])) },
          }),
        );
      }
    }
  }
  return [...byId.values()];
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
