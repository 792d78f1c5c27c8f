import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { everything, tally } from '../../../src/access/reach.ts';
import { atOneTime, reported, reportOf } from '../../access/reading.ts';
import { reviewedSite } from '../../access/reviewed-site.ts';
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
          synced: { ...ours.synced, openAccess: false },
          spaces: ours.spaces.map(({ id, name, held }) => ({ id, name, held })),
        });
      } finally {
        await simulator.stop();
      }
    },
  );

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
