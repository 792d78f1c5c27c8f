import { toJson } from '@bufbuild/protobuf';
import { annotations } from '../c1z/annotation.ts';
import { OptInRequiredSchema } from '../c1z/proto/gen/c1/connector/v2/connector_pb.ts';
import { ResourceTypeSchema } from '../c1z/proto/gen/c1/connector/v2/resource_pb.ts';
import { resourceTypes } from '../sync/objects.ts';

const sync = 'CAPABILITY_SYNC';
const provision = 'CAPABILITY_PROVISION';

/** What can be granted and revoked. */
const provisioned: readonly string[] = ['group', 'space', 'space_role_assignment'];

/** What the connector can do with each type of resource: a `c1.connector.v2.ConnectorCapabilities` as JSON. */
export function capabilities(): object {
  return {
    '@type': 'type.googleapis.com/c1.connector.v2.ConnectorCapabilities',
    resourceTypeCapabilities: resourceTypes
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((type) => ({
        resourceType: toJson(ResourceTypeSchema, type, { registry: annotations }),
        capabilities: provisioned.includes(type.id) ? [sync, provision] : [sync],
        permissions: {},
        ...(type.annotations.some(({ typeUrl }) => typeUrl.endsWith(OptInRequiredSchema.typeName)) && {
          optInRequired: true,
        }),
      })),
    connectorCapabilities: [provision, sync],
    credentialDetails: {},
  };
}
