import type { FileHandle } from 'node:fs/promises';
import { createZstdDecompress, type ZstdDecompress } from 'node:zlib';
import { codeOf } from './error.ts';

// Not the handle's own streams: a handle cannot be closed before every one of them is.

/**
 * Decompresses zstd frames, of which a file may have any number, one after the other. Node's stream ends with the first
 * one. That of Node.js 22 does not notice one that ends too early: its content is then shorter.
 * @param start where the first frame begins
 * @param chunkSize bytes at a time
 * @throws zlib's error if it is damaged: {@link isDamage}
 */
export async function* decompress(
  file: FileHandle,
  start: number,
  chunkSize: number,
): AsyncGenerator<Buffer, void> {
  const { size } = await file.stat();
  for (let position = start; position < size; ) {
    const used = yield* decompressFrame(file, position, chunkSize);
    // The file has become shorter meanwhile.
    if (used === 0) return;
    position += used;
  }
}

/** Whether it is the content of a file that an error of {@link decompress} is about. */
export function isDamage(error: unknown): boolean {
  // The latter is of a frame that ends too early.
  return /^(?:ZSTD_|Z_BUF_ERROR$)/.test(codeOf(error));
}

/** @returns how many bytes of the file it has used: those of a frame, or of some */
async function* decompressFrame(
  file: FileHandle,
  start: number,
  chunkSize: number,
): AsyncGenerator<Buffer, number> {
  const decompressor = createZstdDecompress({ chunkSize });
  const fed = feed(file, start, chunkSize, decompressor);
  try {
    yield* decompressor;
    return decompressor.bytesWritten;
  } finally {
    decompressor.destroy();
    await fed;
  }
}

/**
 * Gives a stream a file until one frame is at its end: what is written after that would be taken for another one.
 * Never rejects: what goes wrong comes out of the stream.
 */
async function feed(
  file: FileHandle,
  start: number,
  chunkSize: number,
  stream: ZstdDecompress,
): Promise<void> {
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  try {
    for (let position = start; !stream.destroyed; ) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      const taken = new Promise<void>((resolve) => {
        stream.write(buffer.subarray(0, bytesRead), () => resolve());
      });
      await Promise.race([taken, closed]);
      // Bytes that are left over belong to the next frame.
      if (stream.bytesWritten < position - start) return;
    }
    stream.end();
  } catch (error) {
    stream.destroy(error as Error);
  }
}
