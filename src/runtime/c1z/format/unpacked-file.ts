import { C1zError, damaged } from './error.ts';
import type { ScratchFile } from './scratch-file.ts';
import { headerLength, sizeIn, withoutLog } from './sqlite/header.ts';
import { writeAll } from './write-all.ts';

/** The largest database that is read, in GiB. By default, the SDK reads 10 at most. */
const largest = 16;

/**
 * Writes a database into an empty file. It never becomes larger than the database's own beginning says, which is looked
 * at before there is more: a few kilobytes that are compressed can become as many gigabytes.
 * @param path of the .c1z file, for errors
 * @param chunks that follow one another, of any size
 * @throws C1zError if that is no database or not a whole one, if it is too large, or if it cannot be written
 */
export async function unpackInto(
  path: string,
  file: ScratchFile,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  let size = 0;
  let announced: number | undefined;
  for await (const chunk of chunks) {
    await write(file, size, chunk);
    size += chunk.length;
    if (size >= headerLength) announced ??= await announcedSize(path, file);
    if (announced !== undefined && size > announced) throw damaged(path);
  }
  if (size !== announced) throw damaged(path);
  // What a log would hold is not there, and SQLite is not to look for one.
  await write(file, withoutLog.at, withoutLog.bytes);
}

/** @throws C1zError if it does not begin like a database, or is too large */
async function announcedSize(path: string, { handle }: ScratchFile): Promise<number> {
  const { buffer } = await handle.read(Buffer.alloc(headerLength), 0, headerLength, 0);
  const size = sizeIn(buffer);
  if (size === undefined) throw damaged(path);
  if (size <= largest * 2 ** 30) return size;
  throw new C1zError(
    `${path}: would take ${Math.ceil(size / 2 ** 30)} GiB once it is unpacked, and ${largest} GiB are the most. Name a file of a sync that has read less, such as one without grants of groups' members (--skip-expand-grants).`,
  );
}

async function write(file: ScratchFile, start: number, bytes: Uint8Array): Promise<void> {
  try {
    await writeAll(file.handle, start, bytes);
  } catch (error) {
    throw file.fault(error);
  }
}
