import { create, type JsonObject, type JsonValue, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { type Entitlement, EntitlementSchema } from '../proto/gen/c1/connector/v2/entitlement_pb.ts';
import { GrantSchema } from '../proto/gen/c1/connector/v2/grant_pb.ts';
import { type Resource, ResourceSchema } from '../proto/gen/c1/connector/v2/resource_pb.ts';

// Equal messages get equal bytes, as from the SDK: two syncs are compared by them. All that could differ is the
// order of maps.

/** A resource's bytes. */
export function encodeResource(resource: Resource): Uint8Array {
  return toBinary(ResourceSchema, sortedResource(resource));
}

/** An entitlement's bytes. */
export function encodeEntitlement(entitlement: Entitlement): Uint8Array {
  return toBinary(EntitlementSchema, {
    ...entitlement,
    resource: entitlement.resource && sortedResource(entitlement.resource),
  });
}

/** The bytes of some fields of a grant. Those of all fields, one after the other, are those of the grant. */
export function encodeGrant(fields: MessageInitShape<typeof GrantSchema>): Uint8Array {
  return toBinary(GrantSchema, create(GrantSchema, fields));
}

/** The same resource, its profile's keys in order. */
export function sortedResource(resource: Resource): Resource {
  return resource.profile ? { ...resource, profile: sortedObject(resource.profile) } : resource;
}

function sortedObject(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object)
      .sort(([a], [b]) => compareBytes(a, b))
      .map(([key, value]) => [key, sortedValue(value)]),
  );
}

function sortedValue(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortedValue);
  return typeof value === 'object' && value !== null ? sortedObject(value) : value;
}

/** Only beside characters of two code units do these come in another order than bytes. */
const surrogate = /[\ud800-\udfff]/;

/** Orders texts by their UTF-8 bytes, as Go and SQLite do. */
export function compareBytes(a: string, b: string): number {
  if (surrogate.test(a) || surrogate.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : Number(a > b);
}
