import { type DescMessage, type MessageShape, toJson } from '@bufbuild/protobuf';
import { annotations } from '../../src/runtime/c1z/annotation.ts';
import { EntitlementSchema } from '../../src/runtime/c1z/proto/gen/c1/connector/v2/entitlement_pb.ts';
import { GrantSchema } from '../../src/runtime/c1z/proto/gen/c1/connector/v2/grant_pb.ts';
import {
  ResourceSchema,
  ResourceTypeSchema,
} from '../../src/runtime/c1z/proto/gen/c1/connector/v2/resource_pb.ts';
import { C1zReader } from '../../src/runtime/c1z/reader.ts';

/** An object of a file, as canonical JSON. */
export interface Decoded {
  readonly [key: string]: unknown;
}

/** The objects of a .c1z file by their ids. */
export interface Contents {
  readonly resourceTypes: ReadonlyMap<string, Decoded>;
  /** By `<type>:<id>`. */
  readonly resources: ReadonlyMap<string, Decoded>;
  readonly entitlements: ReadonlyMap<string, Decoded>;
  readonly grants: ReadonlyMap<string, Decoded>;
}

/** Decodes a whole file. */
export async function contentsOf(path: string): Promise<Contents> {
  const reader = await C1zReader.open(path);
  try {
    return {
      resourceTypes: decoded(ResourceTypeSchema, reader.resourceTypes(), ({ id }) => id),
      resources: decoded(
        ResourceSchema,
        reader.resources(),
        ({ id }) => `${id?.resourceType}:${id?.resource}`,
      ),
      entitlements: decoded(EntitlementSchema, reader.entitlements(), ({ id }) => id),
      grants: decoded(GrantSchema, reader.grants(), ({ id }) => id),
    };
  } finally {
    await reader[Symbol.asyncDispose]();
  }
}

function decoded<Desc extends DescMessage>(
  schema: Desc,
  messages: Iterable<MessageShape<Desc>>,
  idOf: (message: MessageShape<Desc>) => string,
): ReadonlyMap<string, Decoded> {
  return new Map(
    Array.from(messages, (message) => [
      idOf(message),
      toJson(schema, message, { registry: annotations }) as Decoded,
    ]),
  );
}
