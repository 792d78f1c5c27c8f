import * as z from 'zod';
import type { Call, Client } from '../../../src/runtime/confluence/client.ts';
import { ConfluenceError } from '../../../src/runtime/confluence/error.ts';
import { type List, readList } from '../../../src/runtime/confluence/lists.ts';
import { id } from '../../../src/runtime/confluence/response-schemas.ts';

/** A row of a list. */
export interface Row {
  readonly id?: string | undefined;
}

/** A list of rows. @param limit how many a page is asked to have */
export const things = (paging: List<Row>['paging'], limit = 10): List<Row> => ({
  name: 'things',
  path: '/things',
  paging,
  limit,
  row: z.object({ id }),
  keyOf: ({ id }) => id,
});

/** What a server answers: a page's JSON, and its Link header. */
export interface Answered {
  readonly body: Readonly<Record<string, unknown>>;
  readonly nextLink?: string | undefined;
}

/** Where a page is asked to begin, and how many rows it may have. */
export type Position = {
  readonly start: number;
  readonly limit: number;
  readonly cursor: string | undefined;
};

/** A client of a server that answers by position; its calls are checked against the schema as real ones are. */
export function clientOf(answer: (position: Position) => Answered): Client & { readonly asked: Position[] } {
  const asked: Position[] = [];
  return {
    asked,
    async send<Data>({ query = {}, schema }: Call<Data>) {
      const position = {
        start: Number(query['start'] ?? 0),
        limit: Number(query['limit']),
        cursor: query['cursor'] as string | undefined,
      };
      asked.push(position);
      if (asked.length > 2_000) throw new Error('it never ends');
      const { body, nextLink } = answer(position);
      const { data, error } = schema?.safeParse(body) ?? {};
      if (error) throw new ConfluenceError('malformed', error.message);
      return { data: data as Data, nextLink };
    },
  };
}

/** So many rows, each with an id of its own. */
export const rows = (count: number, prefix = 'row-') =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}` }));
/** The ids of rows, sorted. */
export const ids = (list: readonly Row[]) => list.map(({ id }) => id).sort();

/** The ids of all that is read of a list. */
export async function idsOf(client: Client, list: List<Row>): Promise<readonly (string | undefined)[]> {
  const read = await readList(client, list);
  return ids(read.rows);
}
