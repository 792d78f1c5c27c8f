import type { DatabaseSync } from 'node:sqlite';
import type { TableDefinition } from './schema.ts';

/**
 * Keeps the last of all rows with the same id: a list that changes while its pages are read may tell something
 * twice. It takes no index, as there is none while rows are still being added.
 */
export function removeDuplicates(database: DatabaseSync, { name }: TableDefinition): void {
  database.exec(`
    delete from ${name} where id in (
      select row.id
      from (select external_id, max(id) as last from ${name} group by external_id having count(*) > 1) repeated
      join ${name} row on row.external_id = repeated.external_id and row.id <> repeated.last
    )`);
}
