import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { GrantImmutableSchema } from '../proto/gen/c1/connector/v2/annotation_grant_pb.ts';
import { annotation } from './annotation.ts';
import { breathe } from './breath.ts';
import { combinations } from './combinations.ts';
import { compareBytes, encodeGrant } from './encode.ts';
import type { RowStamp } from './inserts.ts';
import { loadMemberships, type Memberships } from './memberships.ts';
import { entitlements, grants } from './schema.ts';
import { makeWorkTable, type Target, targets } from './targets.ts';

/** What an expansion has done. */
export interface Expansion {
  /** Grants that were added, to members of groups. */
  readonly added: number;
  /** Direct grants to members of groups, which now name the groups too. */
  readonly merged: number;
  /** Expandable grants of, or through, entitlements that do not exist: nothing followed from them. */
  readonly dropped: number;
}

/** Rows between two breaths. */
const rowsPerBreath = 20_000;

/**
 * Gives the members of groups what their groups are granted: one grant per member, which says through which
 * groups it comes. Whoever holds the same directly keeps that grant, which then names the groups as well.
 *
 * All but the memberships stays in the database, and the rows are made in it: their messages are put together
 * from pieces that depend on the entitlement, on the holder, or on the groups alone.
 *
 * @param database without duplicate rows, its entitlements indexed
 * @throws Error where a group's members are granted by another group: Confluence has no groups in groups
 */
export async function expandGrants(
  database: DatabaseSync,
  stamp: RowStamp,
  signal?: AbortSignal,
): Promise<Expansion> {
  const memberships = loadMemberships(database);
  makeWorkTable(database);
  makeIdHeaderTable(database);
  const expander = new Expander(database, stamp, memberships);
  let rested = 0;
  for (const target of targets(database, memberships)) {
    expander.expand(target);
    const { added, merged } = expander.expansion;
    if (added + merged - rested < rowsPerBreath) continue;
    rested = added + merged;
    await breathe(signal);
  }
  database.exec('drop table source; drop table holder; drop table work; drop table id_header');
  return expander.expansion;
}

/** The start of a grant's field `id`, by the length of the id in bytes. */
function makeIdHeaderTable(database: DatabaseSync): void {
  database.exec('create temp table id_header (length integer primary key, header blob)');
  const insert = database.prepare('insert into id_header values (?, ?)');
  const { longest } = database
    .prepare(
      `select (select max(length(cast(entitlement as blob))) from work) + (select max(suffix_bytes) from holder)
       as longest`,
    )
    .get() as { readonly longest: number | null };
  for (let length = 1; length <= (longest ?? 0); length++) {
    insert.run(length, encodeGrant({ id: 'x'.repeat(length) }).slice(0, -length));
  }
}

class Expander {
  readonly #find: StatementSync;
  readonly #add: StatementSync;
  readonly #merge: StatementSync;
  readonly #scratch: Int32Array;
  #added = 0;
  #merged = 0;
  #dropped = 0;

  constructor(database: DatabaseSync, { syncId, discoveredAt }: RowStamp, { holderCount }: Memberships) {
    this.#scratch = new Int32Array(holderCount);
    this.#find = database.prepare(
      `select resource_type_id as resourceType, resource_id as resource, data from ${entitlements.name}
       where external_id = ? and sync_id = '${syncId}'`,
    );
    this.#add = database.prepare(
      `insert into ${grants.name} (
         resource_type_id, resource_id, entitlement_id, principal_resource_type_id, principal_resource_id,
         external_id, data, sync_id, discovered_at
       )
       select :resourceType, :resource, :entitlement, holder.type, holder.id, :entitlement || suffix,
         cast(:start || message || header || :entitlement || suffix || :end as blob), '${syncId}', '${discoveredAt}'
       from json_each(:holders)
       cross join holder on holder.number = value
       cross join id_header on id_header.length = :length + suffix_bytes`,
    );
    // The sources are a grant's last field, which direct grants do not have yet.
    this.#merge = database.prepare(
      `update ${grants.name} set data = cast(data || :sources as blob)
       where id in (select value from json_each(:grants))`,
    );
  }

  get expansion(): Expansion {
    return { added: this.#added, merged: this.#merged, dropped: this.#dropped };
  }

  expand({ entitlement, sources, missing, direct }: Target): void {
    this.#dropped += missing;
    const found = this.#find.get(entitlement) as unknown as EntitlementRow | undefined;
    if (!found) {
      this.#dropped += sources.length;
      return;
    }
    const { resourceType, resource, data } = found;
    const start = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(data).finish();
    const length = Buffer.byteLength(entitlement);
    const holders = sources.map((source) => source.holders);
    for (const { groups, members } of combinations(holders, this.#scratch)) {
      const ids = groups.map((group) => sources[group]?.entitlement ?? '');
      const added = direct.size === 0 ? members : members.filter((member) => !direct.has(member));
      if (added.length > 0) {
        const end = encodeGrant({ annotations: [immutable], ...sourcesField(ids) });
        this.#add.run({
          resourceType,
          resource,
          entitlement,
          start,
          end,
          length,
          holders: JSON.stringify(added),
        });
        this.#added += added.length;
      }
      if (added.length < members.length) {
        const merged = members.flatMap((member) => direct.get(member) ?? []);
        this.#merge.run({
          sources: encodeGrant(sourcesField([...ids, entitlement])),
          grants: JSON.stringify(merged),
        });
        this.#merged += merged.length;
      }
    }
  }
}

interface EntitlementRow {
  readonly resourceType: string;
  readonly resource: string;
  readonly data: Uint8Array;
}

const immutable = annotation(GrantImmutableSchema);

/** A grant's field `sources`. Groups' members are all direct ones. */
function sourcesField(ids: readonly string[]) {
  const entries = [...ids].sort(compareBytes).map((id) => [id, { isDirect: true }] as const);
  return { sources: { sources: Object.fromEntries(entries) } };
}
