import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { everything, tally } from '../../../src/access/reach.ts';
import { atOneTime, reported, reportOf } from '../../access/reading.ts';
import { reviewedSite } from '../../access/reviewed-site.ts';
import { workspace } from '../../cli/workspace.ts';
import { built } from '../../peers/built.ts';
import { batonConfluence, binary } from '../../peers/peers.ts';
import { awkwardSite } from '../../runtime/sync/awkward-site.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { temporaryFolder } from '../../support/files.ts';
import { describeWith } from '../../support/programs.ts';

describeWith([built(batonConfluence)], 'a file of the vendor’s connector', () => {
  test.each([
    ['permissions', []],
    ['roles', ['--use-rbac']],
  ] as const)(
    'tells the same but for types of spaces and accounts that are none: %s',
    async (mode, flags) => {
      const site = siteFrom(reviewedSite);
      const folder = await temporaryFolder();
      const simulator = await Simulator.start({ site });
      try {
        const file = join(folder, 'theirs.c1z');
        await execa(binary(batonConfluence), ['--file', file, '--storage-engine', 'sqlite', ...flags], {
          env: { ...simulator.environment, TMPDIR: folder },
          cwd: folder,
        });
        const theirs = atOneTime(await reportOf(file));
        const ours = await reported(site, { mode });
        expect(theirs).toEqual({
          ...ours,
          synced: { ...ours.synced, openAccess: false, kinds: false },
          spaces: ours.spaces.map(({ id, name, held }) => ({ id, name, held })),
        });
      } finally {
        await simulator.stop();
      }
    },
  );

  test('of the newer kind is refused; the flag that the message names makes another, in another file', async () => {
    const here = await workspace();
    const simulator = await Simulator.start({ site: siteFrom(reviewedSite) });
    const sync = (file: string, engine: string) =>
      execa(binary(batonConfluence), ['--file', file, '--storage-engine', engine], {
        env: { ...simulator.environment, TMPDIR: here.folder },
        cwd: here.folder,
      });
    try {
      await sync('newer.c1z', 'pebble');
      // It goes on in the kind that it finds, which is why the message asks for another file.
      await sync('newer.c1z', 'sqlite');
      await sync('older.c1z', 'sqlite');
    } finally {
      await simulator.stop();
    }
    const refused = {
      stdout: '',
      stderr: expect.stringMatching(
        /^newer[.]c1z: is a .*C1Z3.* --storage-engine sqlite, into a --file that /,
      ),
    };
    expect(await here.run('report', 'newer.c1z')).toEqual({ ...refused, exitCode: 1 });
    expect(await here.run('diff', 'older.c1z', 'newer.c1z')).toEqual({ ...refused, exitCode: 2 });
    expect(await here.run('report', 'older.c1z')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('shows accounts that it grants to and does not describe', async () => {
    const folder = await temporaryFolder();
    const simulator = await Simulator.start({ site: siteFrom(awkwardSite) });
    try {
      const file = join(folder, 'theirs.c1z');
      await execa(binary(batonConfluence), ['--file', file, '--storage-engine', 'sqlite'], {
        env: { ...simulator.environment, TMPDIR: folder },
        cwd: folder,
      });
      const report = await reportOf(file);
      const gone = report.people.findIndex(({ id }) => id === 'long-gone');
      expect(report.people[gone]).toEqual({ id: 'long-gone', name: 'long-gone', state: 'unknown' });
      expect(tally(report, everything).spacesOf[gone]).toBe(1);
    } finally {
      await simulator.stop();
    }
  });
});
