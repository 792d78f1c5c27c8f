/** The words of the paths that this program calls: whatever else is in a path could be an id, or a name. */
const words = new Set(
  [
    'wiki/rest/api/user/current/bulk/search',
    'wiki/rest/api/group/by-id/membersByGroupId/userByGroupId',
    'wiki/rest/api/space/permission',
    'wiki/api/v2/spaces/permissions/role-assignments/space-roles/space-role-mode',
    'ex/confluence/_edge/tenant_info',
    'auth/v1/token',
  ].flatMap((path) => path.split('/')),
);

/** The path of a request without ids and without its query, e.g. `/wiki/api/v2/spaces/{id}/permissions`. */
export function routeOf(path: string): string {
  const [plain = ''] = path.split(/[?#]/);
  return plain
    .split('/')
    .map((part) => (part === '' || words.has(part) ? part : '{id}'))
    .join('/');
}

/** What a sync does by requests, by the ends of their routes; the first that fits counts. */
const stages: readonly (readonly [RegExp, string])[] = [
  [/\/(?:user\/current|tenant_info)$/, 'log in'],
  [/\/(?:space-roles|space-role-mode)$/, 'read space roles'],
  [/\/role-assignments$/, 'read role assignments'],
  [/\/spaces\/\{id\}\/permissions$/, 'read permissions'],
  [/\/spaces(?:\/\{id\})?$/, 'read spaces'],
  [/\/group(?:\/by-id|\/\{id\}\/membersByGroupId)?$/, 'read groups'],
  [/\/(?:search\/user|user\/bulk)$/, 'read users'],
];

/** What a request of a sync is for, e.g. `read groups`; undefined if that is not known. */
export function stageOf(route: string): string | undefined {
  return stages.find(([end]) => end.test(route))?.[1];
}
