import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { bundle } from '../../src/image/bundle/bundle.ts';
import { type Contents, contentsOf } from '../runtime/sync/decoded.ts';
import { generateSite } from '../simulator/generate.ts';
import { Random } from '../simulator/random.ts';
import { Simulator } from '../simulator/simulator.ts';
import { temporaryFolder } from '../support/files.ts';

/** Another seed kills at other moments. */
const random = new Random('kills');
const kills = 100;

let simulators: readonly Simulator[];
let expected: readonly Contents[];
let duration: number;
let program: string;
let folder: string;
let file: string;

beforeAll(async () => {
  const built = await temporaryFolder();
  await bundle(built);
  program = join(built, 'app', 'dist', 'runtime', 'confluence-sync.js');
  folder = await temporaryFolder();
  file = join(folder, 'sync.c1z');
  const sites = [1, 2].map((seed) =>
    generateSite({ seed, users: 100, groups: 10, spaces: 20, permissions: 1_000 }),
  );
  simulators = await Promise.all(sites.map((site) => Simulator.start({ site })));
  const contents: Contents[] = [];
  for (const simulator of simulators) {
    const start = performance.now();
    await run(simulator);
    duration = performance.now() - start;
    contents.push(await contentsOf(file));
  }
  expected = contents;
});
afterAll(() => Promise.all(simulators.map((simulator) => simulator.stop())));

function run({ environment }: Simulator) {
  const args = ['--disable-warning=ExperimentalWarning', program, '--force'];
  return execa(process.execPath, args, { cwd: folder, env: environment, reject: false });
}

test(`killed at ${kills} moments, a sync has always left a whole file, the old one or the new one`, async () => {
  let holding = expected.length - 1;
  const outcomes = { killed: 0, old: 0, new: 0 };
  for (let kill = 0; kill < kills; kill += 1) {
    const other = 1 - holding;
    const running = run(simulators[other] as Simulator);
    // Node itself takes the first part of it.
    await sleep(duration * (0.4 + 0.7 * random.fraction()));
    running.kill('SIGKILL');
    if ((await running).signal === 'SIGKILL') outcomes.killed += 1;
    const found = await contentsOf(file);
    const whole = [holding, other].find((site) => isDeepStrictEqual(found, expected[site]));
    expect(whole).toBeDefined();
    outcomes[whole === holding ? 'old' : 'new'] += 1;
    holding = whole ?? holding;
  }
  expect(outcomes.old + outcomes.new).toBe(kills);

  expect(outcomes.killed).toBeGreaterThan(kills / 4);
  // What the killed ones have left beside the file, the next one takes away.
  await run(simulators[0] as Simulator);
  expect(await readdir(folder)).toEqual(['sync.c1z']);
});
