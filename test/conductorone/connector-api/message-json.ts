import {
  clone,
  createRegistry,
  type DescMessage,
  fromJson,
  isMessage,
  type JsonValue,
  type Message,
  type MessageShape,
  toJson,
} from '@bufbuild/protobuf';
import {
  type Any,
  AnySchema,
  anyPack,
  file_google_protobuf_struct,
  StructSchema,
} from '@bufbuild/protobuf/wkt';
import { annotations } from '../../../src/runtime/messages/annotation.ts';
import { file_c1_connector_v2_annotation_external_link as externalLink } from '../../../src/runtime/proto/gen/c1/connector/v2/annotation_external_link_pb.ts';

const registry = createRegistry(annotations, externalLink, file_google_protobuf_struct);

/**
 * A message as protobuf's JSON. What the product's proto files leave out is told too, so that nobody takes it for
 * absent: fields by their paths as `unknownFields`, and in place of an annotation of another type a Struct
 * `{unreadable, base64}` with its type.
 */
export function messageJson<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): JsonValue {
  const readable = clone(schema, message);
  const unknownFields: string[] = [];
  for (const [path, part] of messagesIn(readable)) {
    if (isMessage(part, AnySchema)) makeReadable(part);
    else unknownFields.push(...(part.$unknown ?? []).map(({ no }) => `${path}${no}`));
  }
  const json = toJson(schema, readable, { registry });
  return unknownFields.length > 0 ? { ...(json as object), unknownFields } : json;
}

/** A message and those in it, each with the path to its fields. */
function* messagesIn(value: unknown, path = ''): Generator<readonly [string, Message]> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (isMessage(value)) yield [path, value];
  for (const [key, inner] of Object.entries(value)) {
    if (key !== '$unknown') yield* messagesIn(inner, `${path}${key}.`);
  }
}

function makeReadable(any: Any): void {
  const { typeUrl, value } = any;
  if (registry.getMessage(typeUrl.replace(/.*\//, ''))) return;
  const told = { unreadable: typeUrl, base64: Buffer.from(value).toString('base64') };
  Object.assign(any, anyPack(StructSchema, fromJson(StructSchema, told)));
}
