import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, zstdCompressSync } from 'node:zlib';
import { pathFrom } from '../../../io/path.ts';
import { damaged, sourceError } from './error.ts';
import { decompress, isDamage } from './frames.ts';
import { otherKind } from './other-kind.ts';
import type { ScratchFile } from './scratch-file.ts';
import { unpackInto } from './unpacked-file.ts';
import { writeAll } from './write-all.ts';

// A .c1z file: five magic bytes, then zstd frames that hold a database. In our files, the first frame is the database's
// first page, which is written last, as it says where everything else is. A skippable frame fills the room that was
// kept for it, and the other pages follow in a frame of their own.

const magic = Buffer.from('C1ZF\0', 'latin1');

/** Bytes at a time: more costs memory and gains nothing. */
const chunkSize = 256 * 1024;

/** Where the other pages begin: compressed, the first one has less than 2 KiB. */
const restStart = 4096;

/** How a frame begins that readers pass over: with these four bytes, and with as many that say how long it is. */
const skippableMagic = 0x184d2a50;
const skippableHeader = 8;

/** By the checksum, readers notice damage. */
const compression = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 };

/** The pages of a database, see pagesOf: all but the first one, and at the end the first one. */
export type Content = Generator<Uint8Array, Uint8Array, void>;

/** Compresses a database into an empty file. */
export async function pack(content: Content, target: FileHandle, signal?: AbortSignal): Promise<void> {
  const compressor = createZstdCompress({ chunkSize, params: compression });
  const written = pipeline(compressor, (compressed) => write(target, restStart, compressed), { signal });
  let first: Uint8Array | undefined;
  const rest = (function* () {
    first = yield* content;
  })();
  const fed = feed(compressor, rest, written).catch((error) => void compressor.destroy(error));
  const [outcome] = await Promise.allSettled([written, fed]);
  if (outcome.status === 'rejected') throw outcome.reason;
  if (!first) throw new Error('the first page is missing');
  await writeAll(target, 0, beginning(first));
}

/** What a file begins with. @param page the first one of its database @throws RangeError if there is no room for it */
export function beginning(page: Uint8Array): Buffer {
  // A size would be taken for that of the whole database.
  const frame = zstdCompressSync(page, { params: { ...compression, [constants.ZSTD_c_contentSizeFlag]: 0 } });
  const skipped = restStart - magic.length - frame.length - skippableHeader;
  if (skipped < 0) throw new RangeError(`a first page of ${frame.length} bytes is too long`);
  const skippable = Buffer.alloc(skippableHeader + skipped);
  skippable.writeUInt32LE(skippableMagic, 0);
  skippable.writeUInt32LE(skipped, 4);
  return Buffer.concat([magic, frame, skippable]);
}

/**
 * Gives a stream one chunk after the other. The next one is made while the stream works on the one before.
 * @param failed rejects if the stream fails, which may leave a chunk pending for good
 */
async function feed(stream: Writable, chunks: Iterable<Uint8Array>, failed: Promise<void>): Promise<void> {
  let taken = Promise.resolve();
  for (const chunk of chunks) {
    await Promise.race([taken, failed]);
    taken = new Promise((resolve) => {
      stream.write(chunk, () => resolve());
    });
  }
  await Promise.race([taken, failed]);
  stream.end();
}

/**
 * Looks at the first bytes of a file.
 * @param directory from which the path starts. @default the working directory
 * @throws C1zError where there is no such file, or where it is not a .c1z file of the SQLite engine
 */
export async function checkEnvelope(path: string, directory = '.'): Promise<void> {
  await reading(path, directory, (source) => checkMagic(path, source));
}

/**
 * Decompresses the database of a .c1z file into an empty file.
 * @param directory from which the path starts. @default the working directory
 * @throws C1zError where there is no such file, where it is not a .c1z file of the SQLite engine, or damaged
 */
export async function unpack(path: string, database: ScratchFile, directory = '.'): Promise<void> {
  await reading(path, directory, async (source) => {
    await checkMagic(path, source);
    await unpackInto(path, database, decompress(source, magic.length, chunkSize));
  });
}

async function reading(
  path: string,
  directory: string,
  work: (source: FileHandle) => Promise<void>,
): Promise<void> {
  const source = await open(pathFrom(directory, path)).catch((error) => {
    throw sourceError(path, error, directory);
  });
  try {
    await work(source);
  } catch (error) {
    throw isDamage(error) ? damaged(path, error) : sourceError(path, error, directory);
  } finally {
    await source.close();
  }
}

async function checkMagic(path: string, source: FileHandle): Promise<void> {
  const { buffer, bytesRead } = await source.read(Buffer.alloc(magic.length), 0, magic.length, 0);
  const start = buffer.subarray(0, bytesRead);
  if (start.equals(magic)) return;
  throw otherKind(path, start);
}

// Not the handle's own stream: a handle cannot be closed before that is.
async function write(file: FileHandle, start: number, chunks: AsyncIterable<Buffer>): Promise<void> {
  let position = start;
  for await (const chunk of chunks) {
    await writeAll(file, position, chunk);
    position += chunk.length;
  }
}
