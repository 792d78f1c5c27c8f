import { ApiError } from './api-error.ts';
import { grantableOperations, isSame, type Operation, readSpace } from './operations.ts';

/** An account that Confluence knows. */
export interface User {
  readonly accountId: string;
  /** A person, a bot, or a customer of a service desk. */
  readonly accountType: 'atlassian' | 'app' | 'customer';
  readonly displayName: string;
  readonly publicName: string;
  /** Empty where the profile hides it. */
  readonly email: string;
  /** Without a licence, an account is disabled: it may do nothing. */
  readonly licensed: boolean;
  readonly guest: boolean;
  /** Whether the search finds it. An account that it does not find can still be looked up by its id. */
  readonly listed: boolean;
}

/** A group; groups hold no groups. */
export interface Group {
  readonly id: string;
  readonly name: string;
  /** Account ids. */
  readonly members: readonly string[];
}

/** Who a permission is given to. `anonymous` is the id of the user who has not logged in. */
export interface Principal {
  readonly type: 'user' | 'group' | 'role';
  readonly id: string;
}

/** One permission in a space. */
export interface Permission {
  readonly id: number;
  readonly principal: Principal;
  readonly operation: Operation;
}

/** Who a role is given to. */
export interface RolePrincipal {
  readonly principalType: 'USER' | 'GROUP' | 'ACCESS_CLASS';
  readonly principalId: string;
}

/** One role in a space. */
export interface RoleAssignment {
  readonly principal: RolePrincipal;
  readonly roleId: string;
}

/** A space with all that is given in it. */
export interface Space {
  /** A number, as text. */
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly status: 'current' | 'archived';
  readonly authorId: string;
  /** ISO time. */
  readonly createdAt: string;
  readonly homepageId: string;
  readonly permissions: readonly Permission[];
  readonly assignments: readonly RoleAssignment[];
}

/** A space role. */
export interface Role {
  readonly id: string;
  readonly type: 'SYSTEM' | 'CUSTOM';
  readonly name: string;
  readonly description: string;
  readonly spacePermissions: readonly string[];
}

/** How far a site has come on the way from permissions to roles. */
export type RoleMode = 'PRE_ROLES' | 'ROLES_TRANSITION' | 'ROLES';

/** What a site holds. */
export interface SiteData {
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly spaces: readonly Space[];
  readonly roles: readonly Role[];
  readonly roleMode: RoleMode;
}

/** A change of role assignments: without a role, the principal's assignment is removed. */
export interface AssignmentChange {
  readonly principal: RolePrincipal;
  readonly roleId?: string | undefined;
}

/** A Confluence Cloud site, as far as its access model goes. Tests may arrange it by its maps, at any time. */
export class Site {
  /** By account id. */
  readonly users: Map<string, User>;
  /** By id. */
  readonly groups: Map<string, Group>;
  /** By id, in ascending order. */
  readonly spaces: Map<string, Space>;
  /** By id. */
  readonly roles: Map<string, Role>;
  roleMode: RoleMode;
  /** Whether the endpoints of roles are there; they may be missing whatever the mode says. */
  rolesAvailable: boolean;
  #lastPermissionId: number;

  constructor({ users, groups, spaces, roles, roleMode }: SiteData) {
    this.users = new Map(users.map((user) => [user.accountId, user]));
    this.groups = new Map(groups.map((group) => [group.id, group]));
    const inOrder = spaces.toSorted((one, other) => Number(one.id) - Number(other.id));
    this.spaces = new Map(inOrder.map((space) => [space.id, space]));
    this.roles = new Map(roles.map((role) => [role.id, role]));
    this.roleMode = roleMode;
    this.rolesAvailable = roleMode !== 'PRE_ROLES';
    this.#lastPermissionId = spaces.reduce(
      (last, { permissions }) => permissions.reduce((max, { id }) => Math.max(max, id), last),
      0,
    );
  }

  /** @throws ApiError 404 */
  user(accountId: string): User {
    return found(this.users.get(accountId), `No user found with account id: ${accountId}`);
  }

  /** @throws ApiError 404 */
  group(id: string): Group {
    return found(this.groups.get(id), `No group found with id: ${id}`);
  }

  /** @throws ApiError 404 */
  space(id: string): Space {
    return found(this.spaces.get(id), 'Not Found');
  }

  /** @throws ApiError 404 */
  spaceByKey(key: string): Space {
    const space = [...this.spaces.values()].find((candidate) => candidate.key === key);
    return found(space, `No space found with key : ${key}`);
  }

  /** Who is a member already stays one. @throws ApiError 404 */
  addMember(groupId: string, accountId: string): void {
    const group = this.group(groupId);
    const { accountId: member } = this.user(accountId);
    if (group.members.includes(member)) return;
    this.groups.set(group.id, { ...group, members: [...group.members, member] });
  }

  /** Who is no member stays none. @throws ApiError 404 */
  removeMember(groupId: string, accountId: string): void {
    const group = this.group(groupId);
    const { accountId: member } = this.user(accountId);
    this.groups.set(group.id, { ...group, members: group.members.filter((id) => id !== member) });
  }

  /**
   * @param subject a user, or a group by its id or name
   * @throws ApiError 400 where the pair cannot be granted, is there already, or `read space` is not held yet
   * @throws ApiError 404 where the space or the subject is unknown
   */
  addPermission(
    spaceKey: string,
    subject: { readonly type: 'user' | 'group'; readonly identifier: string },
    operation: Operation,
  ): Permission {
    const space = this.spaceByKey(spaceKey);
    if (!grantableOperations.some((grantable) => isSame(grantable, operation))) {
      const { key, targetType } = operation;
      throw new ApiError(
        400,
        `Operation not supported for target OperationCheckResult{operation=${key}, targetType=${targetType}}`,
      );
    }
    const principal: Principal = {
      type: subject.type,
      id: this.#subjectId(subject.type, subject.identifier),
    };
    const held = space.permissions.filter((permission) => isPrincipal(permission.principal, principal));
    if (held.some((permission) => isSame(permission.operation, operation))) {
      throw new ApiError(400, 'The subject already has this permission');
    }
    if (!isSame(operation, readSpace) && !held.some((one) => isSame(one.operation, readSpace))) {
      throw new ApiError(400, 'The subject must be granted the permission to read the space first');
    }
    this.#lastPermissionId += 1;
    const permission: Permission = { id: this.#lastPermissionId, principal, operation };
    this.spaces.set(space.id, { ...space, permissions: [...space.permissions, permission] });
    return permission;
  }

  /** Takes `read space` away together with all else that the principal holds there. @throws ApiError 404 */
  removePermission(spaceKey: string, id: number): void {
    const space = this.spaceByKey(spaceKey);
    const { principal, operation } = found(
      space.permissions.find((permission) => permission.id === id),
      `No permission found with id: ${id}`,
    );
    const permissions = space.permissions.filter((permission) =>
      isSame(operation, readSpace) ? !isPrincipal(permission.principal, principal) : permission.id !== id,
    );
    this.spaces.set(space.id, { ...space, permissions });
  }

  /** A principal has one role in a space at most. @throws ApiError 400 for an unknown role, 404 for the space */
  setAssignments(spaceId: string, changes: readonly AssignmentChange[]): void {
    const space = this.space(spaceId);
    let { assignments } = space;
    for (const { principal, roleId } of changes) {
      if (roleId !== undefined && !this.roles.has(roleId)) {
        throw new ApiError(400, `The role ${roleId} does not exist.`);
      }
      const others = assignments.filter((assignment) => !isRolePrincipal(assignment.principal, principal));
      assignments = roleId === undefined ? others : [...others, { principal, roleId }];
    }
    this.spaces.set(space.id, { ...space, assignments });
  }

  #subjectId(type: 'user' | 'group', identifier: string): string {
    if (type === 'user') return identifier === 'anonymous' ? identifier : this.user(identifier).accountId;
    const named = [...this.groups.values()].find(({ name }) => name === identifier);
    return named?.id ?? this.group(identifier).id;
  }
}

/** Whether two role principals are the same. */
export function isRolePrincipal(one: RolePrincipal, other: RolePrincipal): boolean {
  return one.principalType === other.principalType && one.principalId === other.principalId;
}

function isPrincipal(one: Principal, other: Principal): boolean {
  return one.type === other.type && one.id === other.id;
}

function found<Value>(value: Value | undefined, message: string): Value {
  if (value === undefined) throw new ApiError(404, message);
  return value;
}
