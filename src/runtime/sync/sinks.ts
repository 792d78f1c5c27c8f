import type { Objects } from '../c1z/writer.ts';
import type { DirectorySink, Role, RoleSink, Sink } from '../confluence/model.ts';
import type { Resource } from '../proto/gen/c1/connector/v2/resource_pb.ts';
import {
  assignedEntitlement,
  assignedGrant,
  groupResource,
  memberEntitlement,
  memberGrant,
  permissionEntitlement,
  permissionGrant,
  permissionSpaceResource,
  roleAssignmentResource,
  roleResource,
  roleSpaceResource,
  spaceResource,
  userResource,
} from './objects.ts';

/** Turns a site that gives permissions into objects. @param pairs that every space has an entitlement for */
export function permissionSink(objects: Objects, pairs: readonly string[]): Sink {
  return {
    ...directorySink(objects),
    space: (space, permissions, open) => {
      const resource = spaceResource(space);
      objects.addResources([permissionSpaceResource(space, open)]);
      // A pair that is new to Confluence is an entitlement where somebody holds it: no grant is lost.
      const held = permissions.map(({ verb, noun }) => `${verb}-${noun}`);
      objects.addEntitlements(
        [...new Set([...pairs, ...held])].map((pair) => permissionEntitlement(resource, pair)),
      );
      objects.addGrants(permissions.map((permission) => permissionGrant(resource, permission)));
    },
  };
}

/** Turns a site that gives roles into objects. */
export function roleSink(objects: Objects): RoleSink {
  const byId = new Map<string, Role>();
  return {
    ...directorySink(objects),
    roles: (roles) => {
      for (const role of roles) byId.set(role.id, role);
      objects.addResources(roles.map(roleResource));
    },
    space: (space, assignments, open) => {
      const nameOf = (roleId: string) => byId.get(roleId)?.name ?? roleId;
      objects.addResources([roleSpaceResource(space, open, nameOf)]);
      for (const [roleId, ofRole] of Map.groupBy(assignments, ({ roleId }) => roleId)) {
        const role = byId.get(roleId);
        if (!role) continue;
        const resource = roleAssignmentResource(space, role);
        objects.addResources([resource]);
        objects.addEntitlements([assignedEntitlement(resource)]);
        objects.addGrants(ofRole.map(({ principal }) => assignedGrant(resource, principal)));
      }
    },
  };
}

function directorySink(objects: Objects): DirectorySink {
  const groups = new Map<string, Resource>();
  return {
    accounts: (accounts) => objects.addResources(accounts.map(userResource)),
    groups: (found) => {
      const resources = found.map(groupResource);
      for (const resource of resources) groups.set(resource.id?.resource ?? '', resource);
      objects.addResources(resources);
      objects.addEntitlements(resources.map(memberEntitlement));
    },
    members: (groupId, accountIds) => {
      const resource = groups.get(groupId);
      if (resource) objects.addGrants(accountIds.map((id) => memberGrant(resource, id)));
    },
  };
}
