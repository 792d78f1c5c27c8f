import type { DatabaseSync } from 'node:sqlite';
import type { StoredObject } from './database.ts';
import { encodeRecord, type Value } from './record.ts';

/** A table of a database, to be stored in another one with the same rows and rowids. @param sql that makes it */
export function copiedTable(database: DatabaseSync, name: string, sql: string): StoredObject {
  return {
    type: 'table',
    name,
    table: name,
    sql,
    *fill(tree, pages) {
      for (const row of rows(database, `select * from ${name} order by id`)) {
        // The rowid is the column `id`, the first one.
        const [rowid, ...values] = row;
        tree.put(encodeRecord([null, ...values]), Number(rowid));
        if (pages.full) yield;
      }
    },
  };
}

/** An index of such a table. @param sql that makes it */
export function copiedIndex(
  database: DatabaseSync,
  table: string,
  { name, columns, sql }: { readonly name: string; readonly columns: string; readonly sql: string },
): StoredObject {
  return {
    type: 'index',
    name,
    table,
    sql,
    *fill(tree, pages) {
      for (const row of rows(database, `select ${columns}, id from ${table} order by ${columns}, id`)) {
        tree.put(encodeRecord(row));
        if (pages.full) yield;
      }
    },
  };
}

function rows(database: DatabaseSync, sql: string): Iterable<readonly Value[]> {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement.iterate() as unknown as Iterable<readonly Value[]>;
}
