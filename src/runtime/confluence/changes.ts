import type { Client } from 'confluence.js/core';
import { z } from 'zod';
import type { Permission, Principal } from './model.ts';

// The calls that change a site. Not those of confluence.js: these check answers that nobody looks at, take no list
// of role assignments, and put keys into paths as they are.

const members = '/wiki/rest/api/group/userByGroupId';

const namedSpace = z.object({ key: z.string().min(1) });

/** Makes an account a member of a group. @throws ConfluenceError */
export async function addMember(client: Client, groupId: string, accountId: string): Promise<void> {
  await client.sendRequest({ url: members, method: 'POST', searchParams: { groupId }, body: { accountId } });
}

/** Ends an account's membership of a group. @throws ConfluenceError */
export async function removeMember(client: Client, groupId: string, accountId: string): Promise<void> {
  await client.sendRequest({ url: members, method: 'DELETE', searchParams: { groupId, accountId } });
}

/** Permits something in a space. @throws ConfluenceError, also where `read space` is not held yet */
export async function addPermission(
  client: Client,
  spaceId: string,
  { principal, verb, noun }: Permission,
): Promise<void> {
  await client.sendRequest({
    url: await permissionsUrl(client, spaceId),
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
  const url = `${await permissionsUrl(client, spaceId)}/${encodeURIComponent(id)}`;
  await client.sendRequest({ url, method: 'DELETE' });
}

/**
 * Gives a principal a role in a space, in place of the one that it has.
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
  await client.sendRequest({
    url: `/wiki/api/v2/spaces/${spaceId}/role-assignments`,
    method: 'POST',
    body: [{ principal, ...(roleId !== undefined && { roleId }) }],
  });
}

/** Where permissions are added and removed: by the key of their space. */
async function permissionsUrl(client: Client, spaceId: string): Promise<string> {
  const url = `/wiki/api/v2/spaces/${spaceId}`;
  const { key } = await client.sendRequest({ url, method: 'GET', schema: namedSpace });
  return `/wiki/rest/api/space/${encodeURIComponent(key)}/permission`;
}
