import { DatabaseSync } from 'node:sqlite';
import { removeDuplicates } from './duplicates.ts';
import { ExpandedGrants, type Expansion } from './expansion/expansion.ts';
import { grantParts } from './expansion/grant-parts.ts';
import { GrantRows } from './expansion/grant-rows.ts';
import { Holders } from './expansion/holders.ts';
import { countDirect, numberGrants, readTargets } from './expansion/targets.ts';
import type { Content } from './format/container.ts';
import { copiedIndex, copiedTable } from './format/sqlite/copied-tables.ts';
import { pagesOf, type StoredObject } from './format/sqlite/database.ts';
import { createGrantTables, type Inserts, prepareInserts, type RowStamp } from './inserts.ts';
import { ksuid } from './ksuid.ts';
import { insertRecord, type SyncRecord } from './record.ts';
import {
  createIndex,
  createTable,
  entitlements,
  grants,
  objectTables,
  syncRuns,
  type TableDefinition,
  tables,
} from './schema.ts';
import { type Counts, countObjects, type Stats, statsColumn } from './stats.ts';
import { yieldTurn } from './yield-turn.ts';

/** What a sync has read: everything, everything but entitlements and grants, or a part of it. */
export type SyncType = 'full' | 'resources_only' | 'partial';

export interface CompletionOptions {
  /** @default full */
  readonly type?: SyncType;
  /** Whether members of groups get grants of their own; ConductorOne can see to that itself. @default true */
  readonly expand?: boolean;
  /** What the sync says of itself. @default nothing */
  readonly record?: Omit<SyncRecord, 'directGrants'> | undefined;
}

/** A complete sync. */
export interface Completion {
  readonly stats: Stats;
  /** How many grants are held directly, by the type of the resource that they are on. */
  readonly directGrants: Counts;
  /** Not there where nothing was expanded. */
  readonly expansion?: Expansion;
}

/** A new database with one sync, as a .c1z file holds it. What is added is kept in a database of another form. */
export class SyncDatabase {
  /** A KSUID. */
  readonly syncId: string;
  readonly insert: Inserts;
  readonly #stamp: RowStamp;
  readonly #database: DatabaseSync;
  #stats: Stats | undefined;

  /** @param path of an empty file, to be removed once the database is closed */
  constructor(path: string) {
    const now = new Date();
    this.syncId = ksuid(now);
    this.#stamp = { syncId: this.syncId, discoveredAt: sqlTime(now) };
    this.#database = new DatabaseSync(path);
    // All is one transaction on new pages, so that its journal stays empty. Larger pages make tables like these a
    // quarter faster, a larger cache does not. What is sorted goes to temporary files.
    this.#database.exec(`
      pragma page_size = 16384; pragma journal_mode = memory; pragma synchronous = off;
      pragma locking_mode = exclusive; pragma cache_size = -8192; pragma temp_store = file;
      begin`);
    for (const table of tables) if (table !== grants) this.#database.exec(createTable(table));
    createGrantTables(this.#database);
    this.insert = prepareInserts(this.#database, this.#stamp);
  }

  /**
   * Ends the sync.
   * @param write takes the pages of its database, as a .c1z file holds it
   * @throws the signal's reason, once it is aborted
   */
  async complete(
    { type = 'full', expand = true, record }: CompletionOptions,
    write: (content: Content) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<Completion> {
    const database = this.#database;
    for (const table of objectTables) removeDuplicates(database, table);
    // By it entitlements are found.
    for (const index of entitlements.indexes)
      if (index.unique) database.exec(createIndex(entitlements, index));
    await yieldTurn(signal);
    const holders = Holders.load(database);
    await yieldTurn(signal);
    numberGrants(database);
    await yieldTurn(signal);
    const targets = readTargets(database);
    const rows = new GrantRows(targets.length);
    const direct = countDirect(database);
    const toExpand = expand && direct.expandable > 0;
    const expanded = new ExpandedGrants(database, targets, holders, toExpand);
    const numbered = { database, stamp: this.#stamp, targets, holders, rows };
    const directGrants = direct.byType;
    if (record) insertRecord(database, this.#stamp, { ...record, directGrants });
    const afterGrants = () => {
      const grantsByType = rows.countBy(targets.map(({ resourceType }) => resourceType));
      this.#stats = countObjects(database, this.syncId, grantsByType);
      this.#recordRun(type, this.#stats, toExpand);
    };
    await write(pagesOf(allParts(database, grantParts(numbered, expanded), afterGrants)));
    if (!this.#stats) throw new Error('the database has not been written');
    return { stats: this.#stats, directGrants, ...(toExpand && { expansion: expanded.expansion }) };
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** Without an end, the run would not count as complete. @param expanded whether its grants needed expansion */
  #recordRun(type: SyncType, stats: Stats, expanded: boolean): void {
    this.#database
      .prepare(
        `insert into ${syncRuns.name}
           (sync_id, started_at, ended_at, sync_token, sync_type, supports_diff, grants_backfilled, stats)
         values (?, ?, ?, ?, ?, ?, 1, ?)`,
      )
      .run(
        this.syncId,
        this.#stamp.discoveredAt,
        sqlTime(new Date()),
        // Of the state that the SDK would resume a sync from, what is left at its end.
        JSON.stringify({ ...(expanded ? { needs_expansion: true } : {}), version: 1 }),
        type,
        type === 'full' ? 1 : 0,
        statsColumn(stats),
      );
  }
}

/** The parts of a database. @param afterGrants is called once the grants are stored, and before anything else is read */
function* allParts(
  database: DatabaseSync,
  ofGrants: readonly StoredObject[],
  afterGrants: () => void,
): Generator<StoredObject> {
  yield* ofGrants;
  afterGrants();
  for (const table of tables) if (table !== grants) yield* copiedParts(database, table);
}

/** A table and its indexes, with the rows that they have. */
function copiedParts(database: DatabaseSync, table: TableDefinition): readonly StoredObject[] {
  return [
    copiedTable(database, table.name, createTable(table)),
    ...table.indexes.map((index) =>
      copiedIndex(database, table.name, { ...index, sql: createIndex(table, index) }),
    ),
  ];
}

/** A time as the SDK writes it. It reads it in its own time zone, which at ConductorOne is UTC. */
function sqlTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '');
}
