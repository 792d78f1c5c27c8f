import type { StoredObject } from '../format/sqlite/database.ts';
import { createIndex, createTable, grants } from '../schema.ts';
import type { ExpandedGrants } from './expansion.ts';
import { grantIndexFills } from './grant-indexes.ts';
import type { NumberedGrants } from './grant-rows.ts';
import { fillGrantTable } from './grant-table.ts';

/** The table of grants, and its indexes, which follow from it. */
export function grantParts(numbered: NumberedGrants, expanded: ExpandedGrants): readonly StoredObject[] {
  const { name: table } = grants;
  return [
    {
      type: 'table',
      name: table,
      table,
      sql: createTable(grants),
      fill: (tree, pages) => fillGrantTable(tree, pages, expanded, numbered),
    },
    ...grants.indexes.map((index): StoredObject => {
      const fill = grantIndexFills.get(index.columns);
      if (!fill) throw new Error(`nothing fills ${index.name}`);
      return {
        type: 'index',
        name: index.name,
        table,
        sql: createIndex(grants, index),
        fill: (tree, pages) => fill(numbered, tree, pages),
      };
    }),
  ];
}
