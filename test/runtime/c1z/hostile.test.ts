import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createZstdCompress, zstdCompressSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Places } from '../../../src/io/io.ts';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import { temporaryFolder } from '../../support/files.ts';
import { writeSample } from './contents.ts';
import { edit, magic, unwrapped, wrapped } from './edited.ts';
import { sample } from './sample.ts';

let path: string;
beforeEach(async () => {
  path = join(await temporaryFolder(), 'sync.c1z');
  await writeSample(path, sample);
});

/** What is said of the file. */
async function reason(places: Places = {}): Promise<string> {
  const opened = await C1zReader.open(path, places).catch((error: Error) => error);
  if (!(opened instanceof C1zReader)) {
    expect(opened.name).toBe('C1zError');
    return opened.message.replace(`${path}: `, '');
  }
  await opened.close();
  return 'is read';
}

const damaged = 'is cut off or damaged. Run the sync again, or copy the file anew.';
const foreign =
  'has a view, a trigger, a virtual table or a computed column in it, which no sync writes. Name a file that comes from a sync.';

describe('what no sync has in it', () => {
  test.each([
    ['an index of somebody’s', 'create index mine on v1_grants (id)', 'is read'],
    ['a table of somebody’s', 'create table mine (id integer primary key, text)', 'is read'],
    ['a view', 'create view mine as select 1', foreign],
    [
      'a view in the place of a table',
      `alter table v1_grants rename to other;
       create view v1_grants as with recursive n (id) as (select 1 union all select id + 1 from n)
         select id, 'a' as external_id, x'00' as data, null as expansion, 'a' as sync_id from n`,
      foreign,
    ],
    [
      'a trigger',
      'create trigger mine after insert on v1_grants begin delete from v1_resources; end',
      foreign,
    ],
    ['a virtual table', 'create virtual table mine using fts5(text)', foreign],
    [
      'a virtual table in the place of another',
      'drop table v1_assets; create virtual table v1_assets using fts5(external_id, data, sync_id)',
      foreign,
    ],
    [
      'a computed column',
      'alter table v1_resources add column mine as (hex(zeroblob(300000000))) virtual',
      foreign,
    ],
    [
      'a value that is too long',
      'update v1_resources set data = zeroblob(33554433) where id = 1',
      'has a value of more than 32 MiB in it, which no sync writes. Name a file that comes from a sync.',
    ],
    [
      'the longest value there is',
      'update v1_resources set data = zeroblob(33554432) where id = 1',
      'is read',
    ],
    [
      'a text that is too long',
      `update v1_grants set external_id = printf('%.*c', 33554433, 'a') where id = 1`,
      'has a value of more than 32 MiB in it, which no sync writes. Name a file that comes from a sync.',
    ],
  ])('%s', async (_, sql, expected) => {
    await edit(path, sql);
    expect(await reason()).toBe(expected);
  });

  test('rows that are there over and over', async () => {
    await edit(
      path,
      `insert into v1_resources (resource_type_id, external_id, data, sync_id, discovered_at)
         with recursive n (id) as (select 1 union all select id + 1 from n where id < 2000)
         select 'user', 'user:' || id, zeroblob(500), '', '' from n`,
    );
    expect(await reason()).toBe('is read');
    const database = await unwrapped(path);
    const pageSize = database.readUInt16BE(16);
    // Every page that only points to others now points to the same one, as often as it can.
    let pages = 0;
    for (let page = pageSize; page < database.length; page += pageSize) {
      if (database[page] !== 5) continue;
      const cells = Array.from(
        { length: database.readUInt16BE(page + 3) },
        (_, cell) => page + database.readUInt16BE(page + 12 + 2 * cell),
      );
      const child = database.readUInt32BE(cells[0] ?? 0);
      for (const cell of cells) database.writeUInt32BE(child, cell);
      pages++;
    }
    expect(pages).toBeGreaterThan(0);
    await writeFile(path, wrapped(database));
    expect(await reason()).toBe(damaged);
  });
});

describe('times', () => {
  test.each([
    ['2024-02-03 04:05:06', '2024-02-03T04:05:06.000Z'],
    ['2024-02-03 04:05:06.123456789', '2024-02-03T04:05:06.123Z'],
    ['2024-02-03T04:05:06.1', '2024-02-03T04:05:06.100Z'],
  ])('%s', async (text, expected) => {
    await edit(path, `update v1_sync_runs set ended_at = '${text}'`);
    const reader = await C1zReader.open(path);
    expect(reader.run.endedAt.toISOString()).toBe(expected);
    await reader.close();
  });

  const unclear = 'does not say when its sync began and ended. Run the sync again.';

  test.each(['', 'yesterday', '2024-13-03 04:05:06', '2024-02-03', '5', '\u001b]0;title\u0007'])(
    'no time: %j',
    async (text) => {
      for (const column of ['started_at', 'ended_at']) {
        await edit(path, `update v1_sync_runs set ${column} = '${text}'`);
        expect(await reason()).toBe(unclear);
      }
    },
  );

  test.each(['5', `x'00'`, '1e300'])('no text: %s', async (value) => {
    await edit(path, `update v1_sync_runs set ended_at = ${value}`);
    expect(await reason()).toBe(unclear);
  });
});

describe('what a file becomes once it is unpacked', () => {
  /** Puts something into the database’s header. */
  async function withHeader(change: (header: Buffer) => void): Promise<void> {
    const database = await unwrapped(path);
    change(database);
    await writeFile(path, wrapped(database));
  }

  test.each<[string, (header: Buffer) => void]>([
    ['more than it says', (header) => header.writeUInt32BE(header.readUInt32BE(28) - 1, 28)],
    ['less than it says', (header) => header.writeUInt32BE(header.readUInt32BE(28) + 1, 28)],
    ['nothing by what it says', (header) => header.writeUInt32BE(0, 28)],
    ['pages of no size', (header) => header.writeUInt16BE(0, 16)],
    ['pages of an odd size', (header) => header.writeUInt16BE(1000, 16)],
    ['no database', (header) => header.write('SQLite format 4')],
  ])('%s', async (_, change) => {
    await withHeader(change);
    expect(await reason()).toBe(damaged);
  });

  test('more than is ever unpacked', async () => {
    await withHeader((header) => header.writeUInt32BE(2 ** 20 + 1, 28));
    expect(await reason()).toBe(
      "would take 17 GiB once it is unpacked, and 16 GiB are the most. Name a file of a sync that has read less, such as one without grants of groups' members (--skip-expand-grants).",
    );
  });

  test.each([
    ['zeros', Buffer.alloc(2 ** 20)],
    ['what begins like a database', undefined],
  ])('gigabytes of %s: it stops at the first of them', async (_, first) => {
    const begin = first ?? (await unwrapped(path));
    const gigabyte = await compressed(2 ** 30);
    await writeFile(path, Buffer.concat([magic, zstdCompressSync(begin), ...Array(64).fill(gigabyte)]));
    const before = process.resourceUsage().fsWrite;
    expect(await reason()).toBe(damaged);
    // In blocks of 512 bytes.
    expect(process.resourceUsage().fsWrite - before).toBeLessThan((16 * 2 ** 20) / 512);
  });

  test('a write-ahead log is not looked for', async () => {
    await withHeader((header) => header.set([2, 2], 18));
    expect(await reason()).toBe('is read');
  });

  test('nothing is left of it', async () => {
    await edit(path, 'create view mine as select 1');
    const folder = await temporaryFolder();
    expect(await reason({ temporary: folder })).not.toBe('is read');
    expect(await readdir(folder)).toEqual([]);
  });
});

/** One frame of so many zeros. */
async function compressed(size: number): Promise<Buffer> {
  const stream = createZstdCompress();
  const chunk = Buffer.alloc(2 ** 20);
  const written = (async () => {
    for (let done = 0; done < size; done += chunk.length) {
      if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve));
    }
    stream.end();
  })();
  const chunks: Buffer[] = [];
  for await (const part of stream) chunks.push(part);
  await written;
  return Buffer.concat(chunks);
}
