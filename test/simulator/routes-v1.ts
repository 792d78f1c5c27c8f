import * as z from 'zod';
import { mustAdminister, mustManageGroups } from './access.ts';
import { ApiError } from './api-error.ts';
import { offsetPage, type PageSize } from './paging.ts';
import { type Call, type Route, read, required, route } from './route.ts';
import { foundUsers } from './search.ts';
import { anonymousView, foundView, groupView, userView } from './views-v1.ts';

const groupsSize: PageSize = { byDefault: 200, atMost: 1000 };
const membersSize: PageSize = { byDefault: 200, atMost: 200 };
const searchSize: PageSize = { byDefault: 25, atMost: 200 };
const bulkSize = 100;

const membership = z.object({ accountId: z.string().min(1) });
const permission = z.object({
  subject: z.object({ type: z.enum(['user', 'group']), identifier: z.string().min(1) }),
  operation: z.object({ key: z.string(), target: z.string() }),
});

const api = '/wiki/rest/api';

/** The endpoints of version 1. */
export const routesV1: readonly Route[] = [
  route(
    'GET',
    `${api}/user/current`,
    ({ visitor: { user, administrator }, base, query }) =>
      user ? userView(user, base, expandOf(query), administrator) : anonymousView(base),
    { open: true },
  ),

  route('GET', `${api}/user/bulk`, ({ site, base, query }) => {
    required(query, 'accountId');
    // More than are allowed are dropped without a word, and so are ids that nobody has.
    const ids = query.getAll('accountId').slice(0, bulkSize);
    const users = ids.flatMap((id) => site.users.get(id) ?? []);
    const results = users.map((user) => userView(user, base, expandOf(query)));
    const _links = { base, context: '/wiki', self: `${base}/rest/api/user/bulk` };
    return { results, start: 0, limit: bulkSize, size: results.length, _links };
  }),

  route('GET', `${api}/search/user`, (call) => {
    const { site, base, query, searchCap } = call;
    const users = foundUsers(site, query, searchCap);
    const view = (user: (typeof users)[number]) => foundView(user, base, expandOf(query));
    return {
      // The search cannot be relied on to say that there is more.
      ...offsetPage(users, view, call, searchSize, { next: false }),
      totalSize: users.length,
      cqlQuery: query.get('cql'),
      searchDuration: 1,
    };
  }),

  route('GET', `${api}/group`, (call) => {
    const groups = [...call.site.groups.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    return offsetPage(groups, (group) => groupView(group, call.base), call, groupsSize);
  }),

  route('GET', `${api}/group/by-id`, ({ site, base, query }) =>
    groupView(site.group(required(query, 'id')), base),
  ),

  route('GET', `${api}/group/{group}/membersByGroupId`, (call) => {
    const { site, ids, base, query } = call;
    const members = site.group(ids['group'] ?? '').members.flatMap((id) => site.users.get(id) ?? []);
    return offsetPage(members, (user) => userView(user, base, expandOf(query)), call, membersSize);
  }),

  route(
    'POST',
    `${api}/group/userByGroupId`,
    ({ site, visitor, query, body }) => {
      mustManageGroups(visitor);
      site.addMember(required(query, 'groupId'), read(membership, body).accountId);
      return undefined;
    },
    { status: 201 },
  ),

  route(
    'DELETE',
    `${api}/group/userByGroupId`,
    ({ site, visitor, query }) => {
      mustManageGroups(visitor);
      site.removeMember(required(query, 'groupId'), required(query, 'accountId'));
      return undefined;
    },
    { status: 204 },
  ),

  route('POST', `${api}/space/{space}/permission`, ({ site, visitor, ids, base, body }) => {
    const { subject, operation } = read(permission, body);
    const space = site.spaceByKey(ids['space'] ?? '');
    mustAdminister(site, visitor, space);
    const { key, target } = operation;
    const added = site.addPermission(space.key, subject, { key, targetType: target });
    const { type, id } = added.principal;
    return {
      id: added.id,
      subject: { type, identifier: id },
      operation: { key, target },
      _links: { base, context: '/wiki', self: `${base}/rest/api/space/${space.key}/permission/${added.id}` },
    };
  }),

  route(
    'DELETE',
    `${api}/space/{space}/permission/{permission}`,
    ({ site, visitor, ids }) => {
      const space = site.spaceByKey(ids['space'] ?? '');
      mustAdminister(site, visitor, space);
      const id = Number(ids['permission']);
      if (!Number.isInteger(id)) throw new ApiError(400, `Not a permission id: ${ids['permission']}`);
      site.removePermission(space.key, id);
      return undefined;
    },
    { status: 204 },
  ),
];

/** What the request asks to be added: by repeating the parameter, or with commas. */
function expandOf(query: Call['query']): ReadonlySet<string> {
  return new Set(query.getAll('expand').flatMap((names) => names.split(',')));
}
