import { expect, test } from '@jest/globals';
import {
  checkScope,
  ScopeError,
  type SyncScope,
  scopeNotes,
  spacesToRead,
} from '../../../src/runtime/sync/scope.ts';

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
])('refuses %s', (_, scope, message) => {
  expect(() => checkScope(scope)).toThrow(ScopeError);
  expect(() => checkScope(scope)).toThrow(message);
});

test.each<[string, SyncScope]>([
  ['everything', everything],
  ['nothing in particular', { ...everything, resourceTypes: new Set(), resources: [] }],
  ['every type', { ...everything, resourceTypes: new Set(['user', 'group', 'space']) }],
  ['roles without their mode', { ...everything, resourceTypes: new Set(['space_role']) }],
  [
    'a role assignment without its mode',
    { ...everything, resources: [{ resourceType: 'space_role_assignment', resource: '1:2' }] },
  ],
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

const usual = ['user', 'group', 'space'];

test.each<[SyncScope['mode'], readonly string[], RegExp | undefined]>([
  ['permissions', [], undefined],
  ['permissions', usual, undefined],
  ['permissions', [...usual, 'space_role'], undefined],
  ['permissions', [...usual, 'space_role', 'space_role_assignment'], /with --use-rbac only/],
  ['roles', [], undefined],
  ['roles', [...usual, 'space_role', 'space_role_assignment'], undefined],
  ['roles', usual, /only user, group, space are asked for[.] Tick space_role, space_role_assignment too/],
  ['roles', [...usual, 'space_role'], /Tick space_role_assignment too/],
  ['roles', [...usual, 'space_role_assignment'], /Tick space_role too/],
  ['roles', ['user', 'space_role', 'space_role_assignment'], /Tick space too/],
  // Whoever asks for groups only does not expect access to spaces.
  ['roles', ['group'], undefined],
])('in mode %s with the types %j, says what the file will lack', (mode, types, note) => {
  const notes = scopeNotes({ mode, resourceTypes: new Set(types) });
  expect(notes).toEqual(note === undefined ? [] : [expect.stringMatching(note)]);
});
