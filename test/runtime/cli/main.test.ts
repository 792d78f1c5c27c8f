import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import { settings, variableOf } from '../../../src/runtime/cli/settings.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { temporaryFolder } from '../../support/files.ts';
import { confluenceSyncHere, logged } from './run.ts';

const again = 'Copy it again, without anything before, after or in it.';
const access = { BATON_DOMAIN_URL: 'https://acme.example.com', BATON_USERNAME: 'jo', BATON_API_KEY: 'key' };

describe('without a site', () => {
  test('--help tells of every setting and its variable, of examples and of exit codes', async () => {
    const { stdout, stderr, exitCode } = await confluenceSyncHere(['--help']);
    expect([stderr, exitCode]).toEqual(['', 0]);
    for (const { name } of settings) {
      expect(stdout).toContain(`--${name}`);
      expect(stdout.replace(/\s+/g, ' ')).toContain(`env: ${variableOf(name)}`);
    }
    expect(stdout).toMatch(/Examples:\n {2}\$ export BATON_DOMAIN_URL=/);
    expect(stdout).toMatch(/Exit codes: 0 done;/);
  });

  test('--version tells the version of the package', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect((await confluenceSyncHere(['--version'])).stdout).toBe(version);
    expect((await confluenceSyncHere(['-v'])).stdout).toBe(version);
  });

  test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    [
      'nothing',
      [],
      {},
      'error: Missing: --domain-url (or BATON_DOMAIN_URL), --username (or BATON_USERNAME), --api-key (or BATON_API_KEY). See --help.',
    ],
    [
      'an empty variable',
      [],
      { ...access, BATON_API_KEY: '' },
      'error: Missing: --api-key (or BATON_API_KEY). See --help.',
    ],
    [
      'a noun that is none',
      ['--noun', 'page,spaces'],
      access,
      `error: option '--noun <words>' argument 'page,spaces' is invalid. "spaces" is none of attachment, blogpost, comment, page, space. Did you mean "space"?`,
    ],
    [
      'verbs between spaces',
      [],
      { ...access, BATON_VERB: 'read create' },
      "error: option '--verb <words>' value 'read create' from env 'BATON_VERB' is invalid. Write commas between words, and no spaces.",
    ],
    [
      'a switch in words',
      [],
      { ...access, BATON_USE_RBAC: 'maybe' },
      "error: option '--use-rbac [boolean]' value 'maybe' from env 'BATON_USE_RBAC' is invalid. Write true or false.",
    ],
    [
      'a flag that is none',
      ['--nouns', 'page'],
      access,
      "error: unknown option '--nouns' (Did you mean --noun?)",
    ],
    [
      'a command that is none',
      ['sink'],
      access,
      'error: too many arguments. Expected 0 arguments but got 1: sink.',
    ],
    [
      'a token between quotation marks',
      [],
      { ...access, BATON_API_KEY: '"canary"\n' },
      `error: BATON_API_KEY has quotation marks around it. ${again}`,
    ],
    ['a token with a blank', ['--api-key=can ary'], access, `error: --api-key holds a blank. ${again}`],
    [
      'the rest of a token with a blank',
      ['--api-key', 'can', 'canary'],
      access,
      'error: too many arguments. Expected 0 arguments but got 1. Write a value that has blanks in quotes.',
    ],
    ['a token of a flag that is none', ['--apikey=canary'], access, "error: unknown option '--apikey'"],
    [
      'a user name with an invisible character',
      [],
      { ...access, BATON_USERNAME: 'canary\u200b@acme.com' },
      `error: BATON_USERNAME holds an invisible character. ${again}`,
    ],
    [
      'a client id on two lines',
      [],
      { ...access, BATON_CLIENT_ID: 'canary@acme\n.conductor.one/ccc', BATON_CLIENT_SECRET: 'secret' },
      `error: BATON_CLIENT_ID holds a line break. ${again}`,
    ],
    [
      'half a client secret between quotation marks',
      ['--client-secret', "'canary"],
      { ...access, BATON_CLIENT_ID: 'bot@acme.conductor.one/ccc' },
      `error: --client-secret has a quotation mark at one end. ${again}`,
    ],
    [
      'a log level that is none',
      ['--log-level', 'loud'],
      access,
      `error: option '--log-level <text>' argument 'loud' is invalid. "loud" is none of debug, info, warn, error.`,
    ],
    [
      'half an hour without a unit',
      ['--time-limit', '30'],
      access,
      "error: option '--time-limit <duration>' argument '30' is invalid. Write it like 90s, 10m or 1h.",
    ],
    [
      'a storage engine that is none',
      ['--storage-engine', 'lsm'],
      access,
      `error: option '--storage-engine <text>' argument 'lsm' is invalid. "lsm" is none of sqlite, pebble.`,
    ],
    [
      'a token and a file of one',
      ['--api-key-file', 'token'],
      access,
      'error: Give BATON_API_KEY or --api-key-file, not both.',
    ],
    [
      'a file that is not there',
      [],
      { ...access, BATON_API_KEY: '', BATON_API_KEY_FILE: '/nowhere/canary' },
      'error: BATON_API_KEY_FILE names a file that cannot be read (/nowhere/canary): no such file or directory. Give the path of a file that holds nothing else.',
    ],
    [
      'a token in the place of its file',
      ['--client-secret-file=secret-token:canary'],
      { ...access, BATON_CLIENT_ID: 'bot@acme.conductor.one/ccc' },
      'error: --client-secret-file names a file that cannot be read: no such file or directory. Give the path of a file that holds nothing else.',
    ],
    [
      'a file of several lines',
      ['--username-file', import.meta.filename],
      { ...access, BATON_USERNAME: '' },
      `error: --username-file holds a line break. ${again}`,
    ],
    [
      'half a credential of ConductorOne',
      ['--client-id', 'a@b/c'],
      access,
      'error: Give both --client-id and --client-secret, for service mode, or neither.',
    ],
    [
      'half a grant',
      ['--grant-entitlement', 'group:1:member', '--grant-principal', 'ada'],
      access,
      'error: Give --grant-entitlement, --grant-principal and --grant-principal-type together, or none of them.',
    ],
    [
      'the type of nobody',
      [],
      { ...access, BATON_GRANT_PRINCIPAL_TYPE: 'user' },
      'error: Give --grant-entitlement, --grant-principal and --grant-principal-type together, or none of them.',
    ],
    [
      'a grant and a revoke',
      [
        ...['--grant-entitlement=group:1:member', '--grant-principal=ada', '--grant-principal-type=user'],
        '--revoke-grant=group:1:member:user:ada',
      ],
      access,
      'error: Give --grant-entitlement or --revoke-grant, not both.',
    ],
    [
      'the revoke of an entitlement',
      ['--revoke-grant', 'space:10:read-space'],
      access,
      'error: --revoke-grant names no grant. Write an entitlement, the type and the id of who holds it: space:65536:read-space:user:5b10a2844c20165700ede21g.',
    ],
    [
      'a folder that is not there, for temporary files',
      ['--c1z-temp-dir=/nowhere'],
      access,
      'error: --c1z-temp-dir names no folder that exists: /nowhere. Make it first.',
    ],
    [
      'such a folder in a variable that is no flag',
      [],
      { ...access, BATON_TMPDIR: import.meta.filename },
      `error: BATON_TMPDIR names no folder that exists: ${import.meta.filename}. Make it first.`,
    ],
    [
      'a log where no file can be',
      ['--log-path', 'stderr,/nowhere/sync.log'],
      access,
      'error: The log cannot be written to /nowhere/sync.log: no such file or directory. See --log-path.',
    ],
    [
      'two paths with nothing between them',
      ['--log-path', 'sync.log,'],
      access,
      "error: option '--log-path <paths>' argument 'sync.log,' is invalid. Write a comma between two paths, and nothing else.",
    ],
    [
      'a time that is none',
      ['--log-level-debug-expires-at', 'tomorrow'],
      access,
      "error: option '--log-level-debug-expires-at <time>' argument 'tomorrow' is invalid. Write it like 2026-12-31T18:00:00Z.",
    ],
  ])('%s ends with exit code 2', async (_, args, env, message) => {
    const folder = await temporaryFolder();
    const { stdout, stderr, exitCode } = await confluenceSyncHere(args, { env, cwd: folder });
    expect([exitCode, stdout, stderr]).toEqual([2, '', message]);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('with a site', () => {
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
