import { mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { atTime } from '../../../src/runtime/cli/at-time.ts';
import { openLogOutput } from '../../../src/runtime/cli/log-output.ts';
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

const messages = (log: string) => logged(log).map(({ msg }) => msg);

describe('--log-path', () => {
  test('has the log go to files instead of stderr, after what they hold', async () => {
    await writeFile(join(folder, 'a.log'), '{"msg":"before"}\n');
    const url = String(pathToFileURL(join(folder, 'c.log')));
    const { exitCode, stdout, stderr } = await run(['--log-path', 'a.log,b.log', '--log-path', url]);
    expect([exitCode, stdout, stderr]).toEqual([0, '', '']);
    const [a, ...others] = await Promise.all(
      ['a', 'b', 'c'].map((name) => readFile(join(folder, `${name}.log`), 'utf8')),
    );
    expect(messages(a ?? '')).toEqual(['before', 'sync complete']);
    expect(others.map(messages)).toEqual([['sync complete'], ['sync complete']]);
  });

  test('can name the streams too', async () => {
    const { stdout, stderr } = await run([], { BATON_LOG_PATH: 'stdout,stderr' });
    expect([messages(stdout), messages(stderr)]).toEqual([['sync complete'], ['sync complete']]);
  });

  const inLinux = process.platform === 'linux' ? test : test.skip;
  inLinux('closes what it has opened, also if it cannot open the next', async () => {
    const streams = { stdout: process.stdout, stderr: process.stderr, directory: folder };
    const open = async () => {
      const descriptors = await readdir('/proc/self/fd');
      const links = await Promise.all(
        descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => '')),
      );
      return links.filter((link) => link.endsWith('.log') && link.startsWith(folder));
    };
    expect(() => openLogOutput(['a.log', '/nowhere/b.log'], streams)).toThrow(/The log cannot be written to/);
    expect(await open()).toEqual([]);
    const { close } = openLogOutput(['a.log'], streams);
    expect(await open()).toEqual([join(folder, 'a.log')]);
    close();
    expect(await open()).toEqual([]);
  });
});

describe('--c1z-temp-dir', () => {
  test.each([
    ['a flag', ['--c1z-temp-dir=scratch'], {}],
    ['a variable', [], { BATON_C1Z_TEMP_DIR: 'scratch' }],
    ['the variable of every Baton connector', [], { BATON_TMPDIR: 'scratch' }],
    ['a flag before that', ['--c1z-temp-dir', 'scratch'], { BATON_TMPDIR: '/nowhere' }],
  ])('as %s: temporary files are there, and no other folder is needed', async (_, args, env) => {
    await mkdir(join(folder, 'scratch'));
    const { exitCode, stderr } = await run(args, { TMPDIR: '/nowhere', ...env });
    expect([exitCode, messages(stderr)]).toEqual([0, ['sync complete']]);
    expect(await readdir(join(folder, 'scratch'))).toEqual([]);
    const other = await run([], { TMPDIR: '/nowhere' });
    expect(other.exitCode).toBe(1);
  });
});

describe('--log-level-debug-expires-at', () => {
  test.each([
    ['before it', '2999-01-01', true],
    ['after it', '2001-01-01T00:00:00Z', false],
  ])('%s, at %s, a run debugs, or does not', async (_, time, debugs) => {
    const { exitCode, stderr } = await run(['--log-level=debug', '--log-level-debug-expires-at', time]);
    expect([exitCode, messages(stderr).at(-1)]).toEqual([0, 'sync complete']);
    expect(messages(stderr).includes('request')).toBe(debugs);
  });

  test('changes no other level', async () => {
    const { stderr } = await run(['--log-level=error', '--log-level-debug-expires-at=2001-01-01']);
    expect(stderr).toBe('');
  });

  test('ends debugging while the program runs, however long it has to wait, unless it is called off', () => {
    jest.useFakeTimers();
    try {
      let ended = 0;
      const end = () => {
        ended += 1;
      };
      const days = 24 * 60 * 60 * 1000;
      atTime(Date.now() + 60 * days, end);
      atTime(Date.now() + days, end)();
      jest.advanceTimersByTime(60 * days - 1);
      expect(ended).toBe(0);
      jest.advanceTimersByTime(1);
      expect(ended).toBe(1);
      jest.advanceTimersByTime(60 * days);
      expect(ended).toBe(1);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('--skip-grants', () => {
  test('leaves out who holds the entitlements of the resources that are named', async () => {
    const { stderr } = await run(['--sync-resources=bid:r:space/10', '--skip-grants']);
    const summary = logged(stderr).at(-1);
    expect(summary).toMatchObject({ msg: 'sync partial', grants: 0, entitlements: expect.any(Number) });
    expect(summary?.['entitlements']).toBeGreaterThan(0);
  });

  test('leaves out nothing of a whole site, and says so', async () => {
    const { stderr } = await run(['--skip-grants']);
    const [warning, summary] = logged(stderr);
    expect(warning).toMatchObject({
      level: 'warn',
      msg: '--skip-grants has no effect here: it leaves out grants of a sync with --sync-resources only.',
    });
    expect(summary).toMatchObject({ msg: 'sync complete', grants: expect.any(Number) });
    expect(summary?.['grants']).toBeGreaterThan(0);
  });
});
