import { DatabaseSync } from 'node:sqlite';
import { type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import type { Places } from '../../io/io.ts';
import {
  type GrantExpandable,
  GrantExpandableSchema,
} from '../proto/gen/c1/connector/v2/annotation_grant_pb.ts';
import { type Entitlement, EntitlementSchema } from '../proto/gen/c1/connector/v2/entitlement_pb.ts';
import { type Grant, GrantSchema } from '../proto/gen/c1/connector/v2/grant_pb.ts';
import {
  type Resource,
  ResourceSchema,
  type ResourceType,
  ResourceTypeSchema,
} from '../proto/gen/c1/connector/v2/resource_pb.ts';
import { isDirect } from './direct-grants.ts';
import { unpack } from './format/container.ts';
import { C1zError, damaged } from './format/error.ts';
import { inspect } from './format/inspection.ts';
import { ScratchFile } from './format/scratch-file.ts';
import { readRecord, type SyncRecord } from './record.ts';
import { entitlements, grants, resources, resourceTypes, syncRuns, type TableDefinition } from './schema.ts';
import { type Counts, countObjects, type Stats } from './stats.ts';

/** A sync that came to its end. */
export interface SyncRun {
  /** A KSUID. */
  readonly id: string;
  /** `full`, `resources_only`, `partial` … */
  readonly type: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

/** That a grant is expandable, which its message does not say. */
export interface StoredExpansion {
  /** The grant's id. */
  readonly grant: string;
  readonly expandable: GrantExpandable;
}

/**
 * The newest finished sync of a .c1z file, this project's or the SDK's: the newest full one, where there is any. It takes temporary space for the whole
 * database, but hardly any memory: objects are decoded as they are asked for, in the order of
 * the file: that of this project has grants by their entitlements and holders, and all else as it was added.
 *
 * Every method throws a C1zError where the file is damaged.
 */
export class C1zReader {
  readonly run: SyncRun;
  readonly #path: string;
  readonly #scratch: ScratchFile;
  readonly #database: DatabaseSync;

  private constructor(path: string, scratch: ScratchFile, database: DatabaseSync, run: SyncRun) {
    this.#path = path;
    this.#scratch = scratch;
    this.#database = database;
    this.run = run;
  }

  /** @throws C1zError where there is no such file, none that can be read, or no finished sync in it */
  static async open(path: string, { directory, temporary }: Places = {}): Promise<C1zReader> {
    const scratch = await ScratchFile.create(temporary);
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(scratch.path, { readOnly: true });
      await scratch.unlink();
      await unpack(path, scratch, directory);
      const opened = database;
      guarded(path, () => inspect(path, opened));
      return new C1zReader(path, scratch, database, newestRun(path, database));
    } catch (error) {
      database?.close();
      await scratch.close();
      throw error;
    }
  }

  resourceTypes(): Generator<ResourceType> {
    return this.#messages(resourceTypes, ResourceTypeSchema);
  }

  resources(): Generator<Resource> {
    return this.#messages(resources, ResourceSchema);
  }

  entitlements(): Generator<Entitlement> {
    return this.#messages(entitlements, EntitlementSchema);
  }

  /** @param wanted by its id: others are not decoded. @default all */
  grants(wanted?: (id: string) => boolean): Generator<Grant> {
    return this.#messages(grants, GrantSchema, wanted);
  }

  /** Grants that are held directly; those that come through groups alone are not decoded. */
  *directGrants(): Generator<Grant> {
    for (const { id, data } of this.#rows(grants, 'data')) {
      if (guarded(this.#path, () => isDirect(id, data))) yield this.#decode(GrantSchema, data);
    }
  }

  /** Ids of grants, without decoding these. */
  *grantIds(): Generator<string> {
    for (const { id } of this.#rows(grants, 'data')) yield id;
  }

  /** Which grants are expandable, and how. */
  *expansions(): Generator<StoredExpansion> {
    for (const { id, data } of this.#rows(grants, 'expansion')) {
      yield { grant: id, expandable: this.#decode(GrantExpandableSchema, data) };
    }
  }

  stats(): Stats {
    return guarded(this.#path, () => countObjects(this.#database, this.run.id));
  }

  /** What the sync says of itself; undefined if it has no record, such as one of the vendor's connector. */
  record(): SyncRecord | undefined {
    return guarded(this.#path, () => readRecord(this.#database, this.run.id));
  }

  /** How many grants are held directly, by the type of the resource that they are on. */
  directGrantCounts(): Counts {
    const recorded = this.record()?.directGrants;
    if (recorded) return recorded;
    const counts: Record<string, number> = {};
    for (const { entitlement } of this.directGrants()) {
      const type = entitlement?.resource?.id?.resourceType ?? '';
      counts[type] = (counts[type] ?? 0) + 1;
    }
    return counts;
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
    await this.#scratch.close();
  }

  *#messages<Desc extends DescMessage>(
    table: TableDefinition,
    schema: Desc,
    wanted: (id: string) => boolean = () => true,
  ): Generator<MessageShape<Desc>> {
    for (const { id, data } of this.#rows(table, 'data')) if (wanted(id)) yield this.#decode(schema, data);
  }

  *#rows({ name }: TableDefinition, column: 'data' | 'expansion'): Generator<Row> {
    const sql = `select external_id as id, ${column} as data from ${name}
      where sync_id = ? and ${column} is not null order by ${name}.id`;
    const rows = guarded(this.#path, () => this.#database.prepare(sql).iterate(this.run.id));
    for (;;) {
      const next = guarded(this.#path, () => rows.next());
      if (next.done) return;
      yield next.value as unknown as Row;
    }
  }

  #decode<Desc extends DescMessage>(schema: Desc, bytes: Uint8Array): MessageShape<Desc> {
    return guarded(this.#path, () => fromBinary(schema, bytes));
  }
}

interface Row {
  readonly id: string;
  readonly data: Uint8Array;
}

function newestRun(path: string, database: DatabaseSync): SyncRun {
  const run = guarded(path, () =>
    database
      .prepare(
        `select sync_id as id, sync_type as type, started_at as startedAt, ended_at as endedAt
         from ${syncRuns.name} where ended_at is not null order by sync_type = 'full' desc, ended_at desc, sync_id desc`,
      )
      .get(),
  );
  if (!run) throw new C1zError(`${path}: holds no finished sync. Run the sync again.`);
  return {
    id: String(run['id']),
    type: String(run['type']),
    startedAt: timeOf(path, run['startedAt']),
    endedAt: timeOf(path, run['endedAt']),
  };
}

/** @param text `YYYY-MM-DD HH:MM:SS`, with or without a fraction, in UTC @throws C1zError if it is anything else */
function timeOf(path: string, text: unknown): Date {
  const isTime = typeof text === 'string' && /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.]\d+)?$/.test(text);
  const time = new Date(isTime ? `${text.replace(' ', 'T')}Z` : Number.NaN);
  if (!Number.isNaN(time.getTime())) return time;
  throw new C1zError(`${path}: does not say when its sync began and ended. Run the sync again.`);
}

/** Whatever SQLite or protobuf dislikes is damage. */
function guarded<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof C1zError ? error : damaged(path, error);
  }
}
