import type { DatabaseSync } from 'node:sqlite';
import { create, toBinary } from '@bufbuild/protobuf';
import type { NewGrant } from '../messages/grant.ts';
import { GrantExpandableSchema } from '../proto/gen/c1/connector/v2/annotation_grant_pb.ts';
import type { Entitlement } from '../proto/gen/c1/connector/v2/entitlement_pb.ts';
import {
  type Resource,
  type ResourceType,
  ResourceTypeSchema,
} from '../proto/gen/c1/connector/v2/resource_pb.ts';
import { encodeEntitlement, encodeGrant, encodeResource, sortedResource } from './encode.ts';
import { entitlements, resources, resourceTypes, type TableDefinition } from './schema.ts';

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

/**
 * Makes the tables that grants are added to: `held`, a grant's field `entitlement` and what that is on, and
 * `granted`, who holds it. A file has neither of them.
 */
export function createGrantTables(database: DatabaseSync): void {
  database.exec(`
    create table held (number integer primary key, entitlement text, resource_type text, resource text, data blob);
    create table granted (id integer primary key, held integer, type text, resource text, expansion blob)`);
}

/** Prepares the statements that add rows to a sync. */
export function prepareInserts(database: DatabaseSync, stamp: RowStamp): Inserts {
  const insert = ({ name }: TableDefinition, ...columns: readonly string[]) =>
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
  const insertGrant = grantInserter(database);
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
    grant: insertGrant,
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

/**
 * Adds grants to the tables of `createGrantTables`. They are many: what those of one entitlement have in common is
 * there once, if they come in a row.
 */
function grantInserter(database: DatabaseSync): (grant: NewGrant) => void {
  const insertHeld = database.prepare(
    'insert into held (entitlement, resource_type, resource, data) values (?, ?, ?, ?)',
  );
  const insert = database.prepare(
    'insert into granted (held, type, resource, expansion) values (?, ?, ?, ?)',
  );
  let current: Resource | undefined;
  let known = new Map<string, number>();
  return ({ entitlement: { id, resource }, principal, expandable = [] }) => {
    if (resource !== current) {
      current = resource;
      known = new Map();
    }
    let held = known.get(id);
    if (held === undefined) {
      const on = idOf(resource);
      const data = encodeGrant({ entitlement: { id, resource: sortedResource(resource) } });
      held = Number(insertHeld.run(id, on.resourceType, on.resource, data).lastInsertRowid);
      known.set(id, held);
    }
    const expansion = expandable.length > 0 ? encodeExpansion(expandable) : null;
    insert.run(held, principal.resourceType, principal.resource, expansion);
  };
}
