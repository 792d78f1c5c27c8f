import * as z from 'zod';
import type { Client } from './client.ts';
import type { Permission, Principal } from './model.ts';

// The calls that change a site.

const members = '/wiki/rest/api/group/userByGroupId';

const namedSpace = z.object({ key: z.string().min(1) });

/** Makes an account a member of a group. @throws ConfluenceError */
export async function addMember(client: Client, groupId: string, accountId: string): Promise<void> {
  await client.send({ path: members, method: 'POST', query: { groupId }, body: { accountId } });
}

/** Ends an account's membership of a group. @throws ConfluenceError */
export async function removeMember(client: Client, groupId: string, accountId: string): Promise<void> {
  await client.send({ path: members, method: 'DELETE', query: { groupId, accountId } });
}

/** Permits something in a space. @throws ConfluenceError, also where `read space` is not held yet */
export async function addPermission(
  client: Client,
  spaceId: string,
  { principal, verb, noun }: Permission,
): Promise<void> {
  await client.send({
    path: await permissionsPath(client, spaceId),
    method: 'POST',
    body: {
      subject: { type: principal.type, identifier: principal.id },
      operation: { key: verb, target: noun },
    },
  });
}

/**
 * Takes a permission away; with `read space` go all others of the same principal.
 * @param id of the permission
 * @throws ConfluenceError
 */
export async function removePermission(client: Client, spaceId: string, id: string): Promise<void> {
  const path = `${await permissionsPath(client, spaceId)}/${encodeURIComponent(id)}`;
  await client.send({ path, method: 'DELETE' });
}

/**
 * Gives a principal a role in a space, instead of the one that it has.
 * @param roleId undefined for none
 * @throws ConfluenceError
 */
export async function setRole(
  client: Client,
  spaceId: string,
  { type, id: principalId }: Principal,
  roleId: string | undefined,
): Promise<void> {
  const principal = { principalType: type === 'user' ? 'USER' : 'GROUP', principalId };
  await client.send({
    path: `/wiki/api/v2/spaces/${spaceId}/role-assignments`,
    method: 'POST',
    body: [{ principal, ...(roleId !== undefined && { roleId }) }],
  });
}

/** Where permissions are added and removed: by the key of their space. */
async function permissionsPath(client: Client, spaceId: string): Promise<string> {
  const { data } = await client.send({ path: `/wiki/api/v2/spaces/${spaceId}`, schema: namedSpace });
  return `/wiki/rest/api/space/${encodeURIComponent(data.key)}/permission`;
}
