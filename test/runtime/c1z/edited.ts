import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { temporaryFolder } from '../../support/files.ts';

// Files that no sync has written, made without any of the product's code.

/** What a file begins with. */
export const magic = Buffer.from('C1ZF\0', 'latin1');

/** A file of one frame. */
export function wrapped(content: Uint8Array): Buffer {
  return Buffer.concat([magic, zstdCompressSync(content)]);
}

/** The bytes of the database in a file of one frame. */
export async function unwrapped(path: string): Promise<Buffer> {
  return zstdDecompressSync((await readFile(path)).subarray(magic.length));
}

/** Changes the database in a file. */
export async function edit(path: string, sql: string): Promise<void> {
  const copy = join(await temporaryFolder(), 'sync.db');
  await writeFile(copy, await unwrapped(path));
  await runIn(copy, sql);
  await writeFile(path, wrapped(await readFile(copy)));
}

/** Makes a file with a new database. */
export async function writeDatabase(path: string, sql: string): Promise<void> {
  const copy = join(await temporaryFolder(), 'sync.db');
  await runIn(copy, sql);
  await writeFile(path, wrapped(await readFile(copy)));
}

async function runIn(file: string, sql: string): Promise<void> {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}
