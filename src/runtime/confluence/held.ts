import type { Client } from 'confluence.js/core';
import { getGroupMembersByGroupId } from 'confluence.js/v1';
import { getSpacePermissionsAssignments, getSpaceRoleAssignments } from 'confluence.js/v2';
import type { Principal } from './model.ts';
import { cursorPages, offsetPages } from './pages.ts';
import { cursorPageSize } from './spaces.ts';

/** A permission as Confluence keeps it. */
export interface HeldPermission {
  /** To remove it by. */
  readonly id: string;
  readonly verb: string;
  readonly noun: string;
}

/** The largest page of members. */
const membersPageSize = 200;

/** Whether an account is a member of a group. @throws ConfluenceError */
export async function isMember(client: Client, group: string, accountId: string): Promise<boolean> {
  const groupId = encodeURIComponent(group);
  const pages = offsetPages(membersPageSize, (start, limit) =>
    getGroupMembersByGroupId(client, { groupId, start, limit }),
  );
  for await (const page of pages) if (page.some((member) => member.accountId === accountId)) return true;
  return false;
}

/** What a principal itself is permitted in a space, whatever its groups are. @throws ConfluenceError */
export async function permissionsHeld(
  client: Client,
  spaceId: string,
  { type, id }: Principal,
): Promise<readonly HeldPermission[]> {
  const held: HeldPermission[] = [];
  const pages = cursorPages(
    'permissions',
    (cursor) =>
      getSpacePermissionsAssignments(client, { id: Number(spaceId), cursor, limit: cursorPageSize }),
    (permission) => permission.id ?? '',
  );
  for await (const page of pages) {
    for (const { id: permission = '', principal, operation } of page) {
      if (principal?.type !== type || principal.id !== id) continue;
      held.push({ id: permission, verb: operation?.key ?? '', noun: operation?.targetType ?? '' });
    }
  }
  return held;
}

/** The ids of the roles that a principal itself has in a space. @throws ConfluenceError */
export async function rolesHeld(
  client: Client,
  spaceId: string,
  { type, id: principalId }: Principal,
): Promise<readonly string[]> {
  const held: string[] = [];
  const principalType = type === 'user' ? 'USER' : 'GROUP';
  const wanted = { id: Number(spaceId), principalId, principalType, limit: cursorPageSize };
  const pages = cursorPages(
    'role assignments',
    (cursor) => getSpaceRoleAssignments(client, { ...wanted, cursor }),
    ({ principal, roleId }) => [principal?.principalId, roleId].join('\n'),
  );
  for await (const page of pages) {
    for (const { principal, roleId } of page) {
      if (roleId && principal?.principalId === principalId) held.push(roleId);
    }
  }
  return held;
}
