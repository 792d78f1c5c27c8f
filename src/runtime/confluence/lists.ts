import type { ZodType, z } from 'zod';
import type { Answer, Client, Query } from './client.ts';
import { ConfluenceError } from './error.ts';
import { page as pageSchema } from './response-schemas.ts';

// When is a list at its end? No single sign can be trusted: a short page may be followed by others, a limit may just
// repeat what was asked for, a total may be that of the page, a link to the next page may be missing, stand in a header
// only, or lead back. So a list goes on as long as its page is full or a next one is named, and steps by the rows that
// came. It fails, rather than ends, if it leads nowhere.

/** A list of Confluence's. */
export interface List<Row> {
  /** What its rows are, in the plural, for messages: e.g. `members of the group "staff"`. */
  readonly name: string;
  readonly path: string;
  readonly query?: Query;
  /** Goes with every page but the first. */
  readonly laterQuery?: Query;
  /** Whether pages are asked for by where they start, or by a cursor out of the page before. */
  readonly paging: 'offset' | 'cursor';
  /** How many rows to ask for in a page. */
  readonly limit: number;
  /** What of a row is used. */
  readonly row: ZodType<Row>;
  /** What a row is known by; undefined if it cannot be used. */
  readonly keyOf: (row: Row) => string | undefined;
  /** How many rows Confluence gives at most, however many there are. @default all */
  readonly cap?: number;
  /** How many rows it may have: more are a mistake of the server. @default 2,000,000 */
  readonly longest?: number;
  readonly attempts?: number | undefined;
  readonly priority?: number | undefined;
}

/** How a list has ended. */
export interface ListEnd {
  /** Rows that could not be used. */
  readonly unusable: number;
  /** How many rows came and how many Confluence says there are, if these are more. */
  readonly short: { readonly came: number; readonly total: number } | undefined;
  /** Whether the list may go on beyond its cap. */
  readonly capped: boolean;
}

/** What came in a page. */
interface Page<Row> {
  /** Rows that have not come before. */
  readonly fresh: readonly Row[];
  /** Whether any row is new to this walk through the list. */
  readonly isNew: boolean;
  /** Whether any row has come before in this walk. */
  readonly overlaps: boolean;
  /** How many rows came, of any kind. */
  readonly came: number;
  readonly full: boolean;
  /** The link to the next page, if one is named. */
  readonly next: string | undefined;
}

/** One way through a list, from its first page on. */
class Walk {
  readonly seen = new Set<string>();
  readonly cursors = new Set<string>();
  /** The most rows that a page has said there are in all. */
  total = 0;
  /** Where the last page has ended. */
  end = 0;
  /** Whether the last row of the last page could not be used. */
  endsUnusable = false;
  /** Whether each page has begun with what the page before ended with. */
  inContact = true;
  /** How many pages in a row have brought nothing usable. */
  empty = 0;
  /** How many pages in a row have brought only rows that came before. */
  repeated = 0;
}

/** So many pages of one list are asked for side by side, once it is known that there are as many. */
const pagesAhead = 8;

/** So many pages in a row may be empty though a next one is named: rows may be hidden after a page was cut. */
const mostEmpty = 100;

/** So many pages in a row may bring only what came before: hidden rows can make one page look like the last. */
const mostRepeated = 1;

/** So many rows a list may have: ten times as many as the largest sites have accounts. */
const mostRows = 2_000_000;

/** So often a list is walked through if it shifts meanwhile, or if its cursor expires. */
const mostWalks = 5;

/** Reads a list page by page, and hands on each row once. */
export class ListReader<Row> {
  readonly #client: Client;
  readonly #list: List<Row>;
  readonly #seen = new Set<string>();
  #unusable = 0;
  #short: ListEnd['short'];
  #capped = false;

  constructor(client: Client, list: List<Row>) {
    this.#client = client;
    this.#list = list;
  }

  /** How the list has ended, once all pages have been read. */
  get end(): ListEnd {
    return { unusable: this.#unusable, short: this.#short, capped: this.#capped };
  }

  /**
   * The rows that can be used, page by page, without those that came before.
   * @throws ConfluenceError if a page cannot be read, if no row can be used, or if the list never ends
   */
  async *pages(): AsyncGenerator<readonly Row[]> {
    const pages = this.#list.paging === 'offset' ? this.#byOffset() : this.#byCursor();
    for await (const { fresh } of pages) if (fresh.length > 0) yield fresh;
    if (this.#seen.size === 0 && this.#unusable > 0) {
      throw this.#malformed(`none of its ${this.#unusable} rows can be used, as they have no id`);
    }
  }

  /** Walks through the list, and once more if it has shifted meanwhile or fewer rows came than there are. */
  async *#byOffset(): AsyncGenerator<Page<Row>> {
    for (let walks = 1; ; walks += 1) {
      const before = this.#seen.size;
      const walk = new Walk();
      this.#unusable = 0;
      yield* this.#walk(walk);
      const came = this.#seen.size + this.#unusable;
      const isWhole = walk.inContact && came >= walk.total;
      // A walk that brings nothing new has found all there is to be found.
      const isSettled = walks > 1 && this.#seen.size === before;
      if (!isWhole && !isSettled && !this.#capped && walks < mostWalks) continue;
      if (came < walk.total && !this.#capped) this.#short = { came, total: walk.total };
      return;
    }
  }

  async *#walk(walk: Walk): AsyncGenerator<Page<Row>> {
    const { limit, cap = Number.POSITIVE_INFINITY } = this.#list;
    const asked: { readonly start: number; readonly answer: Promise<RawPage> }[] = [];
    let [start, size] = [0, limit];
    const ask = (from: number) => {
      const answer = this.#ask({ start: from, limit: Math.min(limit, cap - from) }, from === 0);
      // A page that is not needed any more must not end the process.
      answer.catch(() => {});
      asked.push({ start: from, answer });
    };
    while (start < cap) {
      if (asked.length === 0) ask(start);
      // Each page begins with the last row of the one before: if it does not, the list has shifted.
      const step = Math.max(1, size - 1);
      let ahead = (asked.at(-1)?.start ?? start) + step;
      for (; asked.length < pagesAhead && ahead < Math.min(walk.total, cap); ahead += step) ask(ahead);

      const { start: from, answer } = asked.shift() as (typeof asked)[number];
      const isOverlapping = from < walk.end;
      const page = this.#take(await answer, Math.min(limit, cap - from), walk, isOverlapping);
      yield page;
      const { came, full, next, isNew } = page;
      if (isOverlapping && came > 0 && !page.overlaps) walk.inContact = false;
      walk.end = from + came;
      const isShort = this.#seen.size + this.#unusable < walk.total;
      if (!full && next === undefined && !(isNew && isShort)) return;
      if (came > 0) size = came;
      // Rows that are hidden after a page was cut leave it short: then the link knows better where the next one starts.
      start = isNew
        ? Math.max(from + 1, walk.end - 1)
        : Math.max(walk.end, startIn(next) ?? from + limit, from + 1);
      // Pages that were asked for ahead are of use if they leave no gap.
      const [following] = asked;
      if (!isNew || (following && following.start > start)) asked.length = 0;
      else if (following) start = following.start;
      if (walk.end >= cap) break;
    }
    this.#capped = true;
  }

  /** Follows cursors. A list whose cursor has expired is begun again. */
  async *#byCursor(): AsyncGenerator<Page<Row>> {
    const { limit } = this.#list;
    let walk = new Walk();
    let cursor: string | undefined;
    for (let walks = 1; ; ) {
      let answer: RawPage;
      try {
        answer = await this.#ask({ cursor, limit }, cursor === undefined);
      } catch (error) {
        if (cursor === undefined || walks === mostWalks || !isRefused(error)) throw error;
        walks += 1;
        walk = new Walk();
        cursor = undefined;
        this.#unusable = 0;
        continue;
      }
      const page = this.#take(answer, limit, walk, false);
      yield page;
      if (page.next === undefined) return;
      cursor = cursorIn(page.next);
      if (cursor === undefined)
        throw this.#malformed(`the link to the next page has no cursor: ${page.next}`);
      if (walk.cursors.has(cursor)) throw this.#malformed('a page leads back to one that came before');
      walk.cursors.add(cursor);
    }
  }

  async #ask(position: Query, isFirst: boolean): Promise<RawPage> {
    const { path, query, laterQuery, attempts, priority } = this.#list;
    return this.#client.send({
      path,
      query: { ...query, ...(!isFirst && laterQuery), ...position },
      schema: pageSchema,
      attempts,
      priority,
    });
  }

  /** Takes note of a page. @param limit as it was asked for @param isOverlapping whether it begins with a row that came */
  #take({ data, nextLink }: RawPage, limit: number, walk: Walk, isOverlapping: boolean): Page<Row> {
    const { results, limit: given = 0, totalSize = 0 } = data;
    const fresh: Row[] = [];
    let [isNew, overlaps, isUnusable] = [false, false, false];
    for (const [index, result] of results.entries()) {
      const row = this.#list.row.safeParse(result).data;
      const key = row === undefined ? undefined : this.#list.keyOf(row);
      isUnusable = key === undefined;
      if (row === undefined || key === undefined) {
        const isSame = isOverlapping && index === 0 && walk.endsUnusable;
        if (isSame) overlaps = true;
        else this.#unusable += 1;
        continue;
      }
      if (walk.seen.has(key)) overlaps = true;
      else isNew = true;
      walk.seen.add(key);
      if (!this.#seen.has(key)) fresh.push(row);
      this.#seen.add(key);
    }
    const { longest = mostRows } = this.#list;
    if (this.#seen.size > longest) throw this.#malformed(`it has more than ${longest} rows`);
    const came = results.length;
    const next = data._links?.next ?? nextLink;
    const full = came > 0 && came >= (given > 0 ? Math.min(limit, given) : limit);
    walk.total = Math.max(walk.total, totalSize);
    walk.endsUnusable = isUnusable;
    walk.empty = isNew || overlaps ? 0 : walk.empty + 1;
    walk.repeated = !isNew && overlaps ? walk.repeated + 1 : 0;
    if (full || next !== undefined) {
      if (walk.repeated > mostRepeated) throw this.#malformed('the same rows come again and again');
      if (walk.empty > mostEmpty)
        throw this.#malformed(`${mostEmpty} pages in a row hold nothing, and name a next one`);
    }
    return { fresh, isNew, overlaps, came, full, next };
  }

  #malformed(why: string): ConfluenceError {
    const { name, path } = this.#list;
    return new ConfluenceError('malformed', `The list of ${name} (GET ${path}) cannot be read: ${why}`);
  }
}

/** Reads a whole list at once. @throws ConfluenceError as ListReader does */
export async function readList<Row>(
  client: Client,
  list: List<Row>,
): Promise<ListEnd & { readonly rows: readonly Row[] }> {
  const reader = new ListReader(client, list);
  const rows: Row[] = [];
  for await (const page of reader.pages()) rows.push(...page);
  return { ...reader.end, rows };
}

/** Asks for one row of a list, to see whether it may be read. @throws ConfluenceError if it may not */
export async function probe<Row>(client: Client, { path, query, priority }: List<Row>): Promise<void> {
  await client.send({ path, query: { ...query, limit: 1 }, schema: pageSchema, priority });
}

type RawPage = Answer<z.infer<typeof pageSchema>>;

/** Confluence answers 400 to a cursor that has expired, as to any that is wrong. */
function isRefused(error: unknown): boolean {
  return error instanceof ConfluenceError && error.failure === 'refused';
}

/** The cursor in a link: up to the next `&`, percent-decoded, in which a plus is a plus. */
function cursorIn(link: string): string | undefined {
  const [, cursor] = /[?&]cursor=([^&#]+)/.exec(link) ?? [];
  if (cursor === undefined) return undefined;
  try {
    return decodeURIComponent(cursor);
  } catch {
    return cursor;
  }
}

/** Where the page begins that a link leads to. */
function startIn(link: string | undefined): number | undefined {
  const [, start] = /[?&]start=(\d{1,9})(?:[&#]|$)/.exec(link ?? '') ?? [];
  return start === undefined ? undefined : Number(start);
}
