import { create, type DescMessage, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import { annotation } from '../../../src/runtime/messages/annotation.ts';
import type { GrantPrincipal, NewGrant } from '../../../src/runtime/messages/grant.ts';
import {
  ChildResourceTypeSchema,
  SkipEntitlementsAndGrantsSchema,
} from '../../../src/runtime/proto/gen/c1/connector/v2/annotation_resource_tree_pb.ts';
import {
  GroupTraitSchema,
  ScopeBindingTraitSchema,
  UserTrait_AccountType,
  UserTrait_Status_Status,
  UserTraitSchema,
} from '../../../src/runtime/proto/gen/c1/connector/v2/annotation_trait_pb.ts';
import { OptInRequiredSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/connector_pb.ts';
import {
  type Entitlement,
  Entitlement_PurposeValue,
  EntitlementSchema,
} from '../../../src/runtime/proto/gen/c1/connector/v2/entitlement_pb.ts';
import {
  type Resource,
  ResourceSchema,
  type ResourceType,
  ResourceType_Trait,
  ResourceTypeSchema,
  Status_ResourceStatus,
} from '../../../src/runtime/proto/gen/c1/connector/v2/resource_pb.ts';

/** A site as a sync has it. */
export interface Sample {
  readonly resourceTypes: readonly ResourceType[];
  readonly resources: readonly Resource[];
  readonly entitlements: readonly Entitlement[];
  readonly grants: readonly NewGrant[];
}

export const userType = create(ResourceTypeSchema, {
  id: 'user',
  displayName: 'User',
  traits: [ResourceType_Trait.USER],
  annotations: [annotation(SkipEntitlementsAndGrantsSchema)],
});

export const groupType = create(ResourceTypeSchema, {
  id: 'group',
  displayName: 'Group',
  traits: [ResourceType_Trait.GROUP],
});

export const spaceType = create(ResourceTypeSchema, { id: 'space', displayName: 'Space' });

const assignmentType = create(ResourceTypeSchema, {
  id: 'assignment',
  displayName: 'Assignment',
  traits: [ResourceType_Trait.SCOPE_BINDING],
  annotations: [annotation(OptInRequiredSchema)],
});

/** The fields of a message to be made. */
type Init<Desc extends DescMessage> = Exclude<MessageInitShape<Desc>, MessageShape<Desc>>;

export function user(resource: string, init: Init<typeof ResourceSchema> = {}): Resource {
  return create(ResourceSchema, { id: { resourceType: 'user', resource }, displayName: resource, ...init });
}

export function group(resource: string): Resource {
  return create(ResourceSchema, {
    id: { resourceType: 'group', resource },
    displayName: resource,
    annotations: [annotation(GroupTraitSchema)],
    profile: { group_id: resource, group_name: resource },
  });
}

export function space(resource: string, displayName: string = resource): Resource {
  return create(ResourceSchema, { id: { resourceType: 'space', resource }, displayName });
}

/** An entitlement of a resource; the resource's id and the slug make its id. */
export function entitlement(
  resource: Resource,
  slug: string,
  init: Init<typeof EntitlementSchema> = {},
): Entitlement {
  const { resourceType, resource: id } = idOf(resource);
  return create(EntitlementSchema, {
    resource,
    id: `${resourceType}:${id}:${slug}`,
    displayName: `${slug} ${resource.displayName}`,
    slug,
    ...init,
  });
}

/** A grant of an entitlement; to a group, expandable by the group's members. */
export function grant({ id, resource }: Entitlement, to: Resource): NewGrant {
  if (!resource) throw new TypeError('an entitlement on nothing');
  const principal = idOf(to);
  return {
    entitlement: { id, resource },
    principal,
    ...(principal.resourceType === 'group' ? { expandable: [`group:${principal.resource}:member`] } : {}),
  };
}

export function idOf(resource: Resource | undefined): GrantPrincipal {
  if (!resource?.id) throw new TypeError('a resource without an id');
  return resource.id;
}

const ada = user('5f0c:ada', {
  displayName: 'Ada „Ä“ O’Hara — 李',
  annotations: [
    annotation(UserTraitSchema, {
      emails: [{ address: 'ada@acme.example', isPrimary: true }],
      status: { status: UserTrait_Status_Status.ENABLED },
      accountType: UserTrait_AccountType.HUMAN,
    }),
  ],
  profile: { user_name: 'Ada', id: '5f0c:ada', account_type: 'atlassian', email: 'ada@acme.example' },
  status: { status: Status_ResourceStatus.ENABLED },
});

const bo = user('bo', {
  status: { status: Status_ResourceStatus.DISABLED, details: 'left' },
  description: 'without an e-mail address',
});

const staff = group('staff');
const empty = group('empty');
const wiki = space('65536', 'Wiki 🚀');
const assignment = create(ResourceSchema, {
  id: { resourceType: 'assignment', resource: '65536:viewer' },
  parentResourceId: { resourceType: 'space', resource: '65536' },
  displayName: 'Viewer on Wiki 🚀',
  annotations: [
    annotation(ScopeBindingTraitSchema, {
      roleId: { resourceType: 'role', resource: 'viewer' },
      scopeResourceId: { resourceType: 'space', resource: '65536' },
    }),
    annotation(ChildResourceTypeSchema, { resourceTypeId: 'assignment' }),
  ],
  profile: { list: ['b', { z: 1, a: null }, true], 2: 'two' },
});

const member = { purpose: Entitlement_PurposeValue.ASSIGNMENT, grantableTo: [userType] };
const staffMember = entitlement(staff, 'member', member);
const emptyMember = entitlement(empty, 'member', member);
const readWiki = entitlement(wiki, 'read-space', {
  description: 'Has permission to read the space Wiki 🚀',
  purpose: Entitlement_PurposeValue.PERMISSION,
  grantableTo: [userType, groupType],
});
const assigned = entitlement(assignment, 'assigned');

/** A small site with one of everything: accounts on and off, a group that is empty, a direct grant to a member. */
export const sample: Sample = {
  resourceTypes: [userType, groupType, spaceType, assignmentType],
  resources: [ada, bo, staff, empty, wiki, assignment],
  entitlements: [staffMember, emptyMember, readWiki, assigned],
  grants: [
    grant(staffMember, ada),
    grant(staffMember, bo),
    grant(readWiki, staff),
    grant(readWiki, empty),
    grant(readWiki, bo),
    grant(assigned, staff),
    grant(assigned, ada),
  ],
};
