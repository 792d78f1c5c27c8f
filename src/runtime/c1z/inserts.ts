import type { DatabaseSync } from 'node:sqlite';
import { create, toBinary } from '@bufbuild/protobuf';
import { GrantExpandableSchema } from '../proto/gen/c1/connector/v2/annotation_grant_pb.ts';
import type { Entitlement } from '../proto/gen/c1/connector/v2/entitlement_pb.ts';
import {
  type Resource,
  type ResourceType,
  ResourceTypeSchema,
} from '../proto/gen/c1/connector/v2/resource_pb.ts';
import { encodeEntitlement, encodeGrant, encodeResource, sortedResource } from './encode.ts';
import { grantId, type NewGrant } from './grant.ts';
import { entitlements, grants, resources, resourceTypes, type Table } from './schema.ts';

/** What every row of a sync has. */
export interface RowStamp {
  readonly syncId: string;
  /** As SQL has it. */
  readonly discoveredAt: string;
}

/** Adds one object as a row of its table. */
export interface Inserts {
  readonly resourceType: (type: ResourceType) => void;
  readonly resource: (resource: Resource) => void;
  readonly entitlement: (entitlement: Entitlement) => void;
  readonly grant: (grant: NewGrant) => void;
}

/** Prepares the statements that add rows to a sync. */
export function prepareInserts(database: DatabaseSync, stamp: RowStamp): Inserts {
  const insert = ({ name }: Table, ...columns: readonly string[]) =>
    database.prepare(
      `insert into ${name} (${columns.join()}, sync_id, discovered_at)
       values (${columns.map(() => '?').join()}, '${stamp.syncId}', '${stamp.discoveredAt}')`,
    );
  const type = insert(resourceTypes, 'external_id', 'data');
  const resource = insert(
    resources,
    'resource_type_id',
    'external_id',
    'parent_resource_type_id',
    'parent_resource_id',
    'data',
  );
  const entitlement = insert(entitlements, 'resource_type_id', 'resource_id', 'external_id', 'data');
  const grant = insert(
    grants,
    'resource_type_id',
    'resource_id',
    'entitlement_id',
    'principal_resource_type_id',
    'principal_resource_id',
    'external_id',
    'expansion',
    'needs_expansion',
    'data',
  );
  const encodeHeld = entitlementEncoder();
  return {
    resourceType: (added) => void type.run(added.id, toBinary(ResourceTypeSchema, added)),
    resource: (added) => {
      const id = idOf(added);
      const parent = added.parentResourceId;
      resource.run(
        id.resourceType,
        `${id.resourceType}:${id.resource}`,
        parent?.resourceType ?? null,
        parent?.resource ?? null,
        encodeResource(added),
      );
    },
    entitlement: (added) => {
      const { resourceType, resource } = idOf(added.resource);
      entitlement.run(resourceType, resource, added.id, encodeEntitlement(added));
    },
    grant: ({ entitlement: held, principal, expandable = [] }) => {
      const { resourceType, resource } = idOf(held.resource);
      const id = grantId(held.id, principal);
      const expansion = expandable.length > 0 ? encodeExpansion(expandable) : null;
      grant.run(
        resourceType,
        resource,
        held.id,
        principal.resourceType,
        principal.resource,
        id,
        expansion,
        expansion ? 1 : 0,
        Buffer.concat([encodeHeld(held), encodeGrant({ principal: { id: principal }, id })]),
      );
    },
  };
}

function idOf(resource: Resource | undefined): { readonly resourceType: string; readonly resource: string } {
  if (!resource?.id) throw new TypeError('a resource without an id');
  return resource.id;
}

function encodeExpansion(entitlementIds: readonly string[]): Uint8Array {
  return toBinary(
    GrantExpandableSchema,
    create(GrantExpandableSchema, { entitlementIds: [...entitlementIds] }),
  );
}

/** Encodes a grant's field `entitlement`, keeping those of one resource: its grants come in a row. */
function entitlementEncoder(): (held: NewGrant['entitlement']) => Uint8Array {
  let current: Resource | undefined;
  let known = new Map<string, Uint8Array>();
  return ({ id, resource }) => {
    if (resource !== current) {
      current = resource;
      known = new Map();
    }
    let bytes = known.get(id);
    if (!bytes) {
      bytes = encodeGrant({ entitlement: { id, resource: sortedResource(resource) } });
      known.set(id, bytes);
    }
    return bytes;
  };
}
