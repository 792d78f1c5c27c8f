import { expect, test } from '@jest/globals';
import { routeOf, stageOf } from '../../../src/runtime/telemetry/route.ts';

test.each([
  ['/wiki/rest/api/user/current', '/wiki/rest/api/user/current', 'log in'],
  ['/_edge/tenant_info', '/_edge/tenant_info', 'log in'],
  [
    '/ex/confluence/4f1c-canary/wiki/api/v2/spaces?limit=250&cursor=canary',
    '/ex/confluence/{id}/wiki/api/v2/spaces',
    'read spaces',
  ],
  [
    '/wiki/api/v2/spaces/65536/permissions#canary',
    '/wiki/api/v2/spaces/{id}/permissions',
    'read permissions',
  ],
  [
    '/wiki/api/v2/spaces/65536/role-assignments',
    '/wiki/api/v2/spaces/{id}/role-assignments',
    'read role assignments',
  ],
  ['/wiki/api/v2/space-roles', '/wiki/api/v2/space-roles', 'read space roles'],
  ['/wiki/api/v2/space-role-mode', '/wiki/api/v2/space-role-mode', 'read space roles'],
  ['/wiki/rest/api/group?start=0', '/wiki/rest/api/group', 'read groups'],
  ['/wiki/rest/api/group/by-id?id=canary', '/wiki/rest/api/group/by-id', 'read groups'],
  [
    '/wiki/rest/api/group/canary%2F7/membersByGroupId',
    '/wiki/rest/api/group/{id}/membersByGroupId',
    'read groups',
  ],
  ['/wiki/rest/api/search/user?cql=canary', '/wiki/rest/api/search/user', 'read users'],
  ['/wiki/rest/api/user/bulk?accountId=canary', '/wiki/rest/api/user/bulk', 'read users'],
  ['/wiki/rest/api/group/userByGroupId?groupId=canary', '/wiki/rest/api/group/userByGroupId', undefined],
  ['/wiki/rest/api/space/~canary/permission/7', '/wiki/rest/api/space/{id}/permission/{id}', undefined],
  ['/canary/', '/{id}/', undefined],
])('routeOf leaves ids and the query out of %s, and stageOf knows what it is for', (path, route, stage) => {
  expect(routeOf(path)).toBe(route);
  expect(stageOf(route)).toBe(stage);
});
