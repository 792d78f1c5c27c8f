import type { Client } from 'confluence.js/core';
import { getGroupMembersByGroupId, getGroups, searchUser } from 'confluence.js/v1';
import { getSpacePermissionsAssignments, getSpaceRoleAssignments, getSpaces } from 'confluence.js/v2';
import type { Check } from '../checks/check.ts';
import type { Connector } from '../config/schema.ts';
import { cursorPages, offsetPages } from '../runtime/confluence/pages.ts';
import { readRoles } from '../runtime/confluence/roles.ts';
import { cursorPageSize } from '../runtime/confluence/spaces.ts';

/** How many there are, as far as was counted. */
export interface Count {
  readonly count: number;
  /** Whether there may be more. */
  readonly more: boolean;
}

/** What an account can read of a site. */
export interface Readable {
  readonly groups: Count;
  readonly spaces: Count;
}

/** So many pages of a list are counted: 10,000 groups, 2,500 spaces. */
const mostPages = 10;

/**
 * Counts groups and spaces, and reads a little of everything else that a sync reads: a scoped token may have scopes
 * for one and not for another.
 * @param held what the sync reads of each space
 * @throws ConfluenceError for the first that cannot be read
 */
export async function readable(client: Client, held: 'permissions' | 'roles'): Promise<Readable> {
  const [groups, spaces] = await Promise.all([
    counted(offsetPages(1000, (start, limit) => getGroups(client, { start, limit }))),
    counted(
      cursorPages(
        'spaces',
        (cursor) => getSpaces(client, { cursor, limit: cursorPageSize }),
        ({ id = '' }) => id,
      ),
    ),
    searchUser(client, {
      cql: 'type=user',
      sitePermissionTypeFilter: 'all',
      expand: ['operations'],
      limit: 1,
    }),
    held === 'roles' ? readRoles(client) : undefined,
  ]);
  const groupId = groups.first?.id;
  const spaceId = Number(spaces.first?.id);
  const ofSpace = { id: spaceId, limit: 1 };
  await Promise.all([
    groupId === undefined
      ? undefined
      : getGroupMembersByGroupId(client, {
          groupId: encodeURIComponent(groupId),
          expand: ['operations'],
          limit: 1,
        }),
    spaces.first === undefined
      ? undefined
      : held === 'roles'
        ? getSpaceRoleAssignments(client, ofSpace)
        : getSpacePermissionsAssignments(client, ofSpace),
  ]);
  return { groups, spaces };
}

async function counted<Item>(
  pages: AsyncIterable<readonly Item[]>,
): Promise<Count & { readonly first: Item | undefined }> {
  let [count, read] = [0, 0];
  let first: Item | undefined;
  for await (const page of pages) {
    first ??= page[0];
    count += page.length;
    read += 1;
    if (read === mostPages) return { count, more: true, first };
  }
  return { count, more: false, first };
}

/** Whether a sync of the connector can read what it reads. @throws ConfluenceError where it cannot */
export async function readingCheck({ hosting }: Connector, client: Client): Promise<Check> {
  const useRbac = hosting.type === 'self-hosted' && hosting.useRbac;
  const { groups, spaces } = await readable(client, useRbac ? 'roles' : 'permissions');
  const message = `reads accounts, ${told(groups, 'group')} with members, and ${told(spaces, 'space')} with ${useRbac ? 'roles' : 'permissions'}`;
  return {
    name: 'reading',
    state: 'ok',
    message,
    details: { groups: groups.count, spaces: spaces.count, complete: !groups.more && !spaces.more },
  };
}

function told({ count, more }: { readonly count: number; readonly more: boolean }, what: string): string {
  return `${more ? 'at least ' : ''}${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
