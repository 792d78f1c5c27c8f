import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { command, confluenceSync, logged } from '../../runtime/cli/run.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { temporaryFolder } from '../../support/files.ts';

let simulator: Simulator;
let folder: string;
let file: string;

beforeEach(async () => {
  simulator = await Simulator.start({ site: generateSite() });
  folder = await temporaryFolder();
  file = join(folder, 'sync.c1z');
});
afterEach(() => simulator.stop());

test.each([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends it with exit code %d, and leaves the file as it was', async (signal, code) => {
  await confluenceSync([], { env: simulator.environment, cwd: folder });
  const before = await readFile(file);
  simulator.faults = { latencyMs: 2_000 };
  const asked = simulator.requests.length;
  const running = execa(process.execPath, [...command], {
    cwd: folder,
    env: simulator.environment,
    reject: false,
  });
  while (simulator.requests.length === asked) await new Promise((resolve) => setTimeout(resolve, 20));
  running.kill(signal);
  const { exitCode, stderr } = await running;
  expect([exitCode, logged(stderr)]).toEqual([
    code,
    [expect.objectContaining({ level: 'error', msg: 'Interrupted. Nothing was written.' })],
  ]);
  expect(await readFile(file)).toEqual(before);
  expect(await readdir(folder)).toEqual(['sync.c1z']);
});

test('log lines that nobody reads any more do not end a sync', async () => {
  const running = execa(process.execPath, [...command, '--log-level', 'debug'], {
    cwd: folder,
    env: simulator.environment,
    reject: false,
    buffer: false,
  });
  running.stderr.destroy();
  expect((await running).exitCode).toBe(0);
  expect(await readdir(folder)).toEqual(['sync.c1z']);
});
