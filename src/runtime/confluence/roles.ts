import type { Client } from 'confluence.js/core';
import { getAvailableSpaceRoles, getSpaceRoleAssignments, getSpaceRoleMode } from 'confluence.js/v2';
import { ConfluenceError } from './error.ts';
import type { Principal, Role, RoleAssignment, Space } from './model.ts';
import { cursorPages } from './pages.ts';
import { cursorPageSize, type Holdings } from './spaces.ts';

const remedy = 'Leave --use-rbac out: space permissions can be read on every site.';

/** The types of principals that can be handed on, as role assignments name them. */
const principalTypes: ReadonlyMap<string, Principal['type']> = new Map([
  ['USER', 'user'],
  ['GROUP', 'group'],
]);

/** The roles of a site. @throws ConfluenceError, which explains it where the site has none */
export async function readRoles(client: Client): Promise<readonly Role[]> {
  const mode = await roleMode(client);
  if (mode === 'PRE_ROLES') {
    throw new ConfluenceError('refused', `The site does not use space roles yet (PRE_ROLES). ${remedy}`);
  }
  try {
    return await listRoles(client);
  } catch (error) {
    if (!isMissing(error)) throw error;
    // The mode may still name roles once the trial of a plan that has them is over.
    throw noRoles(`although the site says ${mode}`, error);
  }
}

/** The role assignments of a space. @throws ConfluenceError */
export async function roleAssignmentsOf(client: Client, { id }: Space): Promise<Holdings<RoleAssignment>> {
  const held: RoleAssignment[] = [];
  const accessClasses = new Map<string, number>();
  const pages = cursorPages(
    'role assignments',
    (cursor) => getSpaceRoleAssignments(client, { id: Number(id), cursor, limit: cursorPageSize }),
    ({ principal, roleId }) => [principal?.principalType, principal?.principalId, roleId].join('\n'),
  );
  for await (const page of pages) {
    for (const { principal, roleId = '' } of page) {
      const { principalType = 'unknown', principalId: id = '' } = principal ?? {};
      const type = principalTypes.get(principalType);
      if (type) {
        held.push({ principal: { type, id }, roleId });
        continue;
      }
      const name = principalType === 'ACCESS_CLASS' && id ? id : principalType;
      accessClasses.set(name, (accessClasses.get(name) ?? 0) + 1);
    }
  }
  return { held, anonymous: 0, accessClasses, unwanted: 0 };
}

async function roleMode(client: Client): Promise<string> {
  let mode: string | undefined;
  try {
    ({ mode } = await getSpaceRoleMode(client));
  } catch (error) {
    throw isMissing(error) ? noRoles('for the site has none', error) : error;
  }
  if (mode) return mode;
  throw new ConfluenceError('malformed', 'Confluence does not say whether the site uses space roles.');
}

async function listRoles(client: Client): Promise<readonly Role[]> {
  const roles: Role[] = [];
  const pages = cursorPages(
    'space roles',
    (cursor) => getAvailableSpaceRoles(client, { cursor, limit: cursorPageSize }),
    ({ id = '' }) => id,
  );
  for await (const page of pages) {
    for (const { id, type, name, description = '', spacePermissions } of page) {
      if (!id) throw new ConfluenceError('malformed', `A space role has no id: ${name}`);
      const builtIn = type === 'SYSTEM';
      roles.push({ id, name: name || id, description, builtIn, permissions: spacePermissions ?? [] });
    }
  }
  return roles;
}

function isMissing(error: unknown): error is ConfluenceError {
  return error instanceof ConfluenceError && error.failure === 'missing';
}

function noRoles(why: string, cause: ConfluenceError): ConfluenceError {
  return new ConfluenceError('missing', `Space roles cannot be read, ${why}: ${cause.message}. ${remedy}`, {
    cause,
  });
}
