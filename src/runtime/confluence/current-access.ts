import type { Client } from './client.ts';
import { membersOf } from './directory.ts';
import { ListReader, readList } from './lists.ts';
import type { Principal } from './model.ts';
import { permissionsIn } from './permissions.ts';
import { assignmentsIn } from './roles.ts';

/** A permission as Confluence keeps it. */
export interface HeldPermission {
  /** To remove it by. */
  readonly id: string;
  readonly verb: string;
  readonly noun: string;
}

/** Whether an account is a member of a group. @throws ConfluenceError */
export async function isMember(client: Client, group: string, accountId: string): Promise<boolean> {
  const { query: _, ...list } = membersOf({ id: group, name: group });
  const reader = new ListReader(client, list);
  for await (const page of reader.pages()) {
    if (page.some((member) => member.accountId === accountId)) return true;
  }
  return false;
}

/** What a principal itself is permitted in a space, whatever its groups are. @throws ConfluenceError */
export async function permissionsHeld(
  client: Client,
  spaceId: string,
  { type, id }: Principal,
): Promise<readonly HeldPermission[]> {
  const list = permissionsIn(spaceId, spaceId);
  const { rows } = await readList(client, { ...list, keyOf: (permission) => permission.id });
  return rows.flatMap(({ id: permission = '', principal, operation }) =>
    principal?.type === type && principal.id === id
      ? { id: permission, verb: operation?.key ?? '', noun: operation?.targetType ?? '' }
      : [],
  );
}

/** The ids of the roles that a principal itself has in a space. @throws ConfluenceError */
export async function rolesHeld(
  client: Client,
  spaceId: string,
  { type, id: principalId }: Principal,
): Promise<readonly string[]> {
  const principalType = type === 'user' ? 'USER' : 'GROUP';
  const list = assignmentsIn(spaceId, spaceId, {
    'principal-id': principalId,
    'principal-type': principalType,
  });
  const { rows } = await readList(client, list);
  return rows.flatMap(({ principal, roleId }) =>
    roleId !== undefined && principal?.principalId === principalId ? roleId : [],
  );
}
