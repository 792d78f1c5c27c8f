import type { DatabaseSync } from 'node:sqlite';
import { fromBinary } from '@bufbuild/protobuf';
import { GrantExpandableSchema } from '../proto/gen/c1/connector/v2/annotation_grant_pb.ts';
import { encodeGrant } from './encode.ts';
import { grantId } from './grant.ts';
import { entitlements, grants } from './schema.ts';

/** An entitlement on a group whose holders get what the group is granted. */
export interface Source {
  readonly entitlement: string;
  /** The group. */
  readonly resourceType: string;
  readonly resource: string;
  /** Numbers of its holders, ascending. */
  readonly holders: Uint32Array;
}

/** Who gets what by being in a group. */
export interface Memberships {
  /** Holders are numbered from 0 to below this, by type and id. */
  readonly holderCount: number;
  /**
   * The sources of an expandable grant.
   * @param expansion as in the column of that name
   * @returns undefined in place of an entitlement that does not exist
   */
  readonly sourcesOf: (expansion: Uint8Array) => readonly (Source | undefined)[];
}

/**
 * Reads the memberships that a database's expandable grants ask for. Who holds a source goes into the temporary
 * table `holder`, by number, with all of a grant's row and message that depends on its holder alone; the sources'
 * ids go into `source`.
 */
export function loadMemberships(database: DatabaseSync): Memberships {
  const expansions = readExpansions(database);
  makeSourceTable(database, new Set([...expansions.values()].flat()));
  const holderCount = makeHolderTable(database);
  const sources = readSources(database);
  const byExpansion = new Map(
    Array.from(expansions, ([key, ids]) => [key, ids.map((id) => sources.get(id))] as const),
  );
  return { holderCount, sourcesOf: (expansion) => byExpansion.get(keyOf(expansion)) ?? [] };
}

/** The ids in each kind of expansion. Grants are many, but they have only as many kinds as there are groups. */
function readExpansions(database: DatabaseSync): ReadonlyMap<string, readonly string[]> {
  const rows = database
    .prepare(`select distinct expansion from ${grants.name} where needs_expansion = 1`)
    .all()
    .map(({ expansion }) => expansion as Uint8Array);
  return new Map(
    rows.map((bytes) => [keyOf(bytes), fromBinary(GrantExpandableSchema, bytes).entitlementIds]),
  );
}

function keyOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function makeSourceTable(database: DatabaseSync, ids: ReadonlySet<string>): void {
  database.exec('create temp table source (entitlement text primary key) without rowid');
  const insert = database.prepare('insert into source values (?)');
  for (const id of ids) insert.run(id);
}

/** `message` is a grant's field `principal`, `suffix` ends its id. @returns how many holders there are */
function makeHolderTable(database: DatabaseSync): number {
  database.exec(`
    create temp table holder (
      number integer primary key, type text, id text, message blob, suffix text, suffix_bytes integer,
      unique (type, id)
    )`);
  const insert = database.prepare('insert into holder values (?, ?, ?, ?, ?, ?)');
  const holders = database.prepare(
    `select distinct principal_resource_type_id as type, principal_resource_id as id
     from ${grants.name} where entitlement_id in source order by type, id`,
  );
  let count = 0;
  for (const { type, id } of holders.iterate()) {
    const principal = { resourceType: String(type), resource: String(id) };
    const message = encodeGrant({ principal: { id: principal } });
    const suffix = grantId('', principal);
    insert.run(
      count++,
      principal.resourceType,
      principal.resource,
      message,
      suffix,
      Buffer.byteLength(suffix),
    );
  }
  return count;
}

function readSources(database: DatabaseSync): ReadonlyMap<string, Source> {
  const rows = database
    .prepare(
      `with held as (
         select entitlement_id, json_group_array(number) as holders
         from ${grants.name}
         join holder on holder.type = principal_resource_type_id and holder.id = principal_resource_id
         where entitlement_id in source
         group by entitlement_id
       )
       select external_id as entitlement, resource_type_id as resourceType, resource_id as resource, holders
       from ${entitlements.name} left join held on entitlement_id = external_id
       where external_id in source`,
    )
    .all() as unknown as readonly SourceRow[];
  return new Map(
    rows.map(({ holders, ...row }) => [
      row.entitlement,
      { ...row, holders: Uint32Array.from(JSON.parse(holders ?? '[]')).sort() },
    ]),
  );
}

interface SourceRow {
  readonly entitlement: string;
  readonly resourceType: string;
  readonly resource: string;
  /** A JSON array of numbers, in no order; null where there is none. */
  readonly holders: string | null;
}
