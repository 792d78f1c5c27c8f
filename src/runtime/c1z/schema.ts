// The tables of a .c1z file as the SDK's SQLite engine has them: its programs add what they miss.

export interface TableDefinition {
  readonly name: string;
  readonly columns: string;
  readonly indexes: readonly Index[];
}

export interface Index {
  readonly name: string;
  readonly unique?: boolean;
  readonly columns: string;
  /** Which rows are in it. @default all */
  readonly where?: string;
}

export const resourceTypes: TableDefinition = {
  name: 'v1_resource_types',
  columns: `id integer primary key, external_id text not null, data blob not null, sync_id text not null,
    discovered_at datetime not null`,
  indexes: [{ name: 'idx_resource_types_external_sync_v1', unique: true, columns: 'external_id, sync_id' }],
};

export const resources: TableDefinition = {
  name: 'v1_resources',
  columns: `id integer primary key, resource_type_id text not null, external_id text not null,
    parent_resource_type_id text, parent_resource_id text, data blob not null, sync_id text not null,
    discovered_at datetime not null`,
  indexes: [
    { name: 'idx_resources_resource_type_id_v1', columns: 'resource_type_id' },
    // The SDK has mixed up the names of these two.
    { name: 'idx_resources_external_sync_v1', columns: 'parent_resource_type_id, parent_resource_id' },
    { name: 'idx_resources_parent_resource_id_v1', unique: true, columns: 'external_id, sync_id' },
  ],
};

export const entitlements: TableDefinition = {
  name: 'v1_entitlements',
  columns: `id integer primary key, resource_type_id text not null, resource_id text not null,
    external_id text not null, data blob not null, sync_id text not null, discovered_at datetime not null`,
  indexes: [
    { name: 'idx_entitlements_resource_id_v1', columns: 'resource_type_id, resource_id' },
    { name: 'idx_entitlements_external_sync_v1', unique: true, columns: 'external_id, sync_id' },
  ],
};

/** `expansion` is a GrantExpandable, or null; with one, `needs_expansion` is 1 even after the expansion. */
export const grants: TableDefinition = {
  name: 'v1_grants',
  columns: `id integer primary key, resource_type_id text not null, resource_id text not null,
    entitlement_id text not null, principal_resource_type_id text not null, principal_resource_id text not null,
    external_id text not null, expansion blob, needs_expansion integer not null default 0, data blob not null,
    sync_id text not null, discovered_at datetime not null`,
  indexes: [
    { name: 'idx_grants_resource_type_id_resource_id_v1', columns: 'resource_type_id, resource_id' },
    { name: 'idx_grants_principal_id_v1', columns: 'principal_resource_type_id, principal_resource_id' },
    {
      name: 'idx_grants_entitlement_id_principal_id_v1',
      columns: 'entitlement_id, principal_resource_type_id, principal_resource_id',
    },
    { name: 'idx_grants_external_sync_v1', unique: true, columns: 'external_id, sync_id' },
    { name: 'idx_grants_entitlement_sync_grant_v1', columns: 'entitlement_id, sync_id, id' },
    { name: 'idx_grants_sync_expansion_v1', columns: 'sync_id', where: 'expansion is not null' },
    { name: 'idx_grants_sync_needs_expansion_v1', columns: 'sync_id', where: 'needs_expansion = 1' },
  ],
};

export const syncRuns: TableDefinition = {
  name: 'v1_sync_runs',
  columns: `id integer primary key, sync_id text not null, started_at datetime not null, ended_at datetime,
    sync_token text not null, sync_type text not null default 'full', parent_sync_id text not null default '',
    linked_sync_id text not null default '', supports_diff integer not null default 0,
    grants_backfilled integer not null default 0, stats text,
    ingest_invariant_generation text not null default '', ingest_invariant_coverage text not null default '',
    ingest_invariant_mode text not null default ''`,
  indexes: [{ name: 'idx_sync_runs_sync_id_v1', unique: true, columns: 'sync_id' }],
};

/** Holds a sync's record, see record.ts. */
export const assets: TableDefinition = {
  name: 'v1_assets',
  columns: `id integer primary key, external_id text not null, content_type text not null, data blob not null,
    sync_id text not null, discovered_at datetime not null`,
  indexes: [{ name: 'idx_assets_external_sync_v1', unique: true, columns: 'external_id, sync_id' }],
};

/** Always empty in our files. */
const connectorSessions: TableDefinition = {
  name: 'v1_connector_sessions',
  columns: 'id integer primary key, sync_id text not null, key text not null, value blob not null',
  indexes: [{ name: 'idx_session_store_sync_key_v1', unique: true, columns: 'sync_id, key' }],
};

export const tables: readonly TableDefinition[] = [
  resourceTypes,
  resources,
  entitlements,
  syncRuns,
  grants,
  assets,
  connectorSessions,
];

/** What objects are in, by their ids; grants are not added to a table of their own, see inserts.ts. */
export const objectTables: readonly TableDefinition[] = [resourceTypes, resources, entitlements];

/** The statement that makes a table, without its indexes. */
export function createTable({ name, columns }: TableDefinition): string {
  return `create table ${name} (${columns})`;
}

/** The statement that makes an index of a table. */
export function createIndex(
  { name: table }: TableDefinition,
  { name, unique, columns, where }: Index,
): string {
  const statement = `create ${unique ? 'unique ' : ''}index ${name} on ${table} (${columns})`;
  return where ? `${statement} where ${where}` : statement;
}
