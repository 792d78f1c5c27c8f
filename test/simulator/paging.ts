import { ApiError } from './api-error.ts';

/** What a page of a list follows from. */
export interface PageRequest {
  /** Without the gateway's prefix. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The site's address with `/wiki`. */
  readonly base: string;
}

/** How many items a page has: where the request does not say, and at most. */
export interface PageSize {
  readonly byDefault: number;
  readonly atMost: number;
}

/** A page of v1: by `start` and `limit`. A limit that is too large is lowered without a word. */
export function offsetPage<Item>(
  items: readonly Item[],
  view: (item: Item) => object,
  request: PageRequest,
  size: PageSize,
  { next: hasNext }: { readonly next: boolean } = { next: true },
) {
  const { path, query, base } = request;
  const start = wholeNumber(query, 'start', 0);
  const limit = Math.min(wholeNumber(query, 'limit', size.byDefault), size.atMost);
  const results = items.slice(start, start + limit).map(view);
  const next = new URLSearchParams([['next', 'true'], ...query]);
  next.set('limit', String(limit));
  next.set('start', String(start + limit));
  return {
    results,
    start,
    limit,
    size: results.length,
    ...(query.get('shouldReturnTotalSize') === 'true' && { totalSize: items.length }),
    _links: {
      base,
      context: '/wiki',
      self: `${base}${path.slice('/wiki'.length)}`,
      // Relative to the context: `/wiki` does not stand before it.
      ...(hasNext && start + limit < items.length && { next: `${path.slice('/wiki'.length)}?${next}` }),
    },
  };
}

/** @throws ApiError 400 */
function wholeNumber(query: URLSearchParams, name: string, byDefault: number): number {
  const text = query.get(name) ?? '';
  if (text === '') return byDefault;
  if (!/^\d+$/.test(text)) throw new ApiError(400, `${name} must be a whole number of zero or more: ${text}`);
  return Number(text);
}

/** The cursors that are out; each belongs to the list it was made for. */
export class Cursors {
  #generation = 0;

  /** Makes every cursor that is out invalid. */
  expire(): void {
    this.#generation += 1;
  }

  make(path: string, offset: number): string {
    // Padding, plus and slash have to survive their way through a query.
    return Buffer.from(JSON.stringify({ path, offset, generation: this.#generation })).toString('base64');
  }

  /** @throws ApiError 400 */
  read(cursor: string, path: string): number {
    try {
      const read = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
      if (read.path === path && read.generation === this.#generation) return Number(read.offset);
    } catch {
      // Not one of ours.
    }
    throw invalidCursor();
  }
}

/** What a cursor answers that has expired, or never was one. */
export function invalidCursor(): ApiError {
  return new ApiError(400, "Provided value for 'cursor' is not the correct type. Expected type is Cursor.", {
    detail:
      'The provided cursor was not valid. ' +
      'You can get a new valid cursor by making the original pagination request again.',
  });
}

const cursorPageSize: PageSize = { byDefault: 25, atMost: 250 };

/** A page of v2: by `cursor` and `limit`. A limit that is too large is refused. */
export function cursorPage<Item>(
  items: readonly Item[],
  view: (item: Item) => object,
  { path, query, base }: PageRequest,
  cursors: Cursors,
  { context }: { readonly context: '/wiki' | '' } = { context: '/wiki' },
) {
  const limit = cursorLimit(query);
  const cursor = query.get('cursor');
  const from = cursor === null ? 0 : cursors.read(cursor, path);
  const next = new URLSearchParams(query);
  next.set('limit', String(limit));
  next.set('cursor', cursors.make(path, from + limit));
  return {
    results: items.slice(from, from + limit).map(view),
    _links: {
      base,
      ...(from + limit < items.length && { next: `${context}${path.slice('/wiki'.length)}?${next}` }),
    },
  };
}

/** @throws ApiError 400 */
function cursorLimit(query: URLSearchParams): number {
  const { byDefault, atMost } = cursorPageSize;
  const text = query.get('limit');
  if (text === null) return byDefault;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= atMost) return limit;
  throw new ApiError(
    400,
    `Provided value {${text}} for 'limit' is not the correct type. Expected a whole number from 1 to ${atMost}.`,
  );
}
