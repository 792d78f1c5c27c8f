import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { settings, variableOf } from '../../../src/runtime/cli/settings.ts';
import { temporaryFolder } from '../../support/files.ts';
import { confluenceSyncHere } from './run.ts';

const again = 'Copy it again, without anything before, after or in it.';
const access = { BATON_DOMAIN_URL: 'https://acme.example.com', BATON_USERNAME: 'jo', BATON_API_KEY: 'key' };

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
