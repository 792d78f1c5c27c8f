import { expect, test } from '@jest/globals';
import { isSound, partsOf, stored } from '../../runtime/c1z/format/sqlite/lines.ts';

test('SQLite’s own page at 1 GiB is left out', async () => {
  const text = 'x'.repeat(4 * 1024 * 1024);
  const [table] = partsOf(260, (row) => `${row} ${text}`);
  const database = await stored(table ? [table] : []);
  expect(database.prepare('pragma integrity_check').all()).toEqual(isSound);
  expect(database.prepare('select count(*) as count from line').get()).toEqual({ count: 260 });
  database.close();
});
