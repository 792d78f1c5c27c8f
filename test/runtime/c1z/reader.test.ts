import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import { temporaryFolder } from '../../support/files.ts';
import { writeSample } from './contents.ts';
import { edit, magic, wrapped, writeDatabase } from './edited.ts';
import { sample } from './sample.ts';

const remedy =
  "Read here is what holds SQLite (C1ZF): confluence-sync writes it, and so do ConductorOne's connectors with --storage-engine sqlite, into a --file that does not exist yet.";

test.each<[string, (path: string) => Promise<unknown>, string]>([
  ['a missing file', async () => {}, 'there is no such file.'],
  ['a folder', (path) => mkdir(path), 'is a folder. Name a .c1z file.'],
  ['an empty file', (path) => writeFile(path, ''), 'is empty, and not a .c1z file.'],
  ...['SQLite format 3\0', 'C1ZF', 'C1Z3', 'c1z3\0', 'PK\x03\x04…'].map(
    (text): [string, (path: string) => Promise<unknown>, string] => [
      `another file: ${JSON.stringify(text)}`,
      (path) => writeFile(path, text),
      'is not a .c1z file: those begin with C1ZF, as confluence-sync writes them, or C1Z3.',
    ],
  ),
  [
    'a file of the Pebble engine',
    (path) => writeFile(path, 'C1Z3\0…'),
    `is a .c1z file of the newer kind (C1Z3), which holds Pebble instead of SQLite. ConductorOne's connectors write it since SDK 0.25, unless they are told otherwise. ${remedy}`,
  ],
  [
    'a file of a kind to come',
    (path) => writeFile(path, 'C1Z4\0…'),
    `is a .c1z file of a kind that is not known here (C1Z4). ${remedy}`,
  ],
  ['nothing behind the magic bytes', (path) => writeFile(path, magic), damage()],
  ['no zstd behind them', (path) => writeFile(path, `${magic}hello, hello`), damage()],
  ['no database in it', (path) => writeFile(path, wrapped(Buffer.from('hello'))), damage()],
  ['a database without tables', (path) => writeDatabase(path, 'create table other (id)'), damage()],
  [
    'a run that did not end',
    async (path) => {
      await writeSample(path, sample);
      await edit(path, 'update v1_sync_runs set ended_at = null');
    },
    'holds no finished sync. Run the sync again.',
  ],
])('%s', async (_, make, message) => {
  const path = join(await temporaryFolder(), 'sync.c1z');
  await make(path);
  await expect(C1zReader.open(path)).rejects.toThrow(
    expect.objectContaining({ name: 'C1zError', message: `${path}: ${message}` }),
  );
});

test('a file that is cut off anywhere is not read', async () => {
  const path = join(await temporaryFolder(), 'sync.c1z');
  await writeSample(path, sample);
  const whole = await readFile(path);
  // The last bytes are the checksum of a content that is complete without them.
  const lengths = Array.from({ length: 40 }, (_, i) => Math.floor(((whole.length - 8) * i) / 40));
  for (const length of [...lengths, whole.length - 8]) {
    await writeFile(path, whole.subarray(0, length));
    await expect(C1zReader.open(path)).rejects.toThrow(
      /: is (?:cut off or damaged\.|not a \.c1z file:|empty,)/,
    );
  }
});

test('a message that makes no sense is damage', async () => {
  const path = join(await temporaryFolder(), 'sync.c1z');
  await writeSample(path, sample);
  await edit(path, "update v1_grants set data = x'0aff' where id = 1");
  const reader = await C1zReader.open(path);
  expect(() => [...reader.grants()]).toThrow(`${path}: ${damage()}`);
  expect(() => [...reader.directGrants()]).toThrow(`${path}: ${damage()}`);
  await reader.close();
});

test('of several runs the newest finished full one is read, with its own objects only', async () => {
  const path = join(await temporaryFolder(), 'sync.c1z');
  const { syncId } = await writeSample(path, sample);
  await edit(
    path,
    `insert into v1_sync_runs (sync_id, started_at, ended_at, sync_token, sync_type)
       values ('older', '2020-01-01 00:00:00.5', '2020-01-01 00:00:01', '', 'full'),
         ('partial', '2090-01-01 00:00:00', '2090-01-01 00:00:01', '', 'partial'),
         ('unfinished', '2090-01-01 00:00:00', null, '', 'full');
     insert into v1_resources (resource_type_id, external_id, data, sync_id, discovered_at)
       select resource_type_id, external_id, data, 'older', discovered_at from v1_resources`,
  );
  const reader = await C1zReader.open(path);
  expect(reader.run.id).toBe(syncId);
  expect([...reader.resources()]).toHaveLength(sample.resources.length);
  expect(reader.stats().resources).toBe(sample.resources.length);
  await reader.close();
  await edit(path, `delete from v1_sync_runs where sync_id = '${syncId}'`);
  const older = await C1zReader.open(path);
  expect(older.run).toEqual({
    id: 'older',
    type: 'full',
    startedAt: new Date('2020-01-01T00:00:00.500Z'),
    endedAt: new Date('2020-01-01T00:00:01Z'),
  });
  await older.close();
  await edit(path, "delete from v1_sync_runs where sync_id = 'older'");
  const partial = await C1zReader.open(path);
  expect(partial.run).toMatchObject({ id: 'partial', type: 'partial' });
  await partial.close();
});

function damage(): string {
  return 'is cut off or damaged. Run the sync again, or copy the file anew.';
}
