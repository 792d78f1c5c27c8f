import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { validPairs } from '../../../src/config/vocabulary.ts';
import { settingsSchema } from '../../../src/runtime/cli/settings.ts';
import { singleChangeOf } from '../../../src/runtime/cli/single-change.ts';
import { grantId } from '../../../src/runtime/messages/grant.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { temporaryFolder } from '../../support/files.ts';
import { confluenceSyncHere, logged } from './run.ts';

let simulator: Simulator;
let folder: string;
beforeEach(async () => {
  simulator = await Simulator.start({ site: siteFrom(smallSite) });
  folder = await temporaryFolder();
});
afterEach(() => simulator.stop());

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  confluenceSyncHere(args, { env: { ...simulator.environment, ...env }, cwd: folder });

const grant = (entitlement: string, type: string, id: string) =>
  run(['--grant-entitlement', entitlement, '--grant-principal', id, '--grant-principal-type', type]);

const revoke = (entitlement: string, type: string, id: string) =>
  run(['--revoke-grant', `${entitlement}:${type}:${id}`]);

/** What a run has said, each line with its level. */
const said = (stderr: string) => logged(stderr).map(({ level, msg }) => `${level}: ${msg}`);

const members = () => simulator.site.group('g-empty').members;
const permitted = (id: string) =>
  simulator.site
    .space('10')
    .permissions.filter(({ principal }) => principal.id === id)
    .map(({ operation: { key, targetType } }) => `${key}-${targetType}`)
    .sort();
const roles = (id: string) =>
  simulator.site
    .space('10')
    .assignments.filter(({ principal }) => principal.principalId === id)
    .map(({ roleId }) => roleId);

describe('granting and revoking by flags', () => {
  test.each([
    ['a member', 'group:g-empty:member', 'user', members, ['eve'], []],
    [
      'a permission',
      'space:10:delete-page',
      'user',
      () => permitted('eve'),
      ['delete-page', 'read-space'],
      ['read-space'],
    ],
    ['a role', 'space_role_assignment:10:r-view:assigned', 'user', () => roles('eve'), ['r-view'], []],
  ] as const)('makes %s, and none again', async (_, entitlement, type, held, after, left) => {
    expect(held()).toEqual([]);
    const calls: string[] = [];
    for (const [change, words] of [
      [grant, `Granted: the principal holds ${entitlement} now.`],
      [grant, `Already granted: the principal holds ${entitlement}. Nothing was changed.`],
      [revoke, `Revoked: the principal does not hold ${entitlement} any more.`],
      [revoke, `Already revoked: the principal does not hold ${entitlement}. Nothing was changed.`],
    ] as const) {
      const { exitCode, stdout, stderr } = await change(entitlement, type, 'eve');
      expect([exitCode, stdout, said(stderr)]).toEqual([0, '', [`info: ${words}`]]);
      calls.push(`${simulator.requests.filter(({ method }) => method !== 'GET').length}`);
      expect(held()).toEqual(change === grant ? after : left);
    }
    // The second of each has sent nothing that changes anything.
    expect([calls[1], calls[3]]).toEqual([calls[0], calls[2]]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('takes variables and keys of a file as well, and reads no .c1z file', async () => {
    await writeFile(join(folder, 'sync.c1z'), 'milk');
    await writeFile(join(folder, '.baton.yaml'), 'grant-principal-type: group\ngrant-principal: g-empty\n');
    const { exitCode } = await run([], { BATON_GRANT_ENTITLEMENT: 'space:10:read-space' });
    expect([exitCode, permitted('g-empty')]).toEqual([0, ['read-space']]);
  });

  test.each([
    [
      'an entitlement that is none',
      ['--grant-entitlement=space:10', '--grant-principal=eve', '--grant-principal-type=user'],
      'The entitlement "space:10" is none that can be granted or revoked.',
    ],
    [
      'a pair that Confluence has not',
      ['--grant-entitlement=space:10:update-page', '--grant-principal=eve', '--grant-principal-type=user'],
      'Confluence grants no permission update-page in a space.',
    ],
    [
      'a group as a member',
      [
        '--grant-entitlement=group:g-empty:member',
        '--grant-principal=g-users',
        '--grant-principal-type=group',
      ],
      'A principal of type "group" cannot hold this: only accounts can.',
    ],
    [
      'the grant of a space',
      ['--revoke-grant=space:10:read-space:space:11'],
      'A principal of type "space" cannot hold this: only accounts and groups can.',
    ],
  ])('%s is wrong usage, and nobody is asked', async (_, args, message) => {
    const { exitCode, stderr } = await run(args);
    expect([exitCode, said(stderr)]).toEqual([2, [`error: ${message}`]]);
    expect(simulator.requests).toEqual([]);
  });

  test.each([
    [
      'a group that is not there',
      () => grant('group:nowhere:member', 'user', 'eve'),
      /Confluence answers 404/,
    ],
    [
      'a space that is not there',
      () => revoke('space:999:read-space', 'user', 'eve'),
      /Confluence answers 404/,
    ],
  ])('%s fails, without a word of who it was about', async (_, change, message) => {
    const { exitCode, stderr } = await change();
    expect([exitCode, said(stderr)]).toEqual([1, [expect.stringMatching(message)]]);
    expect(stderr).not.toMatch(/\beve\b/);
    expect(stderr).not.toContain(simulator.auth.token);
  });

  test('what is accepted and does not show is a failure', async () => {
    simulator.inject({ method: 'POST', path: /userByGroupId/, mishap: 201, times: 9 });
    const { exitCode, stderr } = await grant('group:g-empty:member', 'user', 'eve');
    expect([exitCode, said(stderr)]).toEqual([
      1,
      ['error: Confluence has accepted the grant, but it has not taken effect.'],
    ]);
  });

  test('a refused token fails with its remedy', async () => {
    simulator.auth.revoked = true;
    const { exitCode, stderr } = await grant('group:g-empty:member', 'user', 'eve');
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining('The token may have expired or been revoked'),
    ]);
  });

  test('a time limit ends one that takes longer', async () => {
    simulator.inject({ path: /membersByGroupId/, mishap: 'stalled', times: 9 });
    const args = ['--revoke-grant=group:g-users:member:user:ada', '--time-limit=1s'];
    const { exitCode, stderr } = await run(args);
    expect([exitCode, said(stderr)]).toEqual([1, ['error: The time is over that --time-limit allows.']]);
  });
});

test('a grant’s id is taken apart as a sync has put it together, whatever the ids in it', () => {
  const id = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
  const account = fc.oneof(
    id,
    fc.tuple(fc.constantFrom('557058', 'qm'), id).map((parts) => parts.join(':')),
  );
  const entitlement = fc.oneof(
    id.map((group) => `group:${group}:member`),
    fc.tuple(fc.nat(), fc.constantFrom(...validPairs())).map(([space, pair]) => `space:${space}:${pair}`),
    fc.tuple(fc.nat(), id).map(([space, role]) => `space_role_assignment:${space}:${role}:assigned`),
  );
  const principal = fc.record({ resourceType: fc.constantFrom('user', 'group'), resource: account });
  fc.assert(
    fc.property(entitlement, principal, (wanted, holder) => {
      const settings = settingsSchema.parse({
        ...{ 'domain-url': 'acme', username: 'jo', 'api-key': 'key' },
        'revoke-grant': grantId(wanted, holder),
      });
      expect(singleChangeOf(settings)).toEqual({ held: false, entitlement: wanted, principal: holder });
    }),
  );
});
