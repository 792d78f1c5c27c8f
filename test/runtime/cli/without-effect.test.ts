import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commandWithSettings, wholeFlags } from '../../../src/runtime/cli/parse.ts';
import { type WithoutEffect, withoutEffect } from '../../../src/runtime/cli/settings/without-effect.ts';
import { settings, settingsSchema, variableOf } from '../../../src/runtime/cli/settings.ts';
import type { SettingsFile } from '../../../src/runtime/cli/settings-file.ts';
import { warningsAbout } from '../../../src/runtime/cli/warnings.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { temporaryFolder } from '../../support/files.ts';
import { confluenceSyncHere, logged } from './run.ts';
import { ServingHere } from './serving.ts';

interface Given {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly keys?: Readonly<Record<string, string>>;
}

const required = settingsSchema.parse({ 'domain-url': 'acme', username: 'jo', 'api-key': 'key' });

/** The warnings about what is given. */
function warned({ args = [], environment = {}, keys = {} }: Given, settings = required): readonly string[] {
  const written = Object.entries(keys).map(([key, text], index) => [key, { text, line: index + 1 }] as const);
  const file: SettingsFile = { path: 'my.yaml', settings: new Map(written) };
  const command = commandWithSettings('', environment, file).exitOverride();
  command.parse(wholeFlags(args), { from: 'user' });
  command.checkFile();
  return warningsAbout(command, settings);
}

const all = Object.entries(withoutEffect).map(([name, { kind, why, usual }]) => ({ name, kind, why, usual }));
const textFor = ({ kind }: Pick<WithoutEffect, 'kind'>) => (kind === 'switch' ? 'true' : 'anything');

describe('a setting without effect', () => {
  test('is none that has one', () => {
    expect(all.length).toBeGreaterThan(40);
    expect(settings.map(({ name }) => name).filter((name) => name in withoutEffect)).toEqual([]);
  });

  test.each(all)('is warned of once, wherever it is set: $name', (setting) => {
    const { name, why } = setting;
    const text = textFor(setting);
    const says = (place: string) => [`${place} has no effect here: ${why}.`];
    expect(warned({ args: [`--${name}=${text}`] })).toEqual(says(`--${name}`));
    expect(warned({ args: [`--${name}=${text}`, `--${name}=${text}`] })).toEqual(says(`--${name}`));
    expect(warned({ environment: { [variableOf(name)]: text } })).toEqual(says(variableOf(name)));
    expect(warned({ keys: { 'log-level': 'info', [name]: text } })).toEqual(says(`my.yaml:2: ${name}`));
  });

  test.each(all)('is not warned of if it asks for nothing: $name', ({ name, kind, usual }) => {
    for (const text of [
      '',
      ' ',
      ...(kind === 'switch' ? ['false', '0', 'F'] : []),
      ...(usual ? [usual] : []),
    ]) {
      expect(warned({ args: [`--${name}=${text}`] })).toEqual([]);
      expect(warned({ environment: { [variableOf(name)]: text } })).toEqual([]);
      expect(warned({ keys: { [name]: text } })).toEqual([]);
    }
  });

  test('that is a switch leaves the next word alone, and any other takes it', () => {
    expect(warned({ args: ['--ticketing', '--parallel-sync', '--auth-method', '--ticketing'] })).toHaveLength(
      3,
    );
  });

  test('that a flag sets to nothing is not looked for in variables and keys', () => {
    const set = { environment: { BATON_TICKETING: 'true' }, keys: { ticketing: 'true' } };
    expect(warned({ ...set, args: ['--ticketing=false'] })).toEqual([]);
    expect(warned(set)).toEqual([expect.stringMatching(/^BATON_TICKETING has/)]);
  });

  test('never fails, whatever it is set to', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.string({ unit: 'grapheme' }), ({ name }, text) => {
        const flag = warned({ args: [`--${name}=${text}`] });
        expect(warned({ keys: { [name]: text } })).toHaveLength(flag.length);
        expect(flag.length).toBeLessThanOrEqual(1);
        // What it is set to could be a secret.
        if (text.length > 3 && !text.includes('--')) expect(flag.join()).not.toContain(`"${text}"`);
      }),
      { numRuns: 300 },
    );
  });

  test('may be anything in a file', () => {
    const settings: SettingsFile['settings'] = new Map([
      ['create-account-profile', { text: undefined, line: 3 }],
    ]);
    const command = commandWithSettings('', {}, { path: 'my.yaml', settings });
    command.parse([], { from: 'user' });
    expect(warningsAbout(command, required)).toEqual([
      'my.yaml:3: create-account-profile has no effect here: confluence-sync makes no accounts.',
    ]);
  });

  test('is told of by --help in one place, and offered by no shell', async () => {
    const { stdout } = await confluenceSyncHere(['--help']);
    for (const { name } of all) expect(stdout.match(new RegExp(`--${name}(?![\\w-])`, 'g'))).toHaveLength(1);
    const completion = await confluenceSyncHere(['completion', 'bash']);
    expect(completion.stdout).toContain('--use-rbac');
    expect(completion.stdout).not.toContain('--ticketing');
  });
});

describe('a name that is unknown', () => {
  test.each<[string, Given, readonly string[]]>([
    [
      'a letter too few',
      { environment: { BATON_SKIP_PERSONAL_SPACE: 'true' } },
      ['BATON_SKIP_PERSONAL_SPACE is unknown, and has no effect. Did you mean BATON_SKIP_PERSONAL_SPACES?'],
    ],
    [
      'a letter too many, in a file',
      { keys: { nouns: 'page' } },
      ['my.yaml:1: nouns is unknown, and has no effect. Did you mean noun?'],
    ],
    [
      'an underscore, in a file',
      { keys: { domain_url: 'acme' } },
      ['my.yaml:1: domain_url is unknown, and has no effect. Did you mean domain-url?'],
    ],
    [
      'of what has no effect either',
      { environment: { BATON_TICKETTING: '1' } },
      ['BATON_TICKETTING is unknown, and has no effect. Did you mean BATON_TICKETING?'],
    ],
    [
      'of what is a variable alone',
      { environment: { BATON_CONFIG_PATHS: 'x' } },
      ['BATON_CONFIG_PATHS is unknown, and has no effect. Did you mean BATON_CONFIG_PATH?'],
    ],
    ['near to a short one', { environment: { BATON_NODE: 'x', BATON_FLEA: 'x' } }, []],
    ['like nothing', { environment: { BATON_HTTP_CACHE_TTL: '5' }, keys: { comment: 'x' } }, []],
    ['that is empty', { environment: { BATON_NOUNS: ' ' } }, []],
    ['of something else', { environment: { BATTON_NOUN: 'x', NOUNS: 'x' } }, []],
    [
      'known beside the settings',
      {
        environment: {
          BATON_HOST_ID: 'x',
          BATON_C1_API_HOST: 'x',
          BATON_TMPDIR: '/tmp',
          BATON_CONFIG_PATH: 'x',
        },
      },
      [],
    ],
    [
      'of a Service of the cluster, whose links every pod gets',
      { environment: { BATON_FILE_SERVICE_HOST: '10.0.0.1', BATON_FILE_PORT: 'tcp://10.0.0.1:80' } },
      [],
    ],
  ])('%s', (_, given, expected) => {
    expect(warned(given)).toEqual(expected);
  });
});

describe('a number of workers', () => {
  test.each([
    ['beyond the most', '1000', ['--workers counts as 256: write -1 to 256.']],
    ['below the least', '-2', ['--workers counts as -1: write -1 to 256.']],
    ['within its bounds', '256', []],
  ])('%s', (_, text, expected) => {
    const parsed = settingsSchema.parse({
      'domain-url': 'a',
      username: 'jo',
      'api-key': 'key',
      workers: text,
    });
    expect(warned({ args: ['--workers', text] }, parsed)).toEqual(expected);
  });
});

describe('where a warning goes', () => {
  test('to stderr, from a single run, which goes on', async () => {
    const simulator = await Simulator.start({ site: siteFrom(smallSite) });
    const folder = await temporaryFolder();
    try {
      const env = { ...simulator.environment, BATON_KEEP_PREVIOUS_SYNC_C1Z: 'true', BATON_NOUNS: 'page' };
      const args = ['--storage-engine', 'pebble', '--parallel-sync', '--ticketing=false'];
      const { exitCode, stderr } = await confluenceSyncHere(args, { env, cwd: folder });
      expect(exitCode).toBe(0);
      expect(logged(stderr).map(({ level, msg }) => [level, msg])).toEqual([
        [
          'warn',
          '--parallel-sync has no effect here: requests always run side by side; --workers says how many.',
        ],
        ['warn', 'BATON_KEEP_PREVIOUS_SYNC_C1Z has no effect here: every sync reads the whole site again.'],
        [
          'warn',
          '--storage-engine has no effect here: the file holds SQLite, which ConductorOne takes as well.',
        ],
        ['warn', 'BATON_NOUNS is unknown, and has no effect. Did you mean BATON_NOUN?'],
        ['info', 'sync complete'],
      ]);
    } finally {
      await simulator.stop();
    }
  });

  test('to the log of a service, which serves all the same, and makes no change of its own', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'my.yaml'), 'auth-method: basic\n');
    const [{ name: first }, ...others] = all as [(typeof all)[number], ...typeof all];
    expect(first).toBe('auth-method');
    const serving = await ServingHere.prepare(folder, { site: siteFrom(smallSite) });
    try {
      const task = serving.api.tasks.push({ syncFull: {} });
      serving.launch({
        BATON_CONFIG_PATH: join(folder, 'my.yaml'),
        ...Object.fromEntries(others.map((setting) => [variableOf(setting.name), textFor(setting)])),
        BATON_SKIP_GRANTS: 'true',
        BATON_STORAGE_ENGINE: 'pebble',
        BATON_GRANT_ENTITLEMENT: 'group:g-empty:member',
        BATON_REVOKE_GRANT: 'nonsense',
      });
      expect(await task.finished).toMatchObject({ outcome: 'success' });
      const { exitCode, stderr } = await serving.stopped();
      expect(exitCode).toBe(0);
      const change = 'a service grants and revokes what ConductorOne asks for';
      expect(
        logged(String(stderr))
          .filter(({ level }) => level === 'warn')
          .map(({ msg }) => msg),
      ).toEqual([
        ...all.map(({ name, why }) => {
          const place = name === first ? `${join(folder, 'my.yaml')}:1: ${name}` : variableOf(name);
          return `${place} has no effect here: ${why}.`;
        }),
        'BATON_STORAGE_ENGINE has no effect here: the file holds SQLite, which ConductorOne takes as well.',
        'BATON_SKIP_GRANTS has no effect here: it leaves out grants of a sync with --sync-resources only.',
        `BATON_GRANT_ENTITLEMENT has no effect here: ${change}.`,
        `BATON_REVOKE_GRANT has no effect here: ${change}.`,
      ]);
    } finally {
      await serving.end();
    }
  });
});
