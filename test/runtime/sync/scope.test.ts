import { expect, test } from '@jest/globals';
import { checkScope, ScopeError, type SyncScope, spacesToRead } from '../../../src/runtime/sync/scope.ts';

const everything = { mode: 'permissions' } as const;

test.each<[string, SyncScope, RegExp]>([
  [
    'a type that is none',
    { ...everything, resourceTypes: new Set(['user', 'pages']) },
    /no resource type pages/,
  ],
  [
    'a resource of such a type',
    { ...everything, resources: [{ resourceType: 'x', resource: '1' }] },
    /no resource type x/,
  ],
  ['roles without their mode', { ...everything, resourceTypes: new Set(['space_role']) }, /--use-rbac/],
  [
    'a role assignment without its mode',
    { ...everything, resources: [{ resourceType: 'space_role_assignment', resource: '1:2' }] },
    /--use-rbac/,
  ],
])('refuses %s', (_, scope, message) => {
  expect(() => checkScope(scope)).toThrow(ScopeError);
  expect(() => checkScope(scope)).toThrow(message);
});

test.each<[string, SyncScope]>([
  ['everything', everything],
  ['nothing in particular', { ...everything, resourceTypes: new Set(), resources: [] }],
  ['every type', { ...everything, resourceTypes: new Set(['user', 'group', 'space']) }],
  ['roles', { mode: 'roles', resourceTypes: new Set(['space_role', 'space_role_assignment']) }],
])('allows %s', (_, scope) => {
  expect(() => checkScope(scope)).not.toThrow();
});

test.each<[string, SyncScope, ReadonlySet<string> | undefined]>([
  ['all spaces', everything, undefined],
  ['all spaces, whatever the types', { ...everything, resourceTypes: new Set(['user']) }, undefined],
  ['no space', { ...everything, resources: [{ resourceType: 'user', resource: '7:space' }] }, new Set()],
  [
    'those that are named, and those of role assignments',
    {
      mode: 'roles',
      resources: [
        { resourceType: 'space', resource: '7' },
        { resourceType: 'space_role_assignment', resource: '8:r' },
      ],
    },
    new Set(['7', '8']),
  ],
])('reads %s', (_, scope, spaces) => {
  expect(spacesToRead(scope)).toEqual(spaces);
});
