import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Client } from '../../../src/runtime/confluence/client.ts';
import { ConfluenceError } from '../../../src/runtime/confluence/error.ts';
import { ListReader, readList } from '../../../src/runtime/confluence/lists.ts';
import { clientOf, ids, idsOf, type Row, rows, things } from './listed.ts';

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
      { numRuns: 200 },
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
      { numRuns: 150 },
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
      { numRuns: 150 },
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
      { numRuns: 150 },
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
