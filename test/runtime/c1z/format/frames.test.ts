import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { zstdCompressSync } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decompress } from '../../../../src/runtime/c1z/format/frames.ts';
import { C1zReader } from '../../../../src/runtime/c1z/reader.ts';
import { temporaryFolder } from '../../../support/files.ts';
import { type Contents, contentsOf } from '../../sync/decoded.ts';
import { writeSample } from '../contents.ts';
import { magic, skippable, unwrapped } from '../edited.ts';
import { sample } from '../sample.ts';

let path: string;
let content: Buffer;
let expected: Contents;
beforeAll(async () => {
  path = join(await temporaryFolder(), 'sync.c1z');
  await writeSample(path, sample);
  content = await unwrapped(path);
  expected = await contentsOf(path);
});

interface Division {
  /** Where a frame ends, as a share of the content. */
  readonly end: number;
  /** Bytes of a skippable frame before it. */
  readonly skipped: number | null;
}

const divisions: fc.Arbitrary<readonly Division[]> = fc.array(
  fc.record({ end: fc.double({ min: 0, max: 1, noNaN: true }), skipped: fc.option(fc.nat(300)) }),
  { maxLength: 5 },
);

/** @param after bytes of a skippable frame at the end */
function framesOf(divided: readonly Division[], after: number | null = null): Buffer {
  const inOrder = [...divided, { end: 1, skipped: null }].sort((a, b) => a.end - b.end);
  let start = 0;
  const frames = inOrder.flatMap(({ end, skipped }) => {
    const part = content.subarray(start, Math.floor(end * content.length));
    start = Math.floor(end * content.length);
    return [...(skipped === null ? [] : [skippable(skipped)]), zstdCompressSync(part)];
  });
  return Buffer.concat([magic, ...frames, ...(after === null ? [] : [skippable(after)])]);
}

test('a file of any frames is read like one of a single frame', async () => {
  const after = fc.option(fc.nat(300));
  await fc.assert(
    fc.asyncProperty(divisions, after, async (divided, length) => {
      await writeFile(path, framesOf(divided, length));
      expect(await contentsOf(path)).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

test.each([0, 1, 300, 600_000])('frames of %d bytes to pass over may be anywhere', async (length) => {
  const [begin, end] = [content.subarray(0, 16_384), content.subarray(16_384)].map((part) =>
    zstdCompressSync(part),
  );
  const skipped = skippable(length);
  await writeFile(
    path,
    Buffer.concat([magic, skipped, skipped, begin, skipped, end, skipped, skipped] as Buffer[]),
  );
  expect(await contentsOf(path)).toEqual(expected);
});

test.each([64, 1000, 20_000])(
  'a consumer that takes its time gets all frames, read %d bytes at a time',
  async (chunkSize) => {
    await writeFile(path, framesOf([0.1, 0.5, 0.9].map((end) => ({ end, skipped: 300 }))));
    const file = await open(path);
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of decompress(file, magic.length, chunkSize)) {
        chunks.push(chunk);
        await setTimeout(2);
      }
      expect(Buffer.concat(chunks).equals(content)).toBe(true);
    } finally {
      await file.close();
    }
  },
);

test('whatever follows the frames is damage', async () => {
  const frame = framesOf([]);
  const whole = zstdCompressSync(content);
  const trailing = [
    'g',
    'ga',
    'gar',
    'garb',
    'garbage of more than a frame’s header',
    '\0'.repeat(20),
    whole,
  ];
  for (const garbage of trailing) {
    await writeFile(path, Buffer.concat([frame, Buffer.from(garbage)]));
    await expect(C1zReader.open(path)).rejects.toThrow(damage());
  }
});

test('a file without any content is damage', async () => {
  for (const frames of [[], [zstdCompressSync('')], [skippable(3)], [skippable(0), zstdCompressSync('')]]) {
    await writeFile(path, Buffer.concat([magic, ...frames]));
    await expect(C1zReader.open(path)).rejects.toThrow(damage());
  }
});

test('a file that is cut off or changed anywhere is read in full or said to be damaged', async () => {
  const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const outcomes = { read: 0, damaged: 0 };
  await fc.assert(
    fc.asyncProperty(divisions, at, fc.boolean(), async (divided, share, isCut) => {
      const whole = framesOf(divided);
      const place = magic.length + Math.floor(share * (whole.length - magic.length));
      if (!isCut) whole.writeUInt8(whole.readUInt8(place) ^ 0x55, place);
      await writeFile(path, isCut ? whole.subarray(0, place) : whole);
      const found = await contentsOf(path).catch((error: unknown) => error);
      if (found instanceof Error) {
        expect(found).toMatchObject(damage());
        outcomes.damaged += 1;
      } else if (isCut) {
        expect(found).toEqual(expected);
        outcomes.read += 1;
      }
    }),
    { numRuns: 60 },
  );
  expect(outcomes.damaged).toBeGreaterThan(30);
});

test('a file of hundreds of frames is read', async () => {
  // Frames of about 1 KB, as a writer that flushes each row makes them.
  const frames = Array.from({ length: Math.ceil(content.length / 1000) }, (_, i) =>
    zstdCompressSync(content.subarray(1000 * i, 1000 * (i + 1))),
  );
  expect(frames.length).toBeGreaterThan(100);
  await writeFile(path, Buffer.concat([magic, ...frames]));
  expect(await contentsOf(path)).toEqual(expected);
  expect((await readFile(path)).length).toBeGreaterThan(frames.length);
});

function damage() {
  return expect.objectContaining({
    name: 'C1zError',
    message: `${path}: is cut off or damaged. Run the sync again, or copy the file anew.`,
  });
}
