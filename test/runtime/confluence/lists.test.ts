import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { id } from '../../../src/runtime/confluence/answers.ts';
import type { Call, Client } from '../../../src/runtime/confluence/client.ts';
import { ConfluenceError } from '../../../src/runtime/confluence/error.ts';
import { type List, ListReader, readList } from '../../../src/runtime/confluence/lists.ts';

interface Row {
  readonly id?: string | undefined;
}

const things = (paging: List<Row>['paging'], limit = 10): List<Row> => ({
  name: 'things',
  path: '/things',
  paging,
  limit,
  row: z.object({ id }),
  keyOf: ({ id }) => id,
});

/** What a server answers: a page's JSON, and its Link header. */
interface Answered {
  readonly body: Readonly<Record<string, unknown>>;
  readonly nextLink?: string | undefined;
}

type Position = { readonly start: number; readonly limit: number; readonly cursor: string | undefined };

/** A client of a server that answers by position; its calls are checked against the schema as real ones are. */
function clientOf(answer: (position: Position) => Answered): Client & { readonly asked: Position[] } {
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

const rows = (count: number, prefix = 'row-') =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}` }));
const ids = (list: readonly Row[]) => list.map(({ id }) => id).sort();

async function idsOf(client: Client, list: List<Row>): Promise<readonly (string | undefined)[]> {
  const read = await readList(client, list);
  return ids(read.rows);
}

/** How a server that counts says that there is more. */
interface Signs {
  readonly next: 'body' | 'header' | 'null' | 'absent';
  readonly limit: 'given' | 'asked' | 'absent';
  readonly total: 'all' | 'visible' | 'page' | 'absent' | 'null';
}

/** A server that cuts pages first and takes hidden rows out after. */
function counting(
  all: () => readonly Row[],
  { most, hidden = () => false, ...signs }: Signs & { most: number; hidden?: (row: Row) => boolean },
) {
  return clientOf(({ start, limit }) => {
    const given = Math.min(limit, most);
    const cut = all().slice(start, start + given);
    const results = cut.filter((row) => !hidden(row));
    const hasNext = start + given < all().length;
    const link = `/rest/api/things?limit=${given}&start=${start + given}`;
    const totals = {
      all: all().length,
      visible: all().filter((row) => !hidden(row)).length,
      page: results.length,
    };
    const limits = { given, asked: limit };
    return {
      body: {
        results,
        ...(signs.limit !== 'absent' && { limit: limits[signs.limit] }),
        ...(signs.total === 'null'
          ? { totalSize: null }
          : signs.total !== 'absent' && { totalSize: totals[signs.total] }),
        _links:
          signs.next === 'body' && hasNext ? { next: link } : signs.next === 'null' ? { next: null } : {},
      },
      nextLink: signs.next === 'header' && hasNext ? link : undefined,
    };
  });
}

const signs: fc.Arbitrary<Signs> = fc.record({
  next: fc.constantFrom('body', 'header', 'null', 'absent'),
  limit: fc.constantFrom('given', 'asked', 'absent'),
  total: fc.constantFrom('all', 'visible', 'page', 'absent', 'null'),
});

/** Whether a server gives any true sign that there is more after a page that is shorter than was asked for. */
const tellsOfMore = ({ next, limit, total }: Signs) =>
  next === 'body' || next === 'header' || limit === 'given' || total === 'all' || total === 'visible';

describe('a list that is counted', () => {
  test('is read whole by any true sign that there is more, however large its pages are', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(120),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        signs.filter(tellsOfMore),
        async (count, limit, most, told) => {
          const all = rows(count);
          const client = counting(() => all, { ...told, most });
          expect(await idsOf(client, things('offset', limit))).toEqual(ids(all));
        },
      ),
      { numRuns: 500 },
    ));

  test('is read whole without any sign if its pages are as large as was asked for', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(120), fc.integer({ min: 1, max: 30 }), signs, async (count, limit, told) => {
        const all = rows(count);
        const client = counting(() => all, { ...told, most: limit });
        expect(await idsOf(client, things('offset', limit))).toEqual(ids(all));
      }),
    ));

  test('loses no row though others are hidden after a page was cut, and says how many there should be', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 90 }),
        fc.integer({ min: 2, max: 12 }),
        fc.constantFrom('body', 'header'),
        fc.constantFrom('all', 'visible', 'page', 'absent'),
        async (hides, limit, next, total) => {
          const all = rows(hides.length);
          const hidden = ({ id }: Row) => hides[Number(id?.slice(4))] ?? false;
          const visible = all.filter((row) => !hidden(row));
          const client = counting(() => all, { next, total, limit: 'asked', most: limit, hidden });
          const { rows: read, short } = await readList(client, things('offset', limit));
          expect(ids(read)).toEqual(ids(visible));
          const isShort = total === 'all' && visible.length < all.length && visible.length > 0;
          if (isShort) expect(short).toEqual({ came: visible.length, total: all.length });
          if (total !== 'all') expect(short).toBeUndefined();
        },
      ),
      { numRuns: 300 },
    ));

  test('loses no row that is there all the time while others come and go', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 20, max: 80 }),
        fc.integer({ min: 3, max: 10 }),
        fc.array(fc.constantFrom('gone', 'come', 'nothing'), { minLength: 1, maxLength: 6 }),
        signs.filter(({ next, limit }) => next === 'body' || limit !== 'absent'),
        async (count, limit, changes, told) => {
          const staying = rows(count);
          let all: readonly Row[] = [...rows(changes.length, 'leaving-'), ...staying];
          const server = counting(() => all, { ...told, most: limit });
          const changing = [...changes];
          const client: Client = {
            send: async (call) => {
              const answer = await server.send(call);
              const change = changing.shift();
              if (change === 'gone') all = all.slice(1);
              if (change === 'come') all = [{ id: `new-${changing.length}` }, ...all];
              return answer;
            },
          };
          const read = await idsOf(client, things('offset', limit));
          expect(read).toEqual(expect.arrayContaining(ids(staying)));
          expect(new Set(read).size).toBe(read.length);
        },
      ),
      { numRuns: 300 },
    ));

  test('is walked through once if nothing speaks against it', async () => {
    const all = rows(95);
    const client = counting(() => all, { next: 'body', limit: 'given', total: 'absent', most: 10 });
    expect(await idsOf(client, things('offset'))).toEqual(ids(all));
    // Each page begins with the last row of the one before.
    expect(client.asked.map(({ start }) => start)).toEqual([0, 9, 18, 27, 36, 45, 54, 63, 72, 81, 90]);
  });

  test('is read ahead as far as there is something', async () => {
    const all = rows(95);
    const client = counting(() => all, { next: 'absent', limit: 'given', total: 'all', most: 10 });
    const pages = new ListReader(client, things('offset')).pages();
    const first = await pages.next();
    expect(first.value).toEqual(all.slice(0, 10));
    expect(client.asked).toHaveLength(1);
    await pages.next();
    expect(client.asked.length).toBeGreaterThan(2);
  });

  test.each([
    ['the same page for ever, with links', true, 10],
    ['the same full page for ever, without links', false, 10],
    ['the same short page for ever, with links', true, 3],
  ])('fails and is named if a server ignores where to start: %s', async (_, links, count) => {
    const client = clientOf(() => ({
      body: { results: rows(count), ...(links && { _links: { next: '/things?start=10' } }) },
    }));
    const reading = readList(client, things('offset'));
    await expect(reading).rejects.toMatchObject({
      failure: 'malformed',
      message: expect.stringMatching(/list of things .*same rows/),
    });
    expect(client.asked.length).toBeLessThanOrEqual(4);
  });

  test.each([
    ['in offset lists', 'offset' as const],
    ['in lists with cursors', 'cursor' as const],
  ])('fails and is named if empty pages lead on for ever: %s', async (_, paging) => {
    let pages = 0;
    const client = clientOf(() => {
      pages += 1;
      return { body: { results: [], _links: { next: `/things?start=${pages * 10}&cursor=c${pages}` } } };
    });
    await expect(readList(client, things(paging))).rejects.toMatchObject({
      failure: 'malformed',
      message: expect.stringMatching(/list of things .*name a next one/),
    });
  });

  test.each(['offset', 'cursor'] as const)(
    'goes on after empty pages that name a next one: %s',
    async (paging) => {
      const client = clientOf(({ start, cursor }) => {
        const at = paging === 'offset' ? start : Number(cursor ?? 0);
        const next = at + 10 < 90 ? { next: `/things?start=${at + 10}&cursor=${at + 10}` } : {};
        return { body: { results: at >= 80 ? rows(3) : at === 0 ? [{ id: 'first' }] : [], _links: next } };
      });
      expect(await idsOf(client, things(paging))).toEqual(ids([{ id: 'first' }, ...rows(3)]));
    },
  );

  test('never asks beyond its cap, and says that it has come to it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(80),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        signs,
        async (count, cap, limit, told) => {
          const all = rows(count);
          const client = counting(() => all, { ...told, most: limit });
          const read = await readList(client, { ...things('offset', limit), cap });
          expect(client.asked.every((asked) => asked.start + asked.limit <= cap && asked.limit >= 1)).toBe(
            true,
          );
          expect(ids(read.rows)).toEqual(ids(all.slice(0, cap)));
          expect(read.capped).toBe(count >= cap);
        },
      ),
    ));

  test('does not crash for a page that is not needed any more', async () => {
    const client = clientOf(({ start }) => {
      if (start > 0) throw new ConfluenceError('server', `page ${start}`);
      return { body: { results: rows(10), totalSize: 90 } };
    });
    await expect(readList(client, things('offset'))).rejects.toThrow(/page \d/);
  });
});

describe('a list with cursors', () => {
  const link = (cursor: string) => `/wiki/api/v2/things?limit=2&cursor=${encodeURIComponent(cursor)}`;
  /** A list whose pages hold their number, and lead on as told. */
  const linked = (links: readonly unknown[], headers: readonly (string | undefined)[] = []) => {
    let page = 0;
    return clientOf(() => {
      const at = page;
      page += 1;
      return {
        body: { results: [{ id: `page-${at}` }], _links: { next: links[at] } },
        nextLink: headers[at],
      };
    });
  };
  const cursorsOf = ({ asked }: { readonly asked: readonly Position[] }) => asked.map(({ cursor }) => cursor);

  test.each([
    ['/wiki/api/v2/things?cursor=', ''],
    ['/api/v2/things?cursor=', ''],
    ['https://acme.atlassian.net/wiki/api/v2/things?cursor=', '&limit=5'],
    ['https://other.example/things?limit=5&cursor=', '#top'],
  ])('takes only the cursor out of %s…', async (before, after) => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: 'binary-ascii' }), async (cursor) => {
        const client = linked([`${before}${encodeURIComponent(cursor)}${after}`]);
        expect(await idsOf(client, things('cursor'))).toEqual(['page-0', 'page-1']);
        expect(cursorsOf(client)).toEqual([undefined, cursor]);
      }),
    );
  });

  test.each([
    ['a plus is a plus', 'a+b/c==', 'a+b/c=='],
    ['an encoded plus is one as well', 'a%2Bb', 'a+b'],
    ['what is not encoded rightly is taken as it is', '100%&limit=3', '100%'],
  ])('reads a cursor: %s', async (_, written, cursor) => {
    const client = linked([`/things?cursor=${written}`]);
    await readList(client, things('cursor'));
    expect(cursorsOf(client)).toEqual([undefined, cursor]);
  });

  test.each([
    ['null', null],
    ['missing', undefined],
    ['empty', ''],
    ['a number', 0.5],
  ])('follows the header if the link in the body is %s', async (_, next) => {
    const client = linked([next, next], [link('from-header')]);
    expect(await idsOf(client, things('cursor'))).toEqual(['page-0', 'page-1']);
    expect(cursorsOf(client)).toEqual([undefined, 'from-header']);
  });

  test.each([
    ['A, A', ['a', 'a']],
    ['A, B, A', ['a', 'b', 'a']],
    ['A, B, C, B', ['a', 'b', 'c', 'b']],
  ])('fails and is named if a cursor comes again: %s', async (_, cursors) => {
    const client = linked(cursors.map(link));
    await expect(readList(client, things('cursor'))).rejects.toMatchObject({
      failure: 'malformed',
      message: expect.stringContaining('list of things'),
    });
    expect(client.asked).toHaveLength(cursors.length);
  });

  test('fails if ever new cursors bring the same rows', async () => {
    let page = 0;
    const client = clientOf(() => {
      page += 1;
      return { body: { results: rows(2), _links: { next: link(`c${page}`) } } };
    });
    await expect(readList(client, things('cursor'))).rejects.toThrow(/same rows/);
    expect(client.asked).toHaveLength(3);
  });

  test.each([
    ['has no cursor', '/wiki/api/v2/things?limit=5'],
    ['is no link', 'https://['],
  ])('is not taken for complete if the next page %s', async (_, next) => {
    await expect(readList(linked([next]), things('cursor'))).rejects.toMatchObject({
      failure: 'malformed',
      message: expect.stringContaining('things'),
    });
  });

  test.each([[{}], [{ results: null }], [{ results: {} }], [null], ['text'], [[]]])(
    'is not taken for empty if a page is %j',
    async (body) => {
      const client = clientOf(() => ({ body: body as Answered['body'] }));
      await expect(readList(client, things('cursor'))).rejects.toMatchObject({ failure: 'malformed' });
    },
  );

  /** Whose cursors are refused as told, call by call, while new items come up in front. */
  const shifting = (refused: readonly boolean[], growing: boolean) => {
    let all: readonly Row[] = rows(10);
    let calls = 0;
    return clientOf(({ cursor }) => {
      const isRefused = refused[calls] ?? false;
      calls += 1;
      if (growing) all = [{ id: `new-${calls}` }, ...all];
      if (cursor && isRefused) throw new ConfluenceError('refused', 'invalid cursor');
      const start = Number(cursor ?? 0);
      const next = start + 3 < all.length ? link(String(start + 3)) : undefined;
      return { body: { results: all.slice(start, start + 3), _links: { next } } };
    });
  };

  test.each([false, true])('hands on each row once, whichever cursors expire (growing: %s)', (growing) =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 4 }), async (refused) => {
        const read = await idsOf(shifting(refused, growing), things('cursor'));
        expect(new Set(read).size).toBe(read.length);
        expect(read).toEqual(expect.arrayContaining(ids(rows(10))));
      }),
    ),
  );

  test('is given up if its cursors always expire', async () => {
    const client = shifting(Array<boolean>(100).fill(true), false);
    await expect(readList(client, things('cursor'))).rejects.toThrow('invalid cursor');
  });
});

describe('rows that cannot be used', () => {
  const odd = fc.constantFrom<unknown>(
    null,
    undefined,
    {},
    { id: null },
    { id: '' },
    { id: {} },
    'text',
    7,
    [],
  );

  test.each(['offset', 'cursor'] as const)('are counted, and take no other row along: %s', (paging) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(odd, { nil: 'usable' }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 15 }),
        async (kinds, limit) => {
          const all = kinds.map((kind, index) => (kind === 'usable' ? { id: `row-${index}` } : kind));
          const usable = all.filter((_, index) => kinds[index] === 'usable') as Row[];
          fc.pre(usable.length > 0);
          const client = clientOf(({ start, cursor }) => {
            const at = paging === 'offset' ? start : Number(cursor ?? 0);
            const next =
              at + limit < all.length ? { next: `/things?cursor=${at + limit}&start=${at + limit}` } : {};
            return { body: { results: all.slice(at, at + limit), _links: next } };
          });
          const read = await readList(client, things(paging, limit));
          expect(ids(read.rows)).toEqual(ids(usable));
          expect(read.unusable).toBe(all.length - usable.length);
        },
      ),
      { numRuns: 300 },
    ),
  );

  test.each(['offset', 'cursor'] as const)('fail the list if there are no others: %s', async (paging) => {
    const client = clientOf(() => ({ body: { results: [null, {}] } }));
    await expect(readList(client, things(paging))).rejects.toMatchObject({
      failure: 'malformed',
      message: expect.stringContaining('none of its 2 rows'),
    });
  });

  test('take a number for an id as its digits', async () => {
    const client = clientOf(() => ({ body: { results: [{ id: 65536 }] } }));
    expect(await idsOf(client, things('cursor'))).toEqual(['65536']);
  });
});

test('a list whose rows never end is an error once there are too many of them', async () => {
  let page = 0;
  const client = clientOf(() => {
    page += 1;
    return { body: { results: rows(10, `page-${page}-`), _links: { next: `/things?cursor=${page}` } } };
  });
  await expect(idsOf(client, { ...things('cursor'), longest: 1_000 })).rejects.toMatchObject({
    failure: 'malformed',
    message: 'The list of things (GET /things) cannot be read: it has more than 1000 rows',
  });
  expect(client.asked).toHaveLength(101);
});
