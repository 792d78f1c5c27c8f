import { expect, test } from '@jest/globals';
import { readable } from '../../src/doctor/reading.ts';
import { clientOf, withSimulator } from '../runtime/confluence/reading.ts';
import { generateSite } from '../simulator/generate.ts';
import type { Simulator } from '../simulator/simulator.ts';

const site = generateSite({ users: 20, groups: 3, spaces: 5 });

/** What was called, without ids. */
const calls = ({ requests }: Simulator) =>
  requests
    .map(({ method, path }) => `${method} ${path.replace(/^[/]wiki[/](?:rest[/]api|api[/]v2)/, '')}`)
    .map((call) => call.replace(/([/](?:group|spaces))[/][^/]+/, '$1/…'))
    .sort();

test('counts groups and spaces, and reads a little of everything that a sync reads', () =>
  withSimulator({ site }, async (simulator) => {
    expect(await readable(clientOf(simulator), 'permissions')).toMatchObject({
      groups: { count: 3, more: false },
      spaces: { count: 5, more: false },
    });
    expect(calls(simulator)).toEqual([
      'GET /group',
      'GET /group/…/membersByGroupId',
      'GET /search/user',
      'GET /spaces',
      'GET /spaces/…/permissions',
    ]);
  }));

test('reads roles where a sync does', () =>
  withSimulator({ site }, async (simulator) => {
    await readable(clientOf(simulator), 'roles');
    expect(calls(simulator)).toEqual([
      'GET /group',
      'GET /group/…/membersByGroupId',
      'GET /search/user',
      'GET /space-role-mode',
      'GET /space-roles',
      'GET /spaces',
      'GET /spaces/…/role-assignments',
    ]);
  }));

test('stops counting at some time', () =>
  withSimulator({ site: generateSite({ spaces: 2_600, permissions: 2_600 }) }, async (simulator) => {
    expect(await readable(clientOf(simulator), 'permissions')).toMatchObject({
      spaces: { count: 2_500, more: true },
    });
  }));

test.each(['/group[?]', '/membersByGroupId', '/search/user', '/spaces[?]', '/permissions'])(
  'fails where %s may not be read',
  (path) =>
    withSimulator({ site }, async (simulator) => {
      simulator.inject({ path: new RegExp(path), mishap: 'missing-scope' });
      await expect(readable(clientOf(simulator), 'permissions')).rejects.toMatchObject({
        failure: 'credentials',
        remedy:
          'The scoped token lacks a scope: it needs those to read users, groups, spaces and permissions.',
      });
    }),
);

test('a site without roles is explained', () =>
  withSimulator({ site: generateSite({ roleMode: 'PRE_ROLES' }) }, async (simulator) => {
    await expect(readable(clientOf(simulator), 'roles')).rejects.toThrow(
      'The site does not use space roles yet (PRE_ROLES). Leave --use-rbac out: space permissions can be read on every site.',
    );
  }));
