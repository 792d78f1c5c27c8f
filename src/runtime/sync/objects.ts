import { create, type JsonObject } from '@bufbuild/protobuf';
import type { Account, Group, OpenAccess, Permission, Principal, Role, Space } from '../confluence/model.ts';
import { annotation } from '../messages/annotation.ts';
import type { NewGrant } from '../messages/grant.ts';
import {
  ChildResourceTypeSchema,
  SkipEntitlementsAndGrantsSchema,
  SkipEntitlementsSchema,
} from '../proto/gen/c1/connector/v2/annotation_resource_tree_pb.ts';
import {
  GroupTraitSchema,
  RoleTraitSchema,
  ScopeBindingTraitSchema,
  UserTrait_AccountType,
  UserTrait_Status_Status,
  UserTraitSchema,
} from '../proto/gen/c1/connector/v2/annotation_trait_pb.ts';
import { OptInRequiredSchema } from '../proto/gen/c1/connector/v2/connector_pb.ts';
import {
  type Entitlement,
  Entitlement_PurposeValue,
  EntitlementSchema,
} from '../proto/gen/c1/connector/v2/entitlement_pb.ts';
import {
  type Resource,
  ResourceSchema,
  type ResourceType,
  ResourceType_Trait,
  ResourceTypeSchema,
  Status_ResourceStatus,
} from '../proto/gen/c1/connector/v2/resource_pb.ts';

// What ConductorOne is told of Confluence: ids and words are those of the vendor's connector, so that one can take
// over from the other.

const user = create(ResourceTypeSchema, {
  id: 'user',
  displayName: 'User',
  traits: [ResourceType_Trait.USER],
  annotations: [annotation(SkipEntitlementsAndGrantsSchema)],
});
const group = create(ResourceTypeSchema, {
  id: 'group',
  displayName: 'Group',
  traits: [ResourceType_Trait.GROUP],
});
const space = create(ResourceTypeSchema, { id: 'space', displayName: 'Space' });
const spaceRole = create(ResourceTypeSchema, {
  id: 'space_role',
  displayName: 'Space Role',
  traits: [ResourceType_Trait.ROLE],
  annotations: [annotation(SkipEntitlementsAndGrantsSchema), annotation(OptInRequiredSchema)],
});
const spaceRoleAssignment = create(ResourceTypeSchema, {
  id: 'space_role_assignment',
  displayName: 'Space Role Assignment',
  traits: [ResourceType_Trait.SCOPE_BINDING],
  annotations: [annotation(SkipEntitlementsSchema), annotation(OptInRequiredSchema)],
});

/** Every kind of resource, whether the mode of a sync reads it or not. */
export const resourceTypes: readonly ResourceType[] = [user, group, space, spaceRole, spaceRoleAssignment];

/** An account; a hidden e-mail address is left out. */
export function userResource(account: Account): Resource {
  const { id, kind, displayName, email, enabled, guest, external } = account;
  const [status, state] = statesOf(enabled);
  const isPerson = kind === 'person';
  return create(ResourceSchema, {
    id: { resourceType: user.id, resource: id },
    displayName,
    profile: {
      user_name: displayName,
      account_type: isPerson ? 'atlassian' : '',
      email: email ?? '',
      id,
      ...(guest !== undefined && { is_guest: guest }),
      ...(external !== undefined && { is_external_collaborator: external }),
    },
    status: { status },
    annotations: [
      annotation(UserTraitSchema, {
        emails: email ? [{ address: email, isPrimary: true }] : [],
        status: { status: state },
        accountType: isPerson ? UserTrait_AccountType.HUMAN : UserTrait_AccountType.UNSPECIFIED,
      }),
    ],
  });
}

/** As the resource and as its trait name them. */
function statesOf(enabled: boolean | undefined): readonly [Status_ResourceStatus, UserTrait_Status_Status] {
  if (enabled === undefined) {
    return [Status_ResourceStatus.UNSPECIFIED, UserTrait_Status_Status.UNSPECIFIED];
  }
  return enabled
    ? [Status_ResourceStatus.ENABLED, UserTrait_Status_Status.ENABLED]
    : [Status_ResourceStatus.DISABLED, UserTrait_Status_Status.DISABLED];
}

/** A group. */
export function groupResource({ id, name }: Group): Resource {
  return create(ResourceSchema, {
    id: { resourceType: group.id, resource: id },
    displayName: name,
    profile: { group_id: id, group_name: name, group_type: 'group' },
    annotations: [annotation(GroupTraitSchema)],
  });
}

/** A space, as its entitlements name it: every grant repeats that. */
export function spaceResource({ id, name }: Space): Resource {
  return create(ResourceSchema, { id: { resourceType: space.id, resource: id }, displayName: name });
}

/** A space that gives permissions, with its profile. */
export function permissionSpaceResource(given: Space, open: OpenAccess): Resource {
  return { ...spaceResource(given), profile: profileOf(given, open, (what) => what) };
}

/** A space that gives roles: what can be held there is on its role assignments. @param nameOf a role */
export function roleSpaceResource(
  given: Space,
  open: OpenAccess,
  nameOf: (roleId: string) => string,
): Resource {
  const annotations = [annotation(ChildResourceTypeSchema, { resourceTypeId: spaceRoleAssignment.id })];
  return { ...spaceResource(given), profile: profileOf(given, open, nameOf), annotations };
}

/** What Confluence says of a space; what it leaves out is left out. */
function profileOf(
  { key, type, status, ownerId }: Space,
  { anonymous, classes }: OpenAccess,
  inWords: (what: string) => string,
): JsonObject {
  const sorted = (held: readonly string[]) => held.map(inWords).sort();
  return {
    ...(key && { space_key: key }),
    ...(type && { space_type: type }),
    ...(status && { space_status: status }),
    ...(ownerId && { space_owner_id: ownerId }),
    ...(anonymous.length > 0 && { anonymous_access: sorted(anonymous) }),
    ...(classes.size > 0 && {
      access_classes: Object.fromEntries(Array.from(classes, ([name, held]) => [name, sorted(held)])),
    }),
  };
}

/** A role that spaces may give. */
export function roleResource({ id, name, description, permissions }: Role): Resource {
  return create(ResourceSchema, {
    id: { resourceType: spaceRole.id, resource: id },
    displayName: name,
    description,
    profile: { description, space_permissions: [...permissions] },
    annotations: [annotation(RoleTraitSchema)],
  });
}

/** A role in one space, whoever has it there. */
export function roleAssignmentResource(given: Space, role: Role): Resource {
  const scope = { resourceType: space.id, resource: given.id };
  const roleId = { resourceType: spaceRole.id, resource: role.id };
  return create(ResourceSchema, {
    id: { resourceType: spaceRoleAssignment.id, resource: `${given.id}:${role.id}` },
    parentResourceId: scope,
    displayName: `${role.name} on ${given.name}`,
    annotations: [annotation(ScopeBindingTraitSchema, { roleId, scopeResourceId: scope })],
  });
}

/** Being a member of a group. */
export function memberEntitlement(resource: Resource): Entitlement {
  return create(EntitlementSchema, {
    id: memberEntitlementId(resource.id?.resource ?? ''),
    resource,
    displayName: `${resource.displayName} Group Member`,
    description: `Is member of the ${resource.displayName} group in Confluence`,
    grantableTo: [user],
    purpose: Entitlement_PurposeValue.ASSIGNMENT,
    slug: 'member',
  });
}

/** A permission in a space. @param pair e.g. `create-page` */
export function permissionEntitlement(resource: Resource, pair: string): Entitlement {
  return create(EntitlementSchema, {
    id: permissionEntitlementId(resource, pair),
    resource,
    displayName: `Can ${pair} ${resource.displayName}`,
    description: `Has permission to ${pair.replace('-', ' ')} the ${resource.displayName} space in Confluence`,
    grantableTo: [user, group],
    purpose: Entitlement_PurposeValue.PERMISSION,
    slug: pair,
  });
}

/** Having a role in a space. @param resource a role assignment */
export function assignedEntitlement(resource: Resource): Entitlement {
  return create(EntitlementSchema, {
    id: assignedEntitlementId(resource),
    resource,
    displayName: 'assigned',
    grantableTo: [user, group],
    purpose: Entitlement_PurposeValue.ASSIGNMENT,
    slug: 'assigned',
  });
}

/** That an account is a member of a group. */
export function memberGrant(resource: Resource, accountId: string): NewGrant {
  return {
    entitlement: { id: memberEntitlementId(resource.id?.resource ?? ''), resource },
    principal: { resourceType: user.id, resource: accountId },
  };
}

/** That somebody holds a permission in a space; what a group holds, its members do. */
export function permissionGrant(resource: Resource, { verb, noun, principal }: Permission): NewGrant {
  return grantTo(principal, { id: permissionEntitlementId(resource, `${verb}-${noun}`), resource });
}

/** That somebody has a role in a space; what a group has, its members have. @param resource a role assignment */
export function assignedGrant(resource: Resource, principal: Principal): NewGrant {
  return grantTo(principal, { id: assignedEntitlementId(resource), resource });
}

function grantTo({ type, id }: Principal, entitlement: NewGrant['entitlement']): NewGrant {
  return type === 'user'
    ? { entitlement, principal: { resourceType: user.id, resource: id } }
    : {
        entitlement,
        principal: { resourceType: group.id, resource: id },
        expandable: [memberEntitlementId(id)],
      };
}

function memberEntitlementId(groupId: string): string {
  return `${group.id}:${groupId}:member`;
}

function permissionEntitlementId({ id }: Resource, pair: string): string {
  return `${space.id}:${id?.resource}:${pair}`;
}

function assignedEntitlementId({ id }: Resource): string {
  return `${spaceRoleAssignment.id}:${id?.resource}:assigned`;
}
