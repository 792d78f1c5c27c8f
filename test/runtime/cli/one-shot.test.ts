import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { temporaryFolder } from '../../support/files.ts';
import { confluenceSyncHere, logged } from './run.ts';

let simulator: Simulator;
let folder: string;
let file: string;
beforeEach(async () => {
  simulator = await Simulator.start({ site: generateSite() });
  folder = await temporaryFolder();
  file = join(folder, 'sync.c1z');
});
afterEach(() => simulator.stop());

const run = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
  confluenceSyncHere(args, { env: { ...simulator.environment, ...env }, cwd: folder });

test('a sync writes its file and logs what it did', async () => {
  const { stdout, stderr, exitCode } = await run();
  expect([exitCode, stdout]).toEqual([0, '']);
  const [summary, ...more] = logged(stderr);
  expect(more).toEqual([]);
  expect(summary).toMatchObject({
    level: 'info',
    msg: 'sync complete',
    file: 'sync.c1z',
    sync_type: 'full',
    requests: simulator.requests.length,
    retries: 0,
    skipped: { missing: { count: 0 }, unknown_accounts: { count: 1 }, search_capped: false },
  });
  const { resources, grants } = await statsOf(file);
  expect(summary).toMatchObject({ grants });
  const types = summary?.['resources'] as Readonly<Record<string, number>>;
  expect(Object.values(types).reduce((sum, count) => sum + count)).toBe(resources);
});

test('flags count before variables, and a variable that is empty does not', async () => {
  const env = {
    BATON_FILE: 'variable.c1z',
    BATON_NOUN: 'page',
    BATON_VERB: '',
    BATON_USE_RBAC: '',
    BATON_SKIP_PERSONAL_SPACES: '1',
  };
  const { exitCode } = await run(
    ['--file', 'flag.c1z', '--noun', 'space', '--skip-personal-spaces=false'],
    env,
  );
  expect(exitCode).toBe(0);
  expect(await readdir(folder)).toEqual(['flag.c1z']);
  expect(new Set(await slugsOf(join(folder, 'flag.c1z')))).toEqual(
    new Set([
      'member',
      'read-space',
      'delete-space',
      'export-space',
      'administer-space',
      'restrict_content-space',
      // No pair of Confluence's, but this site has it.
      'update-space',
    ]),
  );
  const { resourcesByType } = await statsOf(join(folder, 'flag.c1z'));
  expect(resourcesByType['space']).toBe(simulator.site.spaces.size);
});

test('a space that cannot be read makes a partial sync, which is written', async () => {
  const [space] = simulator.site.spaces.values();
  simulator.inject({
    path: new RegExp(`/spaces/${space?.id}/permissions`),
    mishap: 403,
    times: Number.POSITIVE_INFINITY,
  });
  const { exitCode, stderr } = await run();
  expect(exitCode).toBe(3);
  const why = expect.stringContaining('Confluence answers 403');
  expect(logged(stderr)).toEqual([
    expect.objectContaining({
      level: 'warn',
      msg: expect.stringContaining(
        `Could not be read: the space "${space?.name}" (${space?.key}): GET /wiki/api/v2/spaces/`,
      ),
    }),
    expect.objectContaining({
      level: 'info',
      msg: 'sync partial',
      sync_type: 'partial',
      skipped: expect.objectContaining({
        missing: { count: 1, first: [{ what: expect.stringContaining(`(${space?.key})`), why }] },
      }),
    }),
  ]);
  const reader = await C1zReader.open(file);
  expect(reader.run.type).toBe('partial');
  await reader.close();
});

test('much less than before is refused, unless forced or allowed', async () => {
  expect((await run()).exitCode).toBe(0);
  const before = await readFile(file);
  const [space] = simulator.site.spaces.values();
  simulator.site.spaces.clear();
  if (space) simulator.site.spaces.set(space.id, space);
  const args = ['--log-format', 'console'];
  const refused = await run(args);
  expect(refused.exitCode).toBe(4);
  expect(refused.stderr).toMatch(
    /\tERROR\tMuch less has been found than sync[.]c1z holds:\n {2}spaces: 1 instead of 20 \(-95%\)\n/,
  );
  expect(await readFile(file)).toEqual(before);
  const [, figures = ''] = /--accept-shrinkage (\S+)/.exec(refused.stderr) ?? [];
  for (const allowed of [['--max-shrink', '99%'], ['--accept-shrinkage', figures], ['--force']]) {
    await writeFile(file, before);
    expect((await run([...args, ...allowed])).exitCode).toBe(0);
    expect((await readFile(file)).equals(before)).toBe(false);
  }
});

test('somebody’s notes are no file to replace', async () => {
  await writeFile(join(folder, 'notes.txt'), 'milk');
  const { exitCode, stderr } = await run(['-f', 'notes.txt', '--log-format', 'console']);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('notes.txt: is not a .c1z file')]);
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('milk');
  expect(simulator.requests.map(({ path }) => path)).toEqual(['/wiki/rest/api/user/current']);
});

test('a refused token fails with its remedy, and neither token nor e-mail address is told', async () => {
  simulator.auth.revoked = true;
  const { token, username } = simulator.auth;
  for (const level of ['debug', 'info']) {
    const { exitCode, stdout, stderr } = await run(['--log-level', level]);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Confluence answers 401');
    expect(stderr).toContain('The token may have expired or been revoked');
    expect(stderr.includes('"msg":"request"')).toBe(level === 'debug');
    expect(stderr).not.toContain(token);
    expect(stderr).not.toContain(Buffer.from(`${username}:${token}`).toString('base64'));
  }
  expect(await readdir(folder)).toEqual([]);
});

test('above debug, no log holds an e-mail address', async () => {
  const { stderr } = await run([], { BATON_USERNAME: 'canary@acme.example.com' });
  expect(stderr).toContain('Confluence answers 403');
  expect(stderr).not.toContain('canary');
});

test('a scoped token is found out, and read with at the gateway', async () => {
  const scoped = { BATON_API_KEY: simulator.auth.scopedToken };
  const discovered = await run([], scoped);
  expect(discovered.exitCode).toBe(0);
  const [note, summary] = logged(discovered.stderr);
  expect(note).toMatchObject({
    level: 'info',
    msg: expect.stringContaining(`--cloud-id ${simulator.cloudId}`),
  });
  expect(summary).toMatchObject({ msg: 'sync complete' });
  const told = await run(['--cloud-id', simulator.cloudId], scoped);
  expect(logged(told.stderr)).toMatchObject([{ msg: 'sync complete' }]);
});

test('a time limit ends a sync that takes longer', async () => {
  simulator.faults = { latencyMs: 2_000 };
  const { exitCode, stderr } = await run(['--time-limit', '1s', '--log-format', 'console']);
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(/\tERROR\tThe time is over that --time-limit allows[.] Nothing was written[.]$/),
  ]);
  expect(await readdir(folder)).toEqual([]);
});

async function statsOf(path: string) {
  const reader = await C1zReader.open(path);
  try {
    return reader.stats();
  } finally {
    await reader.close();
  }
}

async function slugsOf(path: string): Promise<readonly string[]> {
  const reader = await C1zReader.open(path);
  try {
    return Array.from(reader.entitlements(), ({ slug }) => slug);
  } finally {
    await reader.close();
  }
}
