import { create } from '@bufbuild/protobuf';
import { annotation } from './c1z/annotation.ts';
import type { NewGrant } from './c1z/grant.ts';
import {
  SkipEntitlementsAndGrantsSchema,
  SkipEntitlementsSchema,
} from './c1z/proto/gen/c1/connector/v2/annotation_resource_tree_pb.ts';
import {
  GroupTraitSchema,
  RoleTraitSchema,
  UserTrait_AccountType,
  UserTrait_Status_Status,
  UserTraitSchema,
} from './c1z/proto/gen/c1/connector/v2/annotation_trait_pb.ts';
import { OptInRequiredSchema } from './c1z/proto/gen/c1/connector/v2/connector_pb.ts';
import {
  type Entitlement,
  Entitlement_PurposeValue,
  EntitlementSchema,
} from './c1z/proto/gen/c1/connector/v2/entitlement_pb.ts';
import {
  type Resource,
  ResourceSchema,
  type ResourceType,
  ResourceType_Trait,
  ResourceTypeSchema,
  Status_ResourceStatus,
} from './c1z/proto/gen/c1/connector/v2/resource_pb.ts';
import type { Account, Group, Permission, Role, Space } from './confluence/model.ts';

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
export function userResource({ id, displayName, email, enabled }: Account): Resource {
  const status = enabled ? UserTrait_Status_Status.ENABLED : UserTrait_Status_Status.DISABLED;
  return create(ResourceSchema, {
    id: { resourceType: user.id, resource: id },
    displayName,
    profile: { user_name: displayName, account_type: 'atlassian', email: email ?? '', id },
    status: { status: enabled ? Status_ResourceStatus.ENABLED : Status_ResourceStatus.DISABLED },
    annotations: [
      annotation(UserTraitSchema, {
        emails: email ? [{ address: email, isPrimary: true }] : [],
        status: { status },
        accountType: UserTrait_AccountType.HUMAN,
      }),
    ],
  });
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

/** A space. */
export function spaceResource({ id, name }: Space): Resource {
  return create(ResourceSchema, { id: { resourceType: space.id, resource: id }, displayName: name });
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

/** That an account is a member of a group. */
export function memberGrant(resource: Resource, accountId: string): NewGrant {
  return {
    entitlement: { id: memberEntitlementId(resource.id?.resource ?? ''), resource },
    principal: { resourceType: user.id, resource: accountId },
  };
}

/** That somebody holds a permission in a space; what a group holds, its members do. */
export function permissionGrant(resource: Resource, { verb, noun, principal }: Permission): NewGrant {
  const entitlement = { id: permissionEntitlementId(resource, `${verb}-${noun}`), resource };
  return principal.type === 'user'
    ? { entitlement, principal: { resourceType: user.id, resource: principal.id } }
    : {
        entitlement,
        principal: { resourceType: group.id, resource: principal.id },
        expandable: [memberEntitlementId(principal.id)],
      };
}

function memberEntitlementId(groupId: string): string {
  return `${group.id}:${groupId}:member`;
}

function permissionEntitlementId({ id }: Resource, pair: string): string {
  return `${space.id}:${id?.resource}:${pair}`;
}
