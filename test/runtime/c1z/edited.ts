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

/** A frame for other programs, of no content. */
export function skippable(length: number): Buffer {
  const frame = Buffer.alloc(8 + length, 'Ada');
  frame.writeUInt32LE(skippableMagic, 0);
  frame.writeUInt32LE(length, 4);
  return frame;
}

const skippableMagic = 0x184d2a50;

/** A frame of a file. */
export interface Frame {
  readonly bytes: Buffer;
  /** Undefined if readers are to pass over the frame. */
  readonly content: Buffer | undefined;
}

/** The frames of a file, one after the other. */
export async function framesIn(path: string): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  for (let rest = (await readFile(path)).subarray(magic.length); rest.length > 0; ) {
    const frame = firstFrame(rest);
    frames.push(frame);
    rest = rest.subarray(frame.bytes.length);
  }
  return frames;
}

function firstFrame(from: Buffer): Frame {
  const isSkippable = from.readUInt32LE(0) === skippableMagic;
  const bytes = from.subarray(0, isSkippable ? 8 + from.readUInt32LE(4) : lengthOf(from));
  return { bytes, content: isSkippable ? undefined : zstdDecompressSync(bytes) };
}

/** Bytes of a zstd frame: https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1. */
function lengthOf(frame: Buffer): number {
  const flags = frame.readUInt8(4);
  const isSingleSegment = (flags & 0x20) !== 0;
  const sizeLength = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  let at = 5 + (isSingleSegment ? 0 : 1) + ([0, 1, 2, 4][flags & 3] ?? 0) + sizeLength;
  for (let isLast = false; !isLast; ) {
    const block = frame.readUIntLE(at, 3);
    isLast = (block & 1) === 1;
    const isRepeated = ((block >> 1) & 3) === 1;
    at += 3 + (isRepeated ? 1 : block >> 3);
  }
  return at + ((flags & 4) === 0 ? 0 : 4);
}

/** The bytes of the database in a file. */
export async function unwrapped(path: string): Promise<Buffer> {
  return Buffer.concat((await framesIn(path)).flatMap(({ content }) => content ?? []));
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
