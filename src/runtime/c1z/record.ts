import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { assets } from './schema.ts';

// What a sync says of itself. The SDK's schema has no place for it, so it is a JSON document among the assets of the
// file, which the SDK's programs keep, copy and never look into.

const assetId = 'confluence-sync/record.json';

const texts = z.array(z.string()).readonly();

/** The shape of a {@link Choice}. */
export const choiceSchema = z.object({
  /** Whether space permissions were read, or space roles. */
  mode: z.enum(['permissions', 'roles']),
  /** The targets of permissions that were to be read, e.g. `page`. */
  nouns: texts,
  /** The operations of permissions that were to be read, e.g. `create`. */
  verbs: texts,
  personalSpaces: z.boolean(),
  archivedSpaces: z.boolean(),
  /** Ids of resource types; empty for all. */
  resourceTypes: texts,
  /** `<type>:<id>` of single resources; empty for all. */
  resources: texts,
  /** Neither entitlements nor grants were to be read. */
  resourcesOnly: z.boolean(),
  /** No grants were to be read. */
  withoutGrants: z.boolean(),
});

const record = z.object({
  /** Name and version of the program, e.g. `confluence-sync 0.1.0`. */
  tool: z.string(),
  /** The host of the site, with its port unless that is 443. */
  site: z.string(),
  /** What was to be read. */
  choice: choiceSchema.readonly(),
  /** What was to be read and could not be, in plain words: these are why a sync is partial. */
  missing: z
    .array(
      z
        .object({
          /** E.g. `permissions of the space "Engineering"`. */
          what: z.string(),
          why: z.string(),
        })
        .readonly(),
    )
    .readonly(),
  /** What was left out by design, in plain words, e.g. `accounts of apps`; none of them is 0. */
  leftOut: z.array(z.object({ what: z.string(), count: z.number() }).readonly()).readonly(),
  /** Accounts of which Confluence says nothing, by their ids: the file has them, with an unspecified state. */
  unknownAccounts: texts,
  /** How many grants are held directly, by the type of the resource that they are on. */
  directGrants: z.record(z.string(), z.number()).readonly(),
});

/** What was to be read of a site. */
export type Choice = z.infer<typeof choiceSchema>;

/** What a sync says of itself: what it was to read, and what of it is not in the file. */
export type SyncRecord = Readonly<z.infer<typeof record>>;

/** Adds the record to a sync. @param discoveredAt as SQL has it */
export function insertRecord(
  database: DatabaseSync,
  { syncId, discoveredAt }: { readonly syncId: string; readonly discoveredAt: string },
  added: SyncRecord,
): void {
  database
    .prepare(
      `insert into ${assets.name} (external_id, content_type, data, sync_id, discovered_at) values (?, ?, ?, ?, ?)`,
    )
    .run(assetId, 'application/json', Buffer.from(JSON.stringify(added)), syncId, discoveredAt);
}

/** The record of a sync; undefined if it has none, such as a file of the vendor's, or one that this version cannot read. */
export function readRecord(database: DatabaseSync, syncId: string): SyncRecord | undefined {
  // Files of other programs may lack a table that is empty in them.
  if (!database.prepare('select 1 from sqlite_master where name = ?').get(assets.name)) return undefined;
  const row = database
    .prepare(`select data from ${assets.name} where external_id = ? and sync_id = ?`)
    .get(assetId, syncId);
  if (!row) return undefined;
  return record.safeParse(jsonOf(Buffer.from(row['data'] as Uint8Array).toString())).data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
