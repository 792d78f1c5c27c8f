import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import type {
  BatonServiceUploadAssetRequest,
  BatonServiceUploadAssetRequest_UploadMetadata,
} from '../../../src/runtime/proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import { checkUploadAsset, invalid } from './rules.ts';

/** A file that came whole. */
export class Upload {
  readonly path: string;
  /** The size of each chunk it came in, in bytes. */
  readonly chunks: readonly number[];

  constructor(path: string, chunks: readonly number[]) {
    this.path = path;
    this.chunks = chunks;
  }

  /** @throws C1zError where the file is not a .c1z with a finished sync */
  open(): Promise<C1zReader> {
    return C1zReader.open(this.path);
  }
}

/** What is told of an upload while it comes. Whatever it throws ends the upload. */
export interface Listener {
  readonly metadata: (metadata: BatonServiceUploadAssetRequest_UploadMetadata) => Promise<void>;
  /** @param chunks all so far, by their sizes in bytes */
  readonly chunk: (chunks: readonly number[]) => Promise<void>;
}

/**
 * Receives metadata, one chunk of data at least, and the checksum.
 * @param path of the new file
 * @throws ConnectError InvalidArgument where anything is missing, wrong or in another order
 */
export async function receive(
  messages: AsyncIterable<BatonServiceUploadAssetRequest>,
  path: string,
  listener: Listener,
): Promise<Upload> {
  const file = await open(path, 'wx');
  try {
    return new Upload(path, await write(messages, file, listener));
  } finally {
    await file.close();
  }
}

/** Returns the chunks' sizes, in bytes. */
async function write(
  messages: AsyncIterable<BatonServiceUploadAssetRequest>,
  file: FileHandle,
  listener: Listener,
): Promise<readonly number[]> {
  const hash = createHash('sha256');
  const chunks: number[] = [];
  let state: 'start' | 'data' | 'end' = 'start';
  for await (const message of messages) {
    checkUploadAsset(message);
    const { msg } = message;
    if (state === 'end') throw invalid(`${at}.msg`, 'eof must come last');
    if ((msg.case === 'metadata') !== (state === 'start'))
      throw invalid(`${at}.msg`, 'metadata must come first, and once');
    if (msg.case === 'metadata') {
      await listener.metadata(msg.value);
      state = 'data';
    } else if (msg.case === 'data') {
      const { data } = msg.value;
      hash.update(data);
      await file.write(data);
      chunks.push(data.length);
      await listener.chunk(chunks);
    } else if (msg.case === 'eof') {
      if (chunks.length === 0) throw invalid(`${at}.msg`, 'data must come before eof');
      if (!hash.digest().equals(msg.value.sha256Checksum))
        throw invalid(`${at}.eof.sha256_checksum`, 'is not that of the data');
      state = 'end';
    }
  }
  if (state !== 'end') throw invalid(`${at}.msg`, 'eof is missing');
  return chunks;
}

const at = 'BatonServiceUploadAssetRequest';
