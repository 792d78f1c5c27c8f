import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import fc from 'fast-check';
import { beginning } from '../../../../src/runtime/c1z/format/container.ts';
import { firstPage, type StoredObject } from '../../../../src/runtime/c1z/format/sqlite/database.ts';
import { pageSize } from '../../../../src/runtime/c1z/format/sqlite/pages.ts';
import { C1zReader } from '../../../../src/runtime/c1z/reader.ts';
import { createIndex, createTable, tables } from '../../../../src/runtime/c1z/schema.ts';
import { temporaryFolder } from '../../../support/files.ts';
import { describeWith, program } from '../../../support/programs.ts';
import { writeSample } from '../contents.ts';
import { framesIn, magic, skippable, unwrapped } from '../edited.ts';
import { sample } from '../sample.ts';

let path: string;
beforeEach(async () => {
  path = join(await temporaryFolder(), 'sync.c1z');
  await writeSample(path, sample);
});

/** What a frame's fifth byte says. */
function descriptorOf(frame: Buffer) {
  const flags = frame.readUInt8(4);
  return { tellsSize: (flags & 0xe0) !== 0, hasChecksum: (flags & 0x04) !== 0 };
}

test('a file is the first page, what fills its room, and the other pages', async () => {
  const frames = await framesIn(path);
  expect(frames.map(({ content }) => content?.length)).toEqual([pageSize, undefined, expect.any(Number)]);
  const [first, filling, rest] = frames.map(({ bytes }) => bytes) as [Buffer, Buffer, Buffer];
  expect(magic.length + first.length + filling.length).toBe(4096);
  // The SDK would take the size of the first frame for that of the whole database.
  for (const frame of [first, rest]) {
    expect(descriptorOf(frame)).toEqual({ tellsSize: false, hasChecksum: true });
  }
});

test('a file that lacks a frame, or has frames in another order, is damaged', async () => {
  const [first, filling, rest] = (await framesIn(path)).map(({ bytes }) => bytes) as [Buffer, Buffer, Buffer];
  for (const frames of [
    [],
    [first],
    [filling],
    [rest],
    [first, filling],
    [filling, rest],
    [rest, filling, first],
    [first, first, rest],
    [first, rest, rest],
    [first, filling, rest.subarray(0, rest.length / 2)],
    [first, filling.subarray(0, -1)],
    [first.subarray(0, -1), filling, rest],
    [Buffer.alloc(first.length), filling, rest],
  ]) {
    await writeFile(path, Buffer.concat([magic, ...frames]));
    await expect(C1zReader.open(path)).rejects.toThrow('is cut off or damaged.');
  }
  await writeFile(path, Buffer.concat([magic, first, rest, skippable(9)]));
  await (await C1zReader.open(path)).close();
});

test('a file that was not written to its end is damaged', async () => {
  const whole = await readFile(path);
  await writeFile(path, whole.fill(0, magic.length, 4096));
  await expect(C1zReader.open(path)).rejects.toThrow('is cut off or damaged.');
});

describe('the room for the first page', () => {
  const parts: readonly StoredObject[] = tables.flatMap((table) => {
    const part = { type: 'table' as const, name: table.name, table: table.name, fill: () => [] };
    return [
      { ...part, sql: createTable(table) },
      ...table.indexes.map((index) => ({
        ...part,
        type: 'index' as const,
        name: index.name,
        sql: createIndex(table, index),
      })),
    ];
  });

  test('is enough wherever the roots are', () => {
    const number = fc.integer({ min: 1, max: 2 ** 31 - 2 });
    const roots = fc.array(number, { minLength: parts.length, maxLength: parts.length });
    fc.assert(
      fc.property(roots, number, (chosen, pageCount) => {
        const stored = parts.map((part, index) => ({ part, root: chosen[index] ?? 0 }));
        const { length } = beginning(firstPage(stored, pageCount));
        expect(length).toBe(4096);
      }),
    );
  });

  test('is not exceeded', () => {
    const random = Buffer.from(Array.from({ length: pageSize }, (_, index) => (index * index * 31) >> 5));
    expect(() => beginning(random)).toThrow(RangeError);
  });
});

describeWith([{ ...program('zstd'), required: false }], 'the command zstd', () => {
  test('finds a file whole, and decompresses it', async () => {
    const input = (await readFile(path)).subarray(magic.length);
    const { stdout } = await execa('zstd', ['-dc'], { input, encoding: 'buffer' });
    expect(Buffer.from(stdout).equals(await unwrapped(path))).toBe(true);
  });
});
