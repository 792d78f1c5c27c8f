import { DatabaseSync } from 'node:sqlite';
import { breathe } from './breath.ts';
import { removeDuplicates } from './duplicates.ts';
import { type Expansion, expandGrants } from './expansion.ts';
import { type Inserts, prepareInserts, type RowStamp } from './inserts.ts';
import { ksuid } from './ksuid.ts';
import { insertRecord, type SyncRecord } from './record.ts';
import {
  createIndex,
  createTable,
  grants,
  type Index,
  objectTables,
  syncRuns,
  type Table,
  tables,
} from './schema.ts';
import { type Counts, countGrants, countObjects, type Stats, statsColumn } from './stats.ts';

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

/** A new database with one sync, as a .c1z file holds it. */
export class SyncDatabase {
  /** A KSUID. */
  readonly syncId: string;
  readonly insert: Inserts;
  readonly #stamp: RowStamp;
  readonly #database: DatabaseSync;

  /** @param path of an empty file */
  constructor(path: string) {
    const now = new Date();
    this.syncId = ksuid(now);
    this.#stamp = { syncId: this.syncId, discoveredAt: sqlTime(now) };
    this.#database = new DatabaseSync(path);
    // All is one transaction on new pages, so that its journal stays empty. Larger pages make tables like these a
    // quarter faster, a larger cache does not. What is sorted for indexes goes to temporary files.
    this.#database.exec(`
      pragma page_size = 16384; pragma journal_mode = memory; pragma synchronous = off;
      pragma locking_mode = exclusive; pragma cache_size = -8192; pragma temp_store = file;
      begin`);
    for (const table of tables) this.#database.exec(createTable(table));
    this.insert = prepareInserts(this.#database, this.#stamp);
  }

  /** Ends the sync and closes the database. @throws the signal's reason, once it is aborted */
  async complete(
    { type = 'full', expand = true, record }: CompletionOptions,
    signal?: AbortSignal,
  ): Promise<Completion> {
    for (const table of objectTables) removeDuplicates(this.#database, table);
    for (const table of tables) if (table !== grants) await this.#index(table, table.indexes, signal);
    // Those of few grants, before there are many to look through.
    const ofFew = grants.indexes.filter(({ where }) => where);
    const ofAll = grants.indexes.filter(({ where }) => !where);
    await this.#index(grants, ofFew, signal);
    const directGrants = countGrants(this.#database, this.syncId);
    const toExpand = expand && this.#hasExpandableGrants();
    const expansion = toExpand ? await expandGrants(this.#database, this.#stamp, signal) : undefined;
    await this.#index(grants, ofAll, signal);
    const stats = countObjects(this.#database, this.syncId);
    this.#recordRun(type, stats, toExpand);
    if (record) insertRecord(this.#database, this.#stamp, { ...record, directGrants });
    this.#database.exec('commit');
    this.#database.close();
    return { stats, directGrants, expansion };
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  async #index(table: Table, indexes: readonly Index[], signal: AbortSignal | undefined): Promise<void> {
    for (const index of indexes) {
      await breathe(signal);
      this.#database.exec(createIndex(table, index));
    }
  }

  #hasExpandableGrants(): boolean {
    return (
      this.#database.prepare(`select 1 from ${grants.name} where needs_expansion = 1`).get() !== undefined
    );
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

/** A time as the SDK writes it. It reads it in its own time zone, which at ConductorOne is UTC. */
function sqlTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '');
}
