import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ConfluenceError } from '../../../src/runtime/confluence/error.ts';
import { readList } from '../../../src/runtime/confluence/lists.ts';
import { type Answered, clientOf, ids, idsOf, type Position, type Row, rows, things } from './listed.ts';

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
