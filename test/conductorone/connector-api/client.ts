import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { type Client, Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import {
  BatonService,
  type BatonServiceHelloRequestSchema,
  type BatonServiceUploadAssetRequestSchema,
} from '../../../src/runtime/proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import { Client as RestClient } from '../client.ts';
import type { ConnectorApi } from './connector-api.ts';

/** A client of the connector API that owes nothing to the product but its proto files. */
export type ApiClient = Client<typeof BatonService>;

/** A client that has logged in. @param authorization the header in place of the login's; empty for none */
export async function connect(api: ConnectorApi, authorization?: string): Promise<ApiClient> {
  const sent = authorization ?? (await RestClient.of(api)).bearer;
  const transport = createGrpcTransport({
    baseUrl: api.url,
    nodeOptions: { ca: await readFile(api.caFile) },
    interceptors: [
      (next) => (request) => {
        if (sent !== '') request.header.set('authorization', sent);
        return next(request);
      },
    ],
  });
  return createClient(BatonService, transport);
}

/** A Hello that is all right. */
export const greeting = {
  hostId: 'host',
  buildInfo: { langVersion: 'v22', package: 'acme', packageVersion: '1' },
  osInfo: {
    hostname: 'host',
    os: 'linux',
    platform: 'debian',
    platformVersion: '12',
    platformFamily: 'debian',
    kernelVersion: '6',
    kernelArch: 'arm64',
    virtualizationSystem: 'none',
  },
  connectorMetadata: { displayName: 'Confluence' },
} as const satisfies MessageInitShape<typeof BatonServiceHelloRequestSchema>;

/** One message of an upload. */
export type Part = MessageInitShape<typeof BatonServiceUploadAssetRequestSchema>;

/** The parts of an upload that is all right, by default of five bytes. */
export function parts(taskId: string, chunks: readonly Uint8Array[] = [Buffer.from('a c1z')]) {
  const sha256Checksum = createHash('sha256').update(Buffer.concat(chunks)).digest();
  return {
    metadata: { msg: { case: 'metadata', value: { hostId: 'host', taskId } } },
    data: chunks.map((data) => ({ msg: { case: 'data', value: { data } } }) as const),
    eof: { msg: { case: 'eof', value: { sha256Checksum } } },
  } as const satisfies Readonly<Record<string, Part | readonly Part[]>>;
}

/** Sends an upload, by default one that is all right. */
export async function upload(client: ApiClient, taskId: string, sent?: readonly Part[]): Promise<void> {
  const { metadata, data, eof } = parts(taskId);
  const messages: readonly Part[] = sent ?? [metadata, ...data, eof];
  await client.uploadAsset(streamed(messages));
}

async function* streamed<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

/** How a call is refused: the code's name and the message; `OK` where it is not. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'OK';
  } catch (error) {
    const { code, rawMessage } = ConnectError.from(error);
    return `${Code[code]}: ${rawMessage}`;
  }
}
