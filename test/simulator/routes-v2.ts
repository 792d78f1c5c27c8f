import * as z from 'zod';
import { mayRead, mustAdminister, readable } from './access.ts';
import { ApiError } from './api-error.ts';
import { cursorPage } from './paging.ts';
import { type Call, type Route, read, route } from './route.ts';
import { isRolePrincipal, type Permission, type RolePrincipal, type Site, type Space } from './site.ts';

const principalType = z.enum(['USER', 'GROUP', 'ACCESS_CLASS']);
const assignmentChanges = z.array(
  z.object({
    principal: z.object({ principalType, principalId: z.string().min(1) }),
    roleId: z.string().optional(),
  }),
);

const api = '/wiki/api/v2';
// Both forms have been seen: with the context and without it.
const withoutContext = { context: '' } as const;

/** The endpoints of version 2. */
export const routesV2: readonly Route[] = [
  route('GET', `${api}/spaces`, (call) => cursorPage(wantedSpaces(call), spaceView, call, call.cursors), {
    open: true,
  }),

  route('GET', `${api}/spaces/{space}`, (call) => spaceView(spaceOf(call)), { open: true }),

  route(
    'GET',
    `${api}/spaces/{space}/permissions`,
    (call) => cursorPage(spaceOf(call).permissions, permissionView, call, call.cursors),
    { open: true },
  ),

  route('GET', `${api}/space-role-mode`, ({ site }) => ({ mode: site.roleMode })),

  route('GET', `${api}/space-roles`, (call) => {
    mustHaveRoles(call.site);
    return cursorPage(wantedRoles(call), (role) => role, call, call.cursors, withoutContext);
  }),

  route('GET', `${api}/spaces/{space}/role-assignments`, (call) => {
    mustHaveRoles(call.site);
    const { query, site } = call;
    const principal = principalOf(query);
    const roleId = query.get('role-id');
    const roleType = query.get('role-type');
    const wanted = spaceOf(call).assignments.filter(
      (assignment) =>
        (roleId === null || assignment.roleId === roleId) &&
        (roleType === null || site.roles.get(assignment.roleId)?.type === roleType) &&
        (!principal || isRolePrincipal(assignment.principal, principal)),
    );
    return cursorPage(wanted, (assignment) => assignment, call, call.cursors, withoutContext);
  }),

  route('POST', `${api}/spaces/{space}/role-assignments`, (call) => {
    const { site, visitor, base, body } = call;
    mustHaveRoles(site);
    const space = spaceOf(call);
    mustAdminister(site, visitor, space);
    const changes = read(assignmentChanges, body);
    site.setAssignments(space.id, changes);
    const given = changes.filter(({ roleId }) => roleId !== undefined);
    return { results: given, _links: { base } };
  }),
];

function spaceOf({ site, visitor, ids }: Call): Space {
  const id = ids['space'] ?? '';
  // The key of a space does not do.
  if (!/^\d+$/.test(id)) {
    throw new ApiError(400, "Provided value for 'id' is not the correct type. Expected type is Long.");
  }
  return readable(site, visitor, id);
}

function wantedSpaces({ site, visitor, query }: Call): readonly Space[] {
  const one = (name: string) => query.get(name);
  const many = (name: string) => (query.has(name) ? query.getAll(name).join(',').split(',') : undefined);
  const [ids, keys, type, status] = [many('ids'), many('keys'), one('type'), one('status')];
  const spaces = [...site.spaces.values()].filter(
    (space) =>
      (ids?.includes(space.id) ?? true) &&
      (keys?.includes(space.key) ?? true) &&
      (type === null || space.type === type) &&
      (status === null || space.status === status) &&
      mayRead(site, visitor, space),
  );
  const sort = /^(-?)(id|key|name)$/.exec(one('sort') ?? 'id');
  if (!sort) throw new ApiError(400, `Provided value for 'sort' is not the correct type: ${one('sort')}`);
  const [, descending, field] = sort;
  if (field === 'key' || field === 'name') {
    spaces.sort((one, other) => (one[field] < other[field] ? -1 : 1));
  }
  return descending ? spaces.reverse() : spaces;
}

function spaceView(space: Space): object {
  const { permissions, assignments, ...rest } = space;
  return {
    ...rest,
    spaceOwnerId: space.authorId,
    currentActiveAlias: space.key,
    description: null,
    icon: null,
    _links: { webui: `/spaces/${space.key}` },
  };
}

function permissionView({ id, principal, operation }: Permission): object {
  return { id: String(id), principal, operation };
}

/** @throws ApiError 404, also where the mode says otherwise: a trial may have ended */
function mustHaveRoles(site: Site): void {
  if (!site.rolesAvailable) throw new ApiError(404, 'Not Found');
}

function wantedRoles({ site, visitor, query }: Call) {
  const spaceId = query.get('space-id');
  const roleType = query.get('role-type');
  const principal = principalOf(query);
  const spaces = spaceId ? [readable(site, visitor, spaceId)] : [...site.spaces.values()];
  const held = (roleId: string) =>
    spaces.some(({ assignments }) =>
      assignments.some(
        (assignment) =>
          assignment.roleId === roleId && (!principal || isRolePrincipal(assignment.principal, principal)),
      ),
    );
  return [...site.roles.values()].filter(
    ({ id, type }) => (roleType === null || type === roleType) && (!principal || held(id)),
  );
}

/** The principal to look for, if any. @throws ApiError 400 where it is named in part only */
function principalOf(query: URLSearchParams): RolePrincipal | undefined {
  const id = query.get('principal-id');
  const type = query.get('principal-type');
  if (id === null && type === null) return undefined;
  if (id === null || type === null) {
    throw new ApiError(400, 'principal-id and principal-type must be specified together');
  }
  return { principalType: read(principalType, type), principalId: id };
}
