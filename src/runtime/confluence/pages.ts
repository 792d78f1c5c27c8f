import { ConfluenceError } from './error.ts';

/** A page that is asked for by where it starts. */
interface OffsetPage<Item> {
  readonly results: readonly Item[];
  /** How many there are at most in a page: Confluence may lower what was asked for. */
  readonly limit?: number | undefined;
  /** How many there are in all, where Confluence tells; taken for a hint only. */
  readonly totalSize?: number | undefined;
}

/** A page that names the next one by a cursor. */
interface CursorPage<Item> {
  readonly results?: readonly Item[] | undefined;
  readonly _links?: { readonly next?: string | undefined } | undefined;
}

/** So many pages of one list are asked for side by side, once it is known that there are as many. */
const pagesAhead = 8;

/** So often a list whose cursor has expired is begun anew. */
const mostRestarts = 5;

/**
 * All pages of a list that is counted. Its link to the next page cannot be relied on: a page that is not full is
 * the last.
 */
export async function* offsetPages<Item>(
  limit: number,
  page: (start: number, limit: number) => Promise<OffsetPage<Item>>,
): AsyncGenerator<readonly Item[]> {
  const asked: Promise<OffsetPage<Item>>[] = [];
  let [start, nextToAsk, size, total] = [0, 0, limit, 0];
  for (;;) {
    while (asked.length === 0 || (asked.length < pagesAhead && nextToAsk < total)) {
      const answer = page(nextToAsk, limit);
      // Whoever does not come to it any more must not crash for it.
      answer.catch(() => {});
      asked.push(answer);
      nextToAsk += size;
    }
    const { results, limit: given = limit, totalSize = 0 } = await (asked.shift() as (typeof asked)[number]);
    if (results.length > 0) yield results;
    if (results.length === 0 || results.length < Math.min(given, limit)) return;
    start += results.length;
    total = Math.max(total, totalSize);
    if (results.length !== size) {
      // Pages are of another size than was thought: what has been asked for does not follow this one.
      size = results.length;
      nextToAsk = start;
      asked.length = 0;
    }
  }
}

/**
 * All pages of a list with cursors, without what came before: lists shift while one pages, and a list whose cursor
 * has expired is begun anew. The link is never followed as it is: it lacks the gateway's prefix.
 *
 * @param list what it is called in errors
 * @param keyOf tells items apart
 * @throws ConfluenceError `malformed` for a page that is none: taken for an empty one, it would hide the rest
 */
export async function* cursorPages<Item>(
  list: string,
  page: (cursor: string | undefined) => Promise<CursorPage<Item>>,
  keyOf: (item: Item) => string,
): AsyncGenerator<readonly Item[]> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let restarts = 0; ; ) {
    let answer: CursorPage<Item>;
    try {
      answer = await page(cursor);
    } catch (error) {
      if (cursor === undefined || restarts === mostRestarts || !isRefused(error)) throw error;
      restarts += 1;
      cursor = undefined;
      continue;
    }
    if (!answer.results) throw new ConfluenceError('malformed', `A page of ${list} has no results.`);
    const fresh: Item[] = [];
    for (const item of answer.results) {
      const key = keyOf(item);
      if (!seen.has(key)) fresh.push(item);
      seen.add(key);
    }
    if (fresh.length > 0) yield fresh;
    const next = cursorOf(list, answer._links?.next);
    if (next === undefined) return;
    if (next === cursor) throw new ConfluenceError('malformed', `A page of ${list} leads to itself.`);
    cursor = next;
  }
}

/** How Confluence answers a cursor that has expired: 400, as for any that is wrong. */
function isRefused(error: unknown): boolean {
  return error instanceof ConfluenceError && error.failure === 'refused';
}

function cursorOf(list: string, link: string | undefined): string | undefined {
  if (!link) return undefined;
  const cursor = URL.parse(link, 'https://confluence.invalid')?.searchParams.get('cursor');
  if (cursor) return cursor;
  throw new ConfluenceError('malformed', `The next page of ${list} has no cursor: ${link}`);
}
