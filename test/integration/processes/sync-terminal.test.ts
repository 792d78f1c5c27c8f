import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { command } from '../../runtime/cli/run.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { temporaryFolder } from '../../support/files.ts';
import { describeWith, program } from '../../support/programs.ts';

let folder: string;
let simulator: Simulator;

beforeEach(async () => {
  folder = await temporaryFolder();
  simulator = await Simulator.start({ site: generateSite() });
});
afterEach(() => simulator.stop());

describeWith([program('script')], 'at a terminal', () => {
  test('progress is one line that changes, and the summary is for people', async () => {
    simulator.faults = { latencyMs: 100 };
    const line = [process.execPath, ...command].join(' ');
    const { stdout, exitCode } = await execa(
      'script',
      ['--quiet', '--return', '--command', `stty cols 300; ${line}`, '/dev/null'],
      {
        cwd: folder,
        env: simulator.environment,
      },
    );
    expect(exitCode).toBe(0);
    const lines = stdout.replaceAll('\r', '').split('\u001b[2K\u001b[1G');
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^reading, [\d.]+ s, \d+\/s: [\d,]+ users, [\d,]+ groups, [\d,]+ spaces, [\d,]+ grants, [\d,]+ requests$/,
      ),
    );
    expect(lines.at(-1)).toMatch(
      /^sync[.]c1z: 47 users, 10 groups, 20 spaces, .* through groups[.]\n38 requests, up to \d+ side by side, in [\d.]+ s[.]\nLeft out:\n/,
    );
  });
});
