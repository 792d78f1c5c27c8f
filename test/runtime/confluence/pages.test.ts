import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ConfluenceError } from '../../../src/runtime/confluence/error.ts';
import { cursorPages, offsetPages } from '../../../src/runtime/confluence/pages.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

async function all<Item>(pages: AsyncIterable<readonly Item[]>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

describe('a list that is counted', () => {
  test('is read whole, however large its pages are and whatever it says of its size', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(200),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        fc.option(fc.nat(300), { nil: undefined }),
        async (count, asked, atMost, totalSize) => {
          const items = numbers(count);
          const pages = offsetPages(asked, async (start, wanted) => {
            const limit = Math.min(wanted, atMost);
            return { results: items.slice(start, start + limit), limit, totalSize };
          });
          expect(await all(pages)).toEqual(items);
        },
      ),
    ));

  test('is read whole where pages change their size on the way', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(100),
        fc.nat(100),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 10 }),
        async (count, change, before, after) => {
          const items = numbers(count);
          const pages = offsetPages(10, async (start) => {
            const limit = start < change ? before : after;
            return { results: items.slice(start, start + limit), limit, totalSize: count };
          });
          expect(await all(pages)).toEqual(items);
        },
      ),
    ));

  test('is read ahead as far as there is something', async () => {
    const starts: number[] = [];
    const items = numbers(95);
    const pages = offsetPages(10, async (start, limit) => {
      starts.push(start);
      return { results: items.slice(start, start + limit), totalSize: items.length };
    });
    const first = await pages.next();
    expect(first.value).toEqual(numbers(10));
    expect(starts).toEqual([0]);
    await pages.next();
    expect(starts.length).toBeGreaterThan(2);
    await all(pages);
    expect(starts).toEqual(numbers(10).map((page) => page * 10));
  });

  test('does not crash for a page that nobody comes to', async () => {
    const pages = offsetPages(1, async (start) => {
      if (start > 0) throw new Error(`page ${start}`);
      return { results: [start], totalSize: 9 };
    });
    await expect(all(pages)).rejects.toThrow('page 1');
  });
});

describe('a list with cursors', () => {
  const link = (cursor: string) => `/wiki/api/v2/spaces?limit=2&cursor=${encodeURIComponent(cursor)}`;
  const listed = (links: readonly (string | undefined)[]) => {
    const cursors: (string | undefined)[] = [];
    const pages = cursorPages(
      'things',
      async (cursor) => {
        const page = cursors.push(cursor) - 1;
        return { results: [page], _links: { next: links[page] } };
      },
      String,
    );
    return { pages, cursors };
  };

  test.each([
    ['/wiki/api/v2/spaces?cursor=', ''],
    ['/api/v2/spaces?cursor=', ''],
    ['https://acme.atlassian.net/wiki/api/v2/spaces?cursor=', '&limit=5'],
  ])('takes only the cursor out of %s…', async (before, after) => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: 'binary-ascii' }), async (cursor) => {
        const { pages, cursors } = listed([`${before}${encodeURIComponent(cursor)}${after}`]);
        expect(await all(pages)).toEqual([0, 1]);
        expect(cursors).toEqual([undefined, cursor]);
      }),
    );
  });

  test.each([
    ['has no cursor', '/wiki/api/v2/spaces?limit=5'],
    ['is no link', 'https://['],
  ])('is not taken for complete where the next page %s', async (_, next) => {
    await expect(all(listed([next]).pages)).rejects.toMatchObject({
      failure: 'malformed',
      message: expect.stringContaining('things'),
    });
  });

  test('is not read for ever where a page leads to itself', async () => {
    const { pages, cursors } = listed([link('a'), link('a'), link('a')]);
    await expect(all(pages)).rejects.toMatchObject({ failure: 'malformed' });
    expect(cursors).toHaveLength(2);
  });

  test('is not taken for empty where a page has no results', async () => {
    const pages = cursorPages<string>('things', async () => ({}), String);
    await expect(all(pages)).rejects.toMatchObject({ failure: 'malformed' });
  });

  /** Whose cursors are refused as told, call by call, while new items come up in front. */
  const shifting = (refused: readonly boolean[], growing: boolean) => {
    let items = numbers(10);
    let calls = 0;
    return cursorPages(
      'things',
      async (cursor) => {
        const isRefused = refused[calls] ?? false;
        calls += 1;
        if (growing) items = [100 + calls, ...items];
        if (cursor && isRefused) throw new ConfluenceError('refused', 'invalid cursor');
        const start = Number(cursor ?? 0);
        const next = start + 3 < items.length ? link(String(start + 3)) : undefined;
        return { results: items.slice(start, start + 3), _links: { next } };
      },
      String,
    );
  };

  test.each([false, true])('hands on each item once, whichever cursors expire (growing: %s)', (growing) =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 5 }), async (refused) => {
        const items = await all(shifting(refused, growing));
        expect(new Set(items).size).toBe(items.length);
        expect(items).toEqual(expect.arrayContaining(numbers(10)));
      }),
    ),
  );

  test('is given up where cursors always expire', async () => {
    await expect(all(shifting(Array<boolean>(100).fill(true), false))).rejects.toThrow('invalid cursor');
  });
});
