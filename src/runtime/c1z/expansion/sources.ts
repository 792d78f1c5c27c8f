import type { DatabaseSync } from 'node:sqlite';
import { fromBinary } from '@bufbuild/protobuf';
import { GrantExpandableSchema } from '../../proto/gen/c1/connector/v2/annotation_grant_pb.ts';
import { entitlements } from '../schema.ts';

/** An entitlement on a group whose holders get what the group is granted. */
export interface MembershipSource {
  readonly entitlement: string;
  /** The group. */
  readonly resourceType: string;
  readonly resource: string;
  /** Numbers of its holders, ascending. */
  readonly holders: Uint32Array;
}

/** Tells the sources of an expandable grant; undefined instead of an entitlement that does not exist. */
export type SourcesOf = (expansion: Uint8Array) => readonly (MembershipSource | undefined)[];

/**
 * Reads the memberships that the expandable grants ask for.
 * @param database with the tables `target` and `held`, its entitlements indexed
 * @throws Error if a group's members are granted by another group: Confluence has no groups in groups
 */
export function loadSources(database: DatabaseSync): SourcesOf {
  const find = database.prepare(
    `select resource_type_id as resourceType, resource_id as resource, number as target
     from ${entitlements.name} left join target on entitlement = external_id where external_id = ?`,
  );
  const findNested = database.prepare('select 1 from row where target = ? and expansion is not null');
  const findHolders = database.prepare('select holder from row where target = ? order by holder');
  findHolders.setReturnArrays(true);
  const holdersOf = (target: number | null) => {
    const rows = findHolders.iterate(target) as unknown as Iterable<readonly [number]>;
    const holders: number[] = [];
    for (const [holder] of rows) holders.push(holder);
    return Uint32Array.from(holders);
  };
  const sources = new Map<string, MembershipSource | undefined>();
  const sourceOf = (entitlement: string): MembershipSource | undefined => {
    if (sources.has(entitlement)) return sources.get(entitlement);
    const found = find.get(entitlement) as unknown as SourceRow | undefined;
    if (found && findNested.get(found.target)) {
      throw new Error(`groups in groups are not expanded: ${entitlement} is granted to a group`);
    }
    const source = found && { entitlement, ...found, holders: holdersOf(found.target) };
    sources.set(entitlement, source);
    return source;
  };
  // Grants are many, but they have only as many kinds of expansion as there are groups.
  const kinds = database.prepare('select distinct expansion from row where expansion is not null').all();
  const byExpansion = new Map(
    kinds.map(({ expansion }) => {
      const bytes = expansion as Uint8Array;
      return [keyOf(bytes), fromBinary(GrantExpandableSchema, bytes).entitlementIds.map(sourceOf)] as const;
    }),
  );
  return (expansion) => byExpansion.get(keyOf(expansion)) ?? [];
}

function keyOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

interface SourceRow {
  readonly resourceType: string;
  readonly resource: string;
  /** Null if nobody holds it. */
  readonly target: number | null;
}
