import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { built } from '../../peers/built.ts';
import { batonConfluence, binary } from '../../peers/peers.ts';
import { confluenceSync, logged } from '../../runtime/cli/run.ts';
import { Simulator } from '../../simulator/simulator.ts';
import type { Site } from '../../simulator/site.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { temporaryFolder } from '../../support/files.ts';
import { describeWith } from '../../support/programs.ts';

/** A site, and both programs to run on it with the same flags in the same folder. */
async function onOneSite(work: (programs: Programs) => Promise<void>): Promise<void> {
  const folder = await temporaryFolder();
  const simulator = await Simulator.start({ site: siteFrom(smallSite) });
  const env = { ...simulator.environment, TMPDIR: folder };
  try {
    await work({
      simulator,
      held: () => heldIn(simulator.site),
      theirs: async (args) => {
        const options = {
          env,
          cwd: folder,
          extendEnv: false,
          reject: false,
          all: true,
          timeout: 50_000,
        } as const;
        const { all, exitCode } = await execa(binary(batonConfluence), [...args], options);
        return { exitCode, output: all };
      },
      ours: async (args) => {
        const { exitCode, stderr } = await confluenceSync(args, { env, cwd: folder });
        const said = exitCode === 0 ? logged(stderr).map(({ msg }) => String(msg).replace(/:.*$/, '')) : [];
        return { exitCode, said };
      },
    });
  } finally {
    await simulator.stop();
  }
}

interface Programs {
  readonly simulator: Simulator;
  readonly held: () => readonly string[];
  readonly theirs: (
    args: readonly string[],
  ) => Promise<{ readonly exitCode?: number | undefined; readonly output: string }>;
  readonly ours: (
    args: readonly string[],
  ) => Promise<{ readonly exitCode?: number | undefined; readonly said: readonly string[] }>;
}

/** All that anybody holds, as ids of grants. */
function heldIn(site: Site): readonly string[] {
  const ofSpaces = [...site.spaces.values()].flatMap(({ id, permissions, assignments }) => [
    ...permissions.map(
      ({ principal, operation: { key, targetType } }) =>
        `space:${id}:${key}-${targetType}:${principal.type}:${principal.id}`,
    ),
    ...assignments.map(
      ({ principal: { principalType, principalId }, roleId }) =>
        `space_role_assignment:${id}:${roleId}:assigned:${principalType.toLowerCase()}:${principalId}`,
    ),
  ]);
  const ofGroups = [...site.groups.values()].flatMap(({ id, members }) =>
    members.map((member) => `group:${id}:member:user:${member}`),
  );
  return [...ofGroups, ...ofSpaces].sort();
}

const flagsFor = (entitlement: string, type: string, principal: string) => ({
  grant: ['--grant-entitlement', entitlement, '--grant-principal', principal, '--grant-principal-type', type],
  revoke: ['--revoke-grant', `${entitlement}:${type}:${principal}`],
});

describeWith([built(batonConfluence)], 'grants and revokes by flags, of both programs on one site', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['group:g-empty:member', 'user', 'eve', []],
    ['space_role_assignment:10:r-view:assigned', 'group', 'g-empty', ['--use-rbac']],
    ['space_role_assignment:10:r-view:assigned', 'user', 'eve', ['--use-rbac']],
  ])('come to the same: %s, %s %s', async (entitlement, type, principal, mode) => {
    await onOneSite(async ({ held, theirs, ours }) => {
      const { grant, revoke } = flagsFor(entitlement, type, principal);
      const before = held();
      const granted = [...before, `${entitlement}:${type}:${principal}`].sort();
      // It finds in its file what it grants, and to whom.
      await theirs(mode);
      await theirs([...mode, ...grant]);
      expect(held()).toEqual(granted);
      expect(await ours([...mode, ...grant])).toEqual({ exitCode: 0, said: ['Already granted'] });
      expect(held()).toEqual(granted);
      expect(await ours([...mode, ...revoke])).toEqual({ exitCode: 0, said: ['Revoked'] });
      expect(held()).toEqual(before);
      expect(await ours([...mode, ...grant])).toEqual({ exitCode: 0, said: ['Granted'] });
      expect(held()).toEqual(granted);
      // And what it revokes.
      await theirs(mode);
      await theirs([...mode, ...revoke]);
      expect(held()).toEqual(before);
      expect(await ours([...mode, ...revoke])).toEqual({ exitCode: 0, said: ['Already revoked'] });
      expect(held()).toEqual(before);
    });
  });

  test('the vendor’s asks for permissions of a space where Confluence has none to give, and ours grants them', async () => {
    await onOneSite(async ({ simulator, held, theirs, ours }) => {
      const { grant, revoke } = flagsFor('space:10:read-space', 'group', 'g-empty');
      const before = held();
      await theirs([]);
      simulator.clear();
      await theirs(grant);
      const changes = simulator.requests.filter(({ method }) => method !== 'GET');
      expect(changes.map(({ status }) => status)).toEqual([404]);
      expect(held()).toEqual(before);
      expect(await ours(grant)).toEqual({ exitCode: 0, said: ['Granted'] });
      expect(held()).toEqual([...before, 'space:10:read-space:group:g-empty'].sort());
      expect(await ours(revoke)).toEqual({ exitCode: 0, said: ['Revoked'] });
      expect(held()).toEqual(before);
    });
  });

  test.each<[string, readonly string[], RegExp]>([
    ['half a grant', ['--grant-entitlement', 'group:g-empty:member'], /must all be set/],
    [
      'a grant to nobody knows what',
      flagsFor('group:g-empty:member', '', 'eve').grant,
      /unknown provisioning action/,
    ],
    [
      'a grant and a revoke',
      [
        ...flagsFor('group:g-empty:member', 'user', 'eve').grant,
        ...flagsFor('group:g-empty:member', 'user', 'ada').revoke,
      ],
      /none of the others can be/,
    ],
    [
      'an entitlement that is none',
      flagsFor('group:g-empty:owner', 'user', 'eve').grant,
      /error fetching entitlement/,
    ],
    ['a grant that is none', ['--revoke-grant', 'group:g-empty:member'], /error fetching grant/],
  ])('both refuse %s, and change nothing', async (_, args, why) => {
    await onOneSite(async ({ held, theirs, ours }) => {
      const before = held();
      await theirs([]);
      expect((await theirs(args)).output).toMatch(why);
      expect((await ours([...args, '--file', join('no', 'such.c1z')])).exitCode).toBe(2);
      expect(held()).toEqual(before);
    });
  });
});
