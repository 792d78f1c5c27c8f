import type { DatabaseSync } from 'node:sqlite';
import { entitlements, grants, resources, resourceTypes, type TableDefinition } from './schema.ts';

/** How many objects a sync holds. */
export interface Stats {
  readonly resourceTypes: number;
  readonly resources: number;
  readonly entitlements: number;
  readonly grants: number;
  /** By resource type; every type that the sync has is there. */
  readonly resourcesByType: Counts;
  /** By the type of the resource they are on. */
  readonly entitlementsByType: Counts;
  /** By the type of the resource they are on. */
  readonly grantsByType: Counts;
}

/** How many there are, by resource type. */
export type Counts = Readonly<Record<string, number>>;

/** Counts a sync's objects. @param grantsByType if they are known. @default they are counted */
export function countObjects(
  database: DatabaseSync,
  syncId: string,
  grantsByType: Counts = countByType(database, syncId, grants),
): Stats {
  const types = database
    .prepare(`select external_id as id from ${resourceTypes.name} where sync_id = ? order by external_id`)
    .all(syncId)
    .map(({ id }) => String(id));
  const resourcesByType = {
    ...Object.fromEntries(types.map((type) => [type, 0])),
    ...countByType(database, syncId, resources),
  };
  const entitlementsByType = countByType(database, syncId, entitlements);
  return {
    resourceTypes: types.length,
    resources: total(resourcesByType),
    entitlements: total(entitlementsByType),
    grants: total(grantsByType),
    resourcesByType,
    entitlementsByType,
    grantsByType,
  };
}

/** The JSON of the column `stats`, as the SDK writes it: what is 0 or empty is left out. */
export function statsColumn(stats: Stats): string {
  const entries = Object.entries({
    resource_types: stats.resourceTypes,
    resources: stats.resources,
    entitlements: stats.entitlements,
    grants: stats.grants,
    resources_by_resource_type: stats.resourcesByType,
    grants_by_resource_type: stats.grantsByType,
    entitlements_by_resource_type: stats.entitlementsByType,
  });
  return JSON.stringify(
    Object.fromEntries(
      entries.filter(([, value]) => (typeof value === 'number' ? value > 0 : Object.keys(value).length > 0)),
    ),
  );
}

function countByType(database: DatabaseSync, syncId: string, { name }: TableDefinition): Counts {
  const rows = database
    .prepare(
      `select resource_type_id as type, count(*) as count from ${name} where sync_id = ? group by resource_type_id`,
    )
    .all(syncId);
  return Object.fromEntries(rows.map(({ type, count }) => [String(type), Number(count)]));
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
