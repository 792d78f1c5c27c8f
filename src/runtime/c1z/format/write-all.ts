import type { FileHandle } from 'node:fs/promises';

/** Writes bytes into a file, however many the system takes at a time. */
export async function writeAll(file: FileHandle, start: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, start + done)).bytesWritten;
  }
}
