import type { Client } from 'confluence.js/core';
import type { Resource } from './c1z/proto/gen/c1/connector/v2/resource_pb.ts';
import type { Completion } from './c1z/sync-database.ts';
import { C1zWriter } from './c1z/writer.ts';
import { ConfluenceError, type Failure } from './confluence/error.ts';
import type { Role, Sink, Skipped } from './confluence/model.ts';
import { readRoles } from './confluence/roles.ts';
import { type ReadOptions, readSite } from './confluence/site.ts';
import {
  groupResource,
  memberEntitlement,
  memberGrant,
  permissionEntitlement,
  permissionGrant,
  resourceTypes,
  roleResource,
  spaceResource,
  userResource,
} from './objects.ts';

/** How a site answers that has no roles, or does not let everybody see them. */
const withoutRoles: readonly Failure[] = ['missing', 'refused', 'forbidden'];

export interface SyncOptions extends ReadOptions {
  /** The .c1z file to make or to replace. */
  readonly file: string;
  /** The pairs that every space has an entitlement for, e.g. `create-page`. */
  readonly pairs: readonly string[];
  /** Whether members of groups get grants of their own. */
  readonly expand: boolean;
  /** Ends the sync; the file stays as it was. */
  readonly signal?: AbortSignal;
}

/** What a sync has done. */
export interface SyncResult extends Completion {
  readonly skipped: Skipped;
}

/** Reads a site into a file, which appears only once it is complete. */
export async function sync(client: Client, options: SyncOptions): Promise<SyncResult> {
  const writer = await C1zWriter.create(options.file, { signal: options.signal });
  try {
    const [skipped, roles] = await Promise.all([
      readSite(client, options, sinkOf(writer, options)),
      rolesIfAny(client),
    ]);
    writer.addResources(roles.map(roleResource));
    const completion = await writer.complete({ expand: options.expand });
    await writer.save();
    return { ...completion, skipped };
  } finally {
    await writer.abort();
  }
}

/** Roles are told of also where permissions are what counts; a site without them has none. */
async function rolesIfAny(client: Client): Promise<readonly Role[]> {
  try {
    return await readRoles(client);
  } catch (error) {
    if (error instanceof ConfluenceError && withoutRoles.includes(error.failure)) return [];
    throw error;
  }
}

/** Turns what is read into ConductorOne's objects, and adds them to a file. */
function sinkOf(writer: C1zWriter, { pairs }: SyncOptions): Sink {
  writer.addResourceTypes(resourceTypes);
  const groups = new Map<string, Resource>();
  return {
    accounts: (accounts) => writer.addResources(accounts.map(userResource)),
    groups: (found) => {
      for (const { id, name } of found) groups.set(id, groupResource({ id, name }));
      const resources = found.flatMap(({ id }) => groups.get(id) ?? []);
      writer.addResources(resources);
      writer.addEntitlements(resources.map(memberEntitlement));
    },
    members: (groupId, accountIds) => {
      const resource = groups.get(groupId);
      if (resource) writer.addGrants(accountIds.map((id) => memberGrant(resource, id)));
    },
    space: (space, permissions) => {
      const resource = spaceResource(space);
      writer.addResources([resource]);
      // A pair that is new to Confluence is an entitlement where somebody holds it: no grant is lost.
      const held = permissions.map(({ verb, noun }) => `${verb}-${noun}`);
      writer.addEntitlements(
        [...new Set([...pairs, ...held])].map((pair) => permissionEntitlement(resource, pair)),
      );
      writer.addGrants(permissions.map((permission) => permissionGrant(resource, permission)));
    },
  };
}
