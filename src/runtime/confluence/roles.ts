import type { Client, Query } from './client.ts';
import { attemptsForOne } from './directory.ts';
import { ConfluenceError } from './error.ts';
import { type List, type ListEnd, readList } from './lists.ts';
import type { Principal, Role, RoleAssignment, Space } from './model.ts';
import { role, roleAssignment, roleMode, type SeenAssignment, type SeenRole } from './response-schemas.ts';
import { Holdings } from './spaces.ts';

const remedy = 'Leave --use-rbac out: space permissions can be read on every site.';

/** The types of principals that can be handed on, as role assignments name them. */
const principalTypes: ReadonlyMap<string, Principal['type']> = new Map([
  ['USER', 'user'],
  ['GROUP', 'group'],
]);

/** The roles of a site, and how their list has ended. */
export interface Roles extends ListEnd {
  readonly list: string;
  /** How far the site uses them: `ROLES_TRANSITION` or `ROLES`. */
  readonly mode: string;
  readonly roles: readonly Role[];
}

/**
 * The roles of a site.
 * @param attempts how often each call is made. @default as for other calls
 * @throws ConfluenceError, which explains it if the site has none
 */
export async function readRoles(client: Client, attempts?: number): Promise<Roles> {
  const mode = await roleModeOf(client, attempts);
  if (mode === 'PRE_ROLES') {
    throw new ConfluenceError('missing', `The site does not use space roles yet (PRE_ROLES). ${remedy}`);
  }
  try {
    const list = { ...roleList, attempts };
    const { rows, ...end } = await readList(client, list);
    return { ...end, list: list.name, mode, roles: rows.flatMap(roleOf) };
  } catch (error) {
    if (!isMissing(error)) throw error;
    // The mode may still name roles once the trial of a plan that has them is over.
    throw noRoles(`although the site says ${mode}`, error);
  }
}

/** The role assignments in a space, as a list. @param name of the space @param query narrows it */
export function assignmentsIn(spaceId: string, name: string, query: Query = {}): List<SeenAssignment> {
  return {
    name: `role assignments in the space "${name}"`,
    path: `/wiki/api/v2/spaces/${encodeURIComponent(spaceId)}/role-assignments`,
    query,
    paging: 'cursor',
    limit: 250,
    row: roleAssignment,
    keyOf: ({ principal, roleId }) => {
      const parts = [principal?.principalType, principal?.principalId, roleId];
      return parts.includes(undefined) ? undefined : parts.join('\n');
    },
    attempts: attemptsForOne,
  };
}

/** The role assignments of a space. @throws ConfluenceError */
export async function roleAssignmentsOf(
  client: Client,
  { id, name }: Space,
): Promise<Holdings<RoleAssignment>> {
  const list = assignmentsIn(id, name);
  const { rows, ...end } = await readList(client, list);
  const holdings = new Holdings<RoleAssignment>(list.name, end);
  for (const { principal, roleId = '' } of rows) {
    const { principalType = '', principalId: holder = '' } = principal ?? {};
    const type = principalTypes.get(principalType);
    if (type) holdings.held.push({ principal: { type, id: holder }, roleId });
    else if (holder.startsWith('anonymous')) holdings.anonymous.push(roleId);
    else holdings.toClass(principalType === 'ACCESS_CLASS' ? holder : principalType, roleId);
  }
  return holdings;
}

const roleList: List<SeenRole> = {
  name: 'space roles',
  path: '/wiki/api/v2/space-roles',
  paging: 'cursor',
  limit: 250,
  row: role,
  keyOf: ({ id }) => id,
  priority: 1,
};

function roleOf({
  id,
  type,
  name,
  description = '',
  spacePermissions: permissions = [],
}: SeenRole): Role | [] {
  if (id === undefined) return [];
  return { id, name: name ?? id, description, builtIn: type === 'SYSTEM', permissions };
}

async function roleModeOf(client: Client, attempts: number | undefined): Promise<string> {
  const path = '/wiki/api/v2/space-role-mode';
  try {
    const { data } = await client.send({ path, schema: roleMode, attempts, priority: 1 });
    if (data.mode) return data.mode;
  } catch (error) {
    throw isMissing(error) ? noRoles('for the site has none', error) : error;
  }
  throw new ConfluenceError(
    'malformed',
    `GET ${path}: Confluence does not say whether the site uses space roles`,
  );
}

function isMissing(error: unknown): error is ConfluenceError {
  return error instanceof ConfluenceError && error.failure === 'missing';
}

function noRoles(why: string, cause: ConfluenceError): ConfluenceError {
  return new ConfluenceError('missing', `Space roles cannot be read, ${why}: ${cause.message}. ${remedy}`, {
    cause,
  });
}
