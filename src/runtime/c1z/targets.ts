import type { DatabaseSync } from 'node:sqlite';
import type { Memberships, Source } from './memberships.ts';
import { grants } from './schema.ts';

/** An entitlement that groups are granted. */
export interface Target {
  readonly entitlement: string;
  /** Through which its groups' members get it, each once. */
  readonly sources: readonly Source[];
  /** Sources that do not exist. */
  readonly missing: number;
  /** Rows of the direct grants to holders, by the holder's number. */
  readonly direct: ReadonlyMap<number, number>;
}

/**
 * Makes the temporary table `work`, the grants of the targets' entitlements: the expandable ones, and those that
 * holders have directly.
 * @param database with the tables of its memberships
 * @throws Error where a group's members are granted by another group: Confluence has no groups in groups
 */
export function makeWorkTable(database: DatabaseSync): void {
  const targetIds = `select entitlement_id from ${grants.name} where needs_expansion = 1`;
  const nested = database.prepare(`select entitlement from source where entitlement in (${targetIds})`).get();
  if (nested) {
    throw new Error(`groups in groups are not expanded: ${nested['entitlement']} is granted to a group`);
  }
  database.exec(`
    create temp table work as
    select entitlement_id as entitlement, grants.id as "grant", number as holder, expansion,
      principal_resource_type_id as type, principal_resource_id as resource
    from ${grants.name} grants
    left join holder on holder.type = principal_resource_type_id and holder.id = principal_resource_id
    where entitlement_id in (${targetIds}) and (expansion is not null or number is not null)
    order by entitlement_id`);
}

interface WorkRow {
  readonly entitlement: string;
  readonly grant: number;
  readonly holder: number | null;
  readonly expansion: Uint8Array | null;
  readonly type: string;
  readonly resource: string;
}

/** The targets in the table `work`, one after the other. */
export function* targets(database: DatabaseSync, memberships: Memberships): Generator<Target> {
  let rows: WorkRow[] = [];
  for (const next of database.prepare('select * from work order by rowid').iterate()) {
    const row = next as unknown as WorkRow;
    if (rows[0] && rows[0].entitlement !== row.entitlement) {
      yield targetOf(rows, memberships);
      rows = [];
    }
    rows.push(row);
  }
  if (rows.length > 0) yield targetOf(rows, memberships);
}

/** @param rows all of one entitlement, at least one */
function targetOf(rows: readonly WorkRow[], { sourcesOf }: Memberships): Target {
  const sources = new Set<Source>();
  const direct = new Map<number, number>();
  let missing = 0;
  for (const { grant, holder, expansion, type, resource } of rows) {
    if (holder !== null) direct.set(holder, grant);
    for (const source of expansion ? sourcesOf(expansion) : []) {
      if (!source) missing++;
      else if (source.resourceType === type && source.resource === resource) sources.add(source);
      else
        throw new Error(`${source.entitlement} is not of ${type} ${resource}, which is granted through it`);
    }
  }
  const entitlement = rows[0]?.entitlement ?? '';
  return { entitlement, sources: [...sources], missing, direct };
}
