import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { commandWithSettings, settingsOf, wholeFlags } from '../../../src/runtime/cli/parse.ts';
import { fileSettings, settings, variableOf } from '../../../src/runtime/cli/settings.ts';
import { readSettingsFile } from '../../../src/runtime/cli/settings-file.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { temporaryFolder } from '../../support/files.ts';
import { confluenceSyncHere } from './run.ts';

const access = { BATON_DOMAIN_URL: 'https://acme.example.com', BATON_USERNAME: 'jo', BATON_API_KEY: 'key' };

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

const write = (text: string | Uint8Array, name = '.baton.yaml') => writeFile(join(folder, name), text);

/** What is read in the folder, by a command that is given nothing but its access to Confluence. */
async function read(environment: Readonly<Record<string, string>> = access, args: readonly string[] = []) {
  const file = await readSettingsFile({ environment, directory: folder });
  const command = commandWithSettings('', environment, file)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return settingsOf(command.parse(wholeFlags(args), { from: 'user' }), folder);
}

describe('a file of settings', () => {
  test('is taken as the vendor’s connector takes it: texts, numbers, switches and lists', async () => {
    await write(`
# Keys may be in capitals.
Domain-URL: https://acme.example.com
USERNAME: jo@acme.com
api-key: key
noun: [page, space]
verb: read, create
sync-resources:
  - bid:r:space/1
use-rbac: true
skip-personal-spaces: "t"
skip-archived-spaces: False
workers: 8
max-shrink: 10%
cloud-id: ~
log-level-debug-expires-at: 2026-12-31T18:00:00Z
anything-else: { of: [others] }
`);
    expect(await read({})).toMatchObject({
      'domain-url': 'https://acme.example.com',
      username: 'jo@acme.com',
      'api-key': 'key',
      noun: ['page', 'space'],
      verb: ['read', 'create'],
      'sync-resources': [{ resourceType: 'space', resource: '1' }],
      'use-rbac': true,
      'skip-personal-spaces': true,
      'skip-archived-spaces': false,
      workers: 8,
      'max-shrink': 0.1,
      'cloud-id': undefined,
      'log-level-debug-expires-at': Date.UTC(2026, 11, 31, 18),
    });
  });

  test('comes after flags and variables, and before defaults; what is empty does not count', async () => {
    await write('file: file.c1z\nnoun: page\nworkers: 3\nlog-format: json\nmax-shrink: ""\n');
    const environment = { ...access, BATON_NOUN: 'space', BATON_WORKERS: '4', BATON_LOG_FORMAT: '' };
    expect(await read(environment, ['--workers=5'])).toMatchObject({
      file: 'file.c1z',
      noun: ['space'],
      workers: 5,
      'log-format': 'json',
      'max-shrink': 0.5,
    });
    expect(await read(access, ['--noun=', '-f=flag.c1z'])).toMatchObject({ noun: [], file: 'flag.c1z' });
  });

  test('is the one that the variable names, also by a link, in place of the usual one', async () => {
    await mkdir(join(folder, 'mounted'));
    await write('file: other.c1z', 'mounted/my settings.yml');
    await symlink('mounted/my settings.yml', join(folder, 'link.yaml'));
    await write('file: usual.c1z');
    for (const path of ['link.yaml', join(folder, 'mounted', 'my settings.yml')]) {
      expect(await read({ ...access, BATON_CONFIG_PATH: path })).toMatchObject({ file: 'other.c1z' });
    }
    expect(await read({ ...access, BATON_CONFIG_PATH: ' ' })).toMatchObject({ file: 'usual.c1z' });
  });

  test('is .baton.yaml, or else .baton.yml, or none', async () => {
    expect(await read()).toMatchObject({ file: 'sync.c1z' });
    await write('file: yml.c1z', '.baton.yml');
    expect(await read()).toMatchObject({ file: 'yml.c1z' });
    await write('# nothing\n');
    expect(await read()).toMatchObject({ file: 'sync.c1z' });
  });

  // Root may look into every folder.
  const asNobody = process.getuid?.() === 0 ? test.skip : test;
  asNobody('is not looked for in a folder that nobody may look into', async () => {
    await write('file: other.c1z');
    await chmod(folder, 0o600);
    try {
      expect(await readSettingsFile({ environment: {}, directory: folder })).toBeUndefined();
    } finally {
      await chmod(folder, 0o700);
    }
  });

  test.each(fileSettings)('may name the file of %s, and so may the others', async (name) => {
    await write('canary\n', 'secret');
    const whole = { ...access, BATON_CLIENT_ID: 'id', BATON_CLIENT_SECRET: 'secret' };
    const { [variableOf(name)]: _, ...others } = whole as Readonly<Record<string, string>>;
    await write(`${name}-file: secret\n`);
    expect(await read(others)).toMatchObject({ [name]: 'canary', [`${name}-file`]: 'secret' });
    const { stderr, exitCode } = await confluenceSyncHere([], { env: whole, cwd: folder });
    expect([exitCode, stderr]).toEqual([
      2,
      `error: Give ${variableOf(name)} or .baton.yaml:1: ${name}-file, not both.`,
    ]);
    await write(`\n${name}: written\n`);
    const flagged = await confluenceSyncHere([`--${name}-file=secret`], { env: others, cwd: folder });
    expect(flagged.stderr).toBe(`error: Give .baton.yaml:2: ${name} or --${name}-file, not both.`);
  });

  test('says whatever a variable can say', async () => {
    const given = settings.filter(({ name }) => !name.endsWith('-file'));
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('space', 'user,group', 'read', 'users=1', 'bid:r:space/1', '1', '-1', '50%', '10m'),
      fc.constantFrom('true', 'json', 'debug', 'pebble', '2026-12-31', '007', '1e3', '~', 'null', '"', '{'),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...given), text, async ({ name }, written) => {
        await write(stringify({ [name]: written }));
        const { [variableOf(name)]: _, ...others } = access as Readonly<Record<string, string>>;
        const outcome = (result: Promise<unknown>) => result.catch(({ exitCode }) => ({ exitCode }));
        const byFile = await outcome(read(others));
        await write('');
        expect(byFile).toEqual(await outcome(read({ ...others, [variableOf(name)]: written })));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a file that cannot be used ends with exit code 2, says where, and shows no secret', () => {
  test.each<[string, string | Uint8Array, string | RegExp]>([
    ['no YAML', 'noun: [page\napi-key: canary\n', /^error: [.]baton[.]yaml:2:\d+: not valid YAML: /],
    ['a tab', 'noun:\n\t- canary\n', /^error: [.]baton[.]yaml:2:1: not valid YAML: Tabs are not allowed/],
    ['a list', '- canary\n', 'error: .baton.yaml:1: must hold settings, such as "noun: [space, page]".'],
    ['a text', 'canary', 'error: .baton.yaml:1: must hold settings, such as "noun: [space, page]".'],
    [
      'a mapping in place of a text',
      'noun: page\napi-key:\n  value: canary\n',
      'error: .baton.yaml:2: api-key is invalid. Write a text, a number, true, false, or a list of these.',
    ],
    [
      'a list of lists',
      'noun: [[page]]\n',
      'error: .baton.yaml:1: noun is invalid. Write a text, a number, true, false, or a list of these.',
    ],
    [
      'a number that is not kept as it is written',
      'api-key: 12345678901234567890\n',
      'error: .baton.yaml:1: api-key is invalid. Write a text, a number, true, false, or a list of these.',
    ],
    [
      'a key twice',
      'noun: page\napi-key: canary\nnoun: space\n',
      'error: .baton.yaml:3: noun is written more than once. Keep one.',
    ],
    [
      'a key twice, once in capitals',
      'api-key: canary\nAPI-Key: canary\n',
      'error: .baton.yaml:2: API-Key is written more than once. Keep one.',
    ],
    [
      'a word that is none',
      '\nnoun: [page, spaces]\n',
      'error: .baton.yaml:2: noun is invalid. "spaces" is none of attachment, blogpost, comment, page, space. Did you mean "space"?',
    ],
    [
      'a switch in words',
      'use-rbac: yes\n',
      'error: .baton.yaml:1: use-rbac is invalid. Write true or false.',
    ],
    [
      'a token with a blank',
      'api-key: can ary\n',
      'error: .baton.yaml:1: api-key holds a blank. Copy it again, without anything before, after or in it.',
    ],
    [
      'no text',
      new Uint8Array([0xff, 0xfe, 0x00]),
      'error: .baton.yaml: cannot be read: it is no text in UTF-8.',
    ],
  ])('%s', async (_, text, message) => {
    await write(text);
    const { BATON_API_KEY: _key, ...env } = access;
    const { exitCode, stdout, stderr } = await confluenceSyncHere([], { env, cwd: folder });
    expect([exitCode, stdout]).toEqual([2, '']);
    if (typeof message === 'string') expect(stderr).toBe(message);
    else expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/canary|can ary/);
    expect(await readdir(folder)).toEqual(['.baton.yaml']);
  });

  test.each([
    ['is not there', 'nowhere.yaml', 'nowhere.yaml: cannot be read: no such file or directory. '],
    ['is a folder', '.', '.: is no file.'],
  ])('what the variable names %s', async (_, path, message) => {
    const env = { ...access, BATON_CONFIG_PATH: path };
    const { exitCode, stderr } = await confluenceSyncHere([], { env, cwd: folder });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`error: ${message}`)]);
    expect((await confluenceSyncHere(['health-check'], { env, cwd: folder })).exitCode).toBe(2);
  });

  test('one that everybody may write, unless it is named', async () => {
    await write('file: other.c1z');
    await chmod(join(folder, '.baton.yaml'), 0o666);
    const { exitCode, stderr } = await confluenceSyncHere([], { env: access, cwd: folder });
    expect([exitCode, stderr]).toEqual([
      2,
      'error: .baton.yaml: belongs to somebody else, or everybody may write it. If it is yours all the same, name it with BATON_CONFIG_PATH.',
    ]);
    expect(await read({ ...access, BATON_CONFIG_PATH: '.baton.yaml' })).toMatchObject({ file: 'other.c1z' });
  });

  test.each([['--help'], ['--version'], ['capabilities'], ['config'], ['completion', 'bash']])(
    'but not for %s, which needs none',
    async (...args) => {
      await write('noun: [pages]\nworkers: [');
      expect((await confluenceSyncHere(args, { env: access, cwd: folder })).exitCode).toBe(0);
      await write('noun: [pages]');
      expect((await confluenceSyncHere(args, { env: access, cwd: folder })).exitCode).toBe(0);
    },
  );
});

describe('with a site', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await Simulator.start({ site: siteFrom(smallSite) });
  });
  afterEach(() => simulator.stop());

  test('a sync takes all that it needs from its file', async () => {
    const { BATON_DOMAIN_URL: url, BATON_USERNAME: username, BATON_API_KEY: token } = simulator.environment;
    await write(stringify({ 'domain-url': url, username, 'api-key': token, file: 'mine.c1z' }));
    const { exitCode, stderr } = await confluenceSyncHere([], { cwd: folder });
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('"sync complete"')]);
    expect((await readdir(folder)).toSorted()).toEqual(['.baton.yaml', 'mine.c1z']);
    expect(stderr).not.toContain(String(token));
  });
});
