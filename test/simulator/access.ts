import { ApiError } from './api-error.ts';
import { isSame, type Operation, readSpace } from './operations.ts';
import type { Site, Space, User } from './site.ts';

/** Who calls, and what this account may do. */
export interface Visitor {
  /** Undefined for whoever has not logged in. */
  readonly user: User | undefined;
  /** Manages groups, and has access to all spaces; any other account has what the site's permissions give it. */
  readonly administrator: boolean;
  /** Ids of the groups that the account is in; an administrator needs none. */
  readonly groups: ReadonlySet<string>;
}

/** Who calls. @param user undefined for whoever has not logged in */
export function visitorOf(site: Site, user: User | undefined, administrator: boolean): Visitor {
  if (!user) return { user, administrator: false, groups: new Set() };
  if (administrator) return { user, administrator, groups: new Set() };
  const groups = [...site.groups.values()].filter(({ members }) => members.includes(user.accountId));
  return { user, administrator, groups: new Set(groups.map(({ id }) => id)) };
}

const administerSpace: Operation = { key: 'administer', targetType: 'space' };

/** Whether someone may look at a space. */
export function mayRead(site: Site, visitor: Visitor, space: Space): boolean {
  return visitor.administrator || holds(site, visitor, space, readSpace);
}

/** @throws ApiError 404: Confluence does not tell a space that is hidden from one that is not there */
export function readable(site: Site, visitor: Visitor, spaceId: string): Space {
  const space = site.space(spaceId);
  if (!mayRead(site, visitor, space)) throw new ApiError(404, 'Not Found');
  return space;
}

/** @throws ApiError 403 */
export function mustAdminister(site: Site, visitor: Visitor, space: Space): void {
  if (visitor.administrator || holds(site, visitor, space, administerSpace)) return;
  throw new ApiError(403, "User isn't authorized to modify permissions.");
}

/** @throws ApiError 403 */
export function mustManageGroups(visitor: Visitor): void {
  if (!visitor.administrator) throw new ApiError(403, 'The user is not permitted to manage groups.');
}

function holds(site: Site, { user, groups }: Visitor, space: Space, operation: Operation): boolean {
  const accountId = user?.accountId ?? 'anonymous';
  const direct = space.permissions.some(
    ({ principal: { type, id }, operation: given }) =>
      isSame(given, operation) &&
      (type === 'user' ? id === accountId || id === 'anonymous' : type === 'group' && groups.has(id)),
  );
  if (direct || !site.rolesAvailable) return direct;
  const classes = user?.licensed
    ? ['anonymous-users', 'authenticated-users', 'all-licensed-users']
    : ['anonymous-users'];
  return space.assignments.some(({ principal: { principalType, principalId }, roleId }) => {
    const theirs =
      principalType === 'USER'
        ? principalId === accountId
        : principalType === 'GROUP'
          ? groups.has(principalId)
          : classes.includes(principalId);
    const { spacePermissions = [] } = site.roles.get(roleId) ?? {};
    return theirs && spacePermissions.includes(`${operation.key}/${operation.targetType}`);
  });
}
