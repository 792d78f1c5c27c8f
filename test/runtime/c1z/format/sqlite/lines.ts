import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from '@jest/globals';
import { pagesOf, type StoredObject } from '../../../../../src/runtime/c1z/format/sqlite/database.ts';
import { sizeIn } from '../../../../../src/runtime/c1z/format/sqlite/header.ts';
import { pageSize } from '../../../../../src/runtime/c1z/format/sqlite/pages.ts';
import { encodeRecord, type Value } from '../../../../../src/runtime/c1z/format/sqlite/record.ts';
import { temporaryFolder } from '../../../../support/files.ts';

/** A table with an index; the rows' texts are ascending. */
export function partsOf(count: number, textOf: (row: number) => string): readonly StoredObject[] {
  const rows = function* (columnsOf: (row: number) => readonly Value[]) {
    for (let row = 1; row <= count; row++) yield [row, encodeRecord(columnsOf(row))] as const;
  };
  return [
    {
      type: 'table',
      name: 'line',
      table: 'line',
      sql: 'create table line (id integer primary key, text text)',
      *fill(tree, pages) {
        for (const [row, record] of rows((row) => [null, textOf(row)])) {
          tree.put(record, row);
          if (pages.full) yield;
        }
      },
    },
    {
      type: 'index',
      name: 'by_text',
      table: 'line',
      sql: 'create index by_text on line (text)',
      *fill(tree, pages) {
        for (const [, record] of rows((row) => [textOf(row), row])) {
          tree.put(record);
          if (pages.full) yield;
        }
      },
    },
  ];
}

/** Writes a database with these parts, and opens it. */
export async function stored(parts: readonly StoredObject[]): Promise<DatabaseSync> {
  const path = join(await temporaryFolder(), 'lines.db');
  const file = await open(path, 'w');
  try {
    const pages = pagesOf(parts);
    for (let position = pageSize; ; ) {
      const { value, done } = pages.next();
      await file.write(value, 0, value.length, done ? 0 : position);
      if (done) {
        expect(value).toHaveLength(pageSize);
        expect(sizeIn(Buffer.from(value))).toBe(position);
        break;
      }
      position += value.length;
    }
  } finally {
    await file.close();
  }
  return new DatabaseSync(path, { readOnly: true });
}

/** What SQLite says of a sound database. */
export const isSound = [{ integrity_check: 'ok' }];
