import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StoredObject } from '../../../../../src/runtime/c1z/format/sqlite/database.ts';
import { encodeRecord, type Value } from '../../../../../src/runtime/c1z/format/sqlite/record.ts';
import { isSound, partsOf, stored } from './lines.ts';

// What SQLite itself says of the pages: it checks that a database is sound, and reads what is in it.

test('whatever the lengths of rows are, they come back, and the database is sound', async () => {
  // Around those at which a record needs a second page, or a third one.
  const length = fc.oneof(
    fc.nat(200),
    fc.integer({ min: 3_900, max: 4_200 }),
    fc.integer({ min: 16_300, max: 16_400 }),
    fc.integer({ min: 32_000, max: 40_000 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(length, { maxLength: 30 }),
      fc.integer({ min: 1, max: 40 }),
      async (lengths, times) => {
        const count = lengths.length * times;
        const textOf = (row: number) =>
          String(row)
            .padStart(8, '0')
            .padEnd(lengths[row % lengths.length] ?? 0, 'é');
        const database = await stored(partsOf(count, textOf));
        expect(database.prepare('pragma integrity_check').all()).toEqual(isSound);
        const rows = database.prepare('select id, text from line order by id').all();
        expect(rows).toEqual(
          Array.from({ length: count }, (_, index) => ({ id: index + 1, text: textOf(index + 1) })),
        );
        const byText = database.prepare('select id from line indexed by by_text order by text').all();
        expect(byText).toEqual(rows.map(({ id }) => ({ id })));
        database.close();
      },
    ),
    { numRuns: 20 },
  );
});

test.each([0, 1, 1_000, 70_000])('%d rows are found by both trees', async (count) => {
  const database = await stored(partsOf(count, (row) => String(row).padStart(40, '0')));
  expect(database.prepare('pragma integrity_check').all()).toEqual(isSound);
  expect(database.prepare('select count(*) as count, max(id) as last from line').get()).toEqual({
    count,
    last: count || null,
  });
  const find = database.prepare('select id from line indexed by by_text where text = ?');
  for (const row of [1, Math.ceil(count / 2), count].filter((row) => row > 0 && row <= count)) {
    expect(find.get(String(row).padStart(40, '0'))).toEqual({ id: row });
  }
  database.close();
});

test.each<[Value]>([
  [null],
  ...[0, 1, 2, 127, 128, 32_767, 32_768, 8_388_607, 8_388_608, 2 ** 31 - 1].map((value): [Value] => [value]),
  [''],
  ['Ä 李'],
  ['x'.repeat(10_000)],
  [new Uint8Array()],
  [Uint8Array.of(0, 255)],
])('a column holds %p', async (value) => {
  const record = encodeRecord([null, value, 'after it']);
  const part: StoredObject = {
    type: 'table',
    name: 'one',
    table: 'one',
    sql: 'create table one (id integer primary key, value, rest)',
    fill: (tree) => {
      tree.put(record, 7);
      return [];
    },
  };
  const database = await stored([part]);
  expect(database.prepare('select * from one').all()).toEqual([{ id: 7, value, rest: 'after it' }]);
  expect(database.prepare('pragma integrity_check').all()).toEqual(isSound);
  database.close();
});
