import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from 'confluence.js/core';
import { generateSite } from './generate.ts';
import { Simulator } from './simulator.ts';

// The library's schemas were made from Atlassian's own specification, and corrected by what the real API sends.
// In its audit they are strict: a field that they do not know, or a value outside of their lists, is reported.
process.env['AUDIT_SCHEMAS'] = 'true';
const { createClient, RateLimitError, AuthError, ServerError, NetworkError } = await import(
  'confluence.js/core'
);
const v1 = await import('confluence.js/v1');
const v2 = await import('confluence.js/v2');

const reported: { readonly value?: string }[] = [];
Object.assign(globalThis, { [Symbol.for('apis-code-gen.schemaAudit')]: reported });

const site = generateSite({ seed: 5 });
const groups = [...site.groups.values()];
const spaces = [...site.spaces.values()];
const largest = spaces.toSorted((one, other) => other.permissions.length - one.permissions.length)[0];
const spaceId = Number(largest?.id);
const spaceKey = largest?.key ?? '';
const accountId = [...site.users.keys()][10] ?? '';
const empty = groups.find(({ name }) => name === 'empty')?.id ?? '';

let simulator: Simulator;
let client: Client;
beforeAll(async () => {
  simulator = await Simulator.start({ site });
  const { url: host, auth } = simulator;
  client = createClient({ host, auth: { type: 'basic', email: auth.username, apiToken: auth.token } });
});
afterAll(() => simulator.stop());
beforeEach(() => {
  simulator.faults = {};
});

describe('confluence.js', () => {
  const subject = { type: 'user', identifier: accountId } as const;
  const principal = { principalType: 'USER', principalId: accountId };
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    getCurrentUser: () => v1.getCurrentUser(client),
    searchUser: () =>
      v1.searchUser(client, { cql: 'type=user', sitePermissionTypeFilter: 'all', expand: ['operations'] }),
    getGroups: () => v1.getGroups(client, { limit: 3 }),
    getGroupMembersByGroupId: () =>
      v1.getGroupMembersByGroupId(client, { groupId: groups[0]?.id ?? '', expand: ['operations'] }),
    getBulkUserLookup: () => v1.getBulkUserLookup(client, { accountId }),
    addUserToGroupByGroupId: () => v1.addUserToGroupByGroupId(client, { groupId: empty, accountId }),
    removeMemberFromGroupByGroupId: () =>
      v1.removeMemberFromGroupByGroupId(client, { groupId: empty, accountId }),
    addPermissionToSpace: async () => {
      const operation = { key: 'read', target: 'space' } as const;
      simulator.site.spaces.set(String(spaceId), {
        ...simulator.site.space(String(spaceId)),
        permissions: [],
      });
      const { id } = await v1.addPermissionToSpace(client, { spaceKey, subject, operation });
      await v1.removePermission(client, { spaceKey, id });
    },
    getSpaces: () => v2.getSpaces(client, { limit: 7 }),
    getSpaceById: () => v2.getSpaceById(client, { id: spaceId }),
    getSpacePermissionsAssignments: () => v2.getSpacePermissionsAssignments(client, { id: spaceId }),
    getSpaceRoleMode: () => v2.getSpaceRoleMode(client),
    getAvailableSpaceRoles: () => v2.getAvailableSpaceRoles(client, { limit: 1 }),
    getSpaceRoleAssignments: () => v2.getSpaceRoleAssignments(client, { id: spaceId }),
    setSpaceRoleAssignments: () =>
      v2.setSpaceRoleAssignments(client, {
        id: spaceId,
        body: [{ principal, roleId: [...site.roles.keys()][0] }] as unknown as Record<string, unknown>,
      }),
  };

  test.each(Object.keys(calls))('finds what it expects in the answer to %s', async (name) => {
    await calls[name]?.();
    // Confluence has this type of account, although its specification leaves it out.
    expect(reported.filter(({ value }) => value !== 'customer')).toEqual([]);
  });

  test('is strict, or it would have missed the customers', async () => {
    await calls['searchUser']?.();
    expect(reported).toContainEqual(expect.objectContaining({ value: 'customer' }));
  });

  test.each([
    [429, RateLimitError],
    [401, AuthError],
    [503, ServerError],
    ['missing-scope', AuthError],
    ['dropped', NetworkError],
    ['html', Error],
    ['malformed', Error],
  ] as const)('is told of %s', async (mishap, error) => {
    simulator.inject({ path: /./, mishap });
    await expect(v2.getSpaceRoleMode(client)).rejects.toBeInstanceOf(error);
  });

  test('is told how long to wait', async () => {
    simulator.faults = { rules: [{ path: /./, mishap: 429 }], retryAfterSeconds: 3 };
    await expect(v2.getSpaceRoleMode(client)).rejects.toMatchObject({ retryAfterMs: 3000 });
  });

  test('logs in to the gateway with a scoped token', async () => {
    const { gatewayUrl: host, auth } = simulator;
    const scoped = createClient({
      host,
      auth: { type: 'basic', email: auth.username, apiToken: auth.scopedToken },
    });
    expect((await v1.getCurrentUser(scoped)).accountId).toBe([...site.users.keys()][0]);
  });
});
