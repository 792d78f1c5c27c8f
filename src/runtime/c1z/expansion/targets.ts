import type { DatabaseSync } from 'node:sqlite';
import type { Counts } from '../stats.ts';

/** An entitlement that somebody holds. */
export interface Target {
  readonly entitlement: string;
  /** What it is held on. */
  readonly resourceType: string;
  readonly resource: string;
}

/**
 * Numbers the entitlements that somebody holds, from 0 by id, in a new table `target`, and puts the grants that were
 * added into a new table `row`, by the numbers of entitlement and holder. Of the same grant the last one counts.
 *
 * @param database with the tables `held`, `granted` and `holder`
 */
export function numberGrants(database: DatabaseSync): void {
  database.exec(`
    create table target (number integer primary key, entitlement text unique, resource_type text, resource text);
    insert into target
    select row_number() over (order by entitlement) - 1, entitlement, resource_type, resource
    from (select entitlement, resource_type, resource, max(number) from held group by entitlement);
    create table row (
      target integer, holder integer, held integer, expansion blob, last integer, primary key (target, holder)
    ) without rowid;
    insert into row
    select target.number as target, holder.number as holder, held, expansion, max(granted.id)
    from granted
    join held on held.number = held
    join target on target.entitlement = held.entitlement
    join holder on holder.type = granted.type and holder.id = granted.resource
    group by 1, 2 order by 1, 2`);
}

/** All targets, by their numbers. */
export function readTargets(database: DatabaseSync): readonly Target[] {
  return database
    .prepare('select entitlement, resource_type as resourceType, resource from target order by number')
    .all() as unknown as Target[];
}

/** The numbers of all targets in another order, as SQL has it. */
export function targetsBy(database: DatabaseSync, order: string): Uint32Array {
  const rows = database.prepare(`select number from target order by ${order}`).all();
  return Uint32Array.from(rows, ({ number }) => Number(number));
}

/** Counts the grants in the table `row`: by the type of the resource that they are on, and the expandable ones. */
export function countDirect(database: DatabaseSync): {
  readonly byType: Counts;
  readonly expandable: number;
} {
  const rows = database
    .prepare(
      `select resource_type as type, count(*) as count, count(expansion) as expandable
       from row join target on number = target group by resource_type`,
    )
    .all();
  return {
    byType: Object.fromEntries(rows.map(({ type, count }) => [String(type), Number(count)])),
    expandable: rows.reduce((sum, { expandable }) => sum + Number(expandable), 0),
  };
}
