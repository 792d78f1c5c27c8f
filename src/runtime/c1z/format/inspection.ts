import type { DatabaseSync } from 'node:sqlite';
import { tables } from '../schema.ts';
import { C1zError, damaged } from './error.ts';

/** Bytes of a value. The largest ones there are list what a sync could not read. */
const longest = 32 * 2 ** 20;

/**
 * Makes sure that reading a database of unknown origin takes no more than its size lets expect: that it has tables and
 * indexes alone, which are whole, and no values that are too long. Then its functions never run.
 * See https://www.sqlite.org/security.html.
 * @param path of the .c1z file, for errors
 * @throws C1zError if it has anything else; SQLite's error if it is damaged
 */
export function inspect(path: string, database: DatabaseSync): void {
  database.exec(
    'pragma trusted_schema = off; pragma cell_size_check = on; pragma ignore_check_constraints = on',
  );
  const has = (condition: string) => database.prepare(condition).get() !== undefined;
  // A virtual table has no page of its own.
  const isForeign = has(
    `select 1 from sqlite_schema where type not in ('table', 'index') or type = 'table' and rootpage = 0`,
  );
  const computed = `select 1 from sqlite_schema as made, pragma_table_xinfo(made.name) where made.type = 'table' and hidden <> 0`;
  if (isForeign || has(computed)) {
    throw new C1zError(
      `${path}: has a view, a trigger, a virtual table or a computed column in it, which no sync writes. Name a file that comes from a sync.`,
    );
  }
  const [checked] = database.prepare('pragma quick_check(1)').all();
  if (checked?.['quick_check'] !== 'ok') throw damaged(path);
  for (const { name } of tables) {
    const columns = database.prepare('select name from pragma_table_xinfo(?)').all(name);
    const isLong = columns.map((column) => `octet_length(${quoted(String(column['name']))}) > ${longest}`);
    if (columns.length === 0 || !has(`select 1 from ${name} where ${isLong.join(' or ')}`)) continue;
    throw new C1zError(
      `${path}: has a value of more than ${longest / 2 ** 20} MiB in it, which no sync writes. Name a file that comes from a sync.`,
    );
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
