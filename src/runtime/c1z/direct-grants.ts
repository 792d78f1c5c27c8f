import { fromBinary } from '@bufbuild/protobuf';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { GrantSchema, GrantSourcesSchema } from '../proto/gen/c1/connector/v2/grant_pb.ts';

const sourcesField = GrantSchema.field.sources.number;

/**
 * Whether a grant is held directly, be it through groups too: it names no sources, or its entitlement among them.
 * Decodes nothing else, as of a million grants nearly all may come through groups.
 *
 * @param id of the grant, which begins with that of its entitlement
 * @throws Error where the bytes are no message
 */
export function isDirect(id: string, grant: Uint8Array): boolean {
  const reader = new BinaryReader(grant);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field !== sourcesField) {
      reader.skip(wireType, field);
      continue;
    }
    const sources = Object.keys(fromBinary(GrantSourcesSchema, reader.bytes()).sources);
    return sources.length === 0 || sources.some((source) => id.startsWith(`${source}:`));
  }
  return true;
}
