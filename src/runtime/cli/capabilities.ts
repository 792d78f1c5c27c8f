import { create, toJson } from '@bufbuild/protobuf';
import { annotations } from '../messages/annotation.ts';
import {
  Capability,
  type ConnectorCapabilities,
  ConnectorCapabilitiesSchema,
  OptInRequiredSchema,
} from '../proto/gen/c1/connector/v2/connector_pb.ts';
import { resourceTypes } from '../sync/objects.ts';

/** What can be granted and revoked. */
const provisioned: readonly string[] = ['group', 'space', 'space_role_assignment'];

/** What the connector can do with each type of resource. */
export function capabilities(): ConnectorCapabilities {
  const { SYNC: sync, PROVISION: provision } = Capability;
  return create(ConnectorCapabilitiesSchema, {
    resourceTypeCapabilities: resourceTypes
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((resourceType) => ({
        resourceType,
        capabilities: provisioned.includes(resourceType.id) ? [sync, provision] : [sync],
        permissions: {},
        optInRequired: resourceType.annotations.some(({ typeUrl }) =>
          typeUrl.endsWith(OptInRequiredSchema.typeName),
        ),
      })),
    connectorCapabilities: [provision, sync],
    credentialDetails: {},
  });
}

/** The same as JSON that names its type. */
export function capabilitiesAsJson(): object {
  const json = toJson(ConnectorCapabilitiesSchema, capabilities(), { registry: annotations });
  return { '@type': `type.googleapis.com/${ConnectorCapabilitiesSchema.typeName}`, ...(json as object) };
}
