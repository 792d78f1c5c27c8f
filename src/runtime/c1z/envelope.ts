import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { C1zError, codeOf, damaged, sourceError } from './error.ts';
import { fill } from './fill.ts';
import { decompress } from './frames.ts';

// A .c1z file: five magic bytes, then zstd frames, one in our files, that hold a database.

const magic = Buffer.from('C1ZF\0', 'latin1');

/** What the SDK's newer engine writes, which no SQLite is in. */
const pebbleMagic = Buffer.from('C1Z3\0', 'latin1');

/** Bytes at a time: more costs memory and gains nothing. */
const chunkSize = 256 * 1024;

/** A database to be compressed. */
export interface Content {
  /** In bytes. */
  readonly size: number;
  /** A chunk may be overwritten once the one after the next is asked for. */
  readonly chunks: Iterable<Uint8Array>;
}

/** Compresses a database into an empty file. */
export async function pack(
  { size, chunks }: Content,
  target: FileHandle,
  signal?: AbortSignal,
): Promise<void> {
  await target.write(magic, 0, magic.length, 0);
  const compressor = createZstdCompress({
    chunkSize,
    // Readers learn the size ahead, and notice damage.
    pledgedSrcSize: size,
    params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  const written = pipeline(compressor, (compressed) => write(target, magic.length, compressed), { signal });
  const fed = feed(compressor, chunks, written).catch((error) => void compressor.destroy(error));
  const [outcome] = await Promise.allSettled([written, fed]);
  if (outcome.status === 'rejected') throw outcome.reason;
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
 * @throws C1zError where there is no such file, or where it is not a .c1z file of the SQLite engine
 */
export async function checkEnvelope(path: string): Promise<void> {
  await reading(path, (source) => checkMagic(path, source));
}

/**
 * Decompresses the database of a .c1z file into an empty file.
 * @throws C1zError where there is no such file, where it is not a .c1z file of the SQLite engine, or damaged
 */
export async function unpack(path: string, database: FileHandle): Promise<void> {
  await reading(path, async (source) => {
    await checkMagic(path, source);
    await fill(path, database, decompress(source, magic.length, chunkSize));
  });
}

async function reading(path: string, work: (source: FileHandle) => Promise<void>): Promise<void> {
  const source = await open(path).catch((error) => {
    throw sourceError(path, error);
  });
  try {
    await work(source);
  } catch (error) {
    throw codeOf(error).startsWith('ZSTD_') ? damaged(path, error) : sourceError(path, error);
  } finally {
    await source.close();
  }
}

async function checkMagic(path: string, source: FileHandle): Promise<void> {
  const { buffer, bytesRead } = await source.read(Buffer.alloc(magic.length), 0, magic.length, 0);
  const start = buffer.subarray(0, bytesRead);
  if (start.equals(magic)) return;
  if (start.equals(pebbleMagic)) {
    throw new C1zError(
      `${path}: is of the pebble engine, which is not read here. Run baton-confluence again with --storage-engine sqlite.`,
    );
  }
  throw new C1zError(`${path}: is not a .c1z file.`);
}

// Not the handle's own stream: a handle cannot be closed before that is.
async function write(file: FileHandle, start: number, chunks: AsyncIterable<Buffer>): Promise<void> {
  let position = start;
  for await (const chunk of chunks) {
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, done, chunk.length - done, position);
      done += bytesWritten;
      position += bytesWritten;
    }
  }
}
