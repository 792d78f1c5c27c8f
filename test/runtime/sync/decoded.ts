import { isDeepStrictEqual } from 'node:util';
import { type DescMessage, type MessageShape, toJson } from '@bufbuild/protobuf';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import { annotations } from '../../../src/runtime/messages/annotation.ts';
import { EntitlementSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/entitlement_pb.ts';
import { GrantSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import {
  ResourceSchema,
  ResourceTypeSchema,
} from '../../../src/runtime/proto/gen/c1/connector/v2/resource_pb.ts';

/** An object of a file, as canonical JSON. */
export interface Decoded {
  readonly [key: string]: unknown;
}

/** The objects of a sync by their ids. */
export interface DecodedObjects {
  readonly resourceTypes: ReadonlyMap<string, Decoded>;
  /** By `<type>:<id>`. */
  readonly resources: ReadonlyMap<string, Decoded>;
  readonly entitlements: ReadonlyMap<string, Decoded>;
  readonly grants: ReadonlyMap<string, Decoded>;
}

/** All that a .c1z file says. */
export interface Contents extends DecodedObjects {
  /** Of the run, e.g. `full`. */
  readonly type: string;
  /** Through which entitlements a grant expands, by its id. */
  readonly expansions: ReadonlyMap<string, readonly string[]>;
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
      type: reader.run.type,
      expansions: new Map(
        Array.from(reader.expansions(), ({ grant, expandable }) => [grant, expandable.entitlementIds]),
      ),
    };
  } finally {
    await reader.close();
  }
}

/** What is in one of two syncs only, or not the same in both: little to read, however large they are. */
export function differences(ours: DecodedObjects, theirs: DecodedObjects): readonly unknown[] {
  return (['resourceTypes', 'resources', 'entitlements', 'grants'] as const).flatMap((kind) => {
    const ids = new Set([...ours[kind].keys(), ...theirs[kind].keys()]);
    return [...ids]
      .map((id) => ({ kind, id, ours: ours[kind].get(id), theirs: theirs[kind].get(id) }))
      .filter((both) => !isDeepStrictEqual(both.ours, both.theirs));
  });
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

/** The ids of a type, as in `user:…`, sorted. */
export function ofType(type: string, ids: Iterable<string>): readonly string[] {
  return [...ids].filter((id) => id.startsWith(`${type}:`)).sort();
}
