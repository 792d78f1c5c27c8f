import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { BatonServiceUploadAssetRequestSchema } from '../proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';

/** Bytes in one message; ConductorOne takes twice as many at most. */
const chunkSize = 512 * 1024;

type Message = MessageInitShape<typeof BatonServiceUploadAssetRequestSchema>;

/** What is sent to hand over a file, from its start: whose it is, its bytes, and its checksum. */
export async function* uploadMessages(
  hostId: string,
  taskId: string,
  file: FileHandle,
): AsyncGenerator<Message> {
  const hash = createHash('sha256');
  yield { msg: { case: 'metadata', value: { hostId, taskId } } };
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    const data = buffer.subarray(0, bytesRead);
    hash.update(data);
    yield { msg: { case: 'data', value: { data } } };
  }
  yield { msg: { case: 'eof', value: { sha256Checksum: hash.digest() } } };
}
