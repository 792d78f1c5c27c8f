import { describe, expect, test } from '@jest/globals';
import { CommanderError } from 'commander';
import fc from 'fast-check';
import type { Environment } from '../../../src/io/io.ts';
import { commandWithSettings, settingsOf, wholeFlags } from '../../../src/runtime/cli/parse.ts';
import { fileSettings, settings, settingsSchema, variableOf } from '../../../src/runtime/cli/settings.ts';

const required = { 'domain-url': 'acme', username: 'jo', 'api-key': 'key' };

/** What a command has read of its arguments. @throws CommanderError */
function read(args: readonly string[], environment: Environment = variables) {
  const command = commandWithSettings('', environment)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return settingsOf(command.parse(args, { from: 'user' }), '.');
}

const variables = Object.fromEntries(
  Object.entries(required).map(([name, value]) => [variableOf(name), value]),
);

test('what is required is enough: every default can be read', () => {
  expect(read([])).toEqual(settingsSchema.parse(required));
  expect(read([])).toMatchObject({ ...required, file: 'sync.c1z', 'max-shrink': 0.5, 'max-wait': 900_000 });
});

describe('the environment', () => {
  test('is the one that is given, and not that of the process', () => {
    process.env['BATON_FILE'] = 'other.c1z';
    try {
      expect(read([])).toMatchObject({ file: 'sync.c1z' });
      expect(read([], { ...variables, BATON_FILE: 'mine.c1z' })).toMatchObject({ file: 'mine.c1z' });
    } finally {
      delete process.env['BATON_FILE'];
    }
  });

  test('comes after arguments, also of what may be given twice', () => {
    const environment = { ...variables, BATON_FILE: 'mine.c1z', BATON_NOUN: 'page', BATON_USE_RBAC: 'true' };
    expect(read(['--file=a', '--noun=space'], environment)).toMatchObject({ file: 'a', noun: ['space'] });
    expect(read([], environment)).toMatchObject({ noun: ['page'], 'use-rbac': true });
  });

  test('is refused as arguments are', () => {
    const code = codeOf(() => read([], { ...variables, BATON_NOUN: 'pages' }));
    expect(code).toBe('commander.invalidArgument');
  });
});

test('nothing else is required', () => {
  expect(settings.filter((setting) => setting.required).map(({ name }) => name)).toEqual(
    Object.keys(required),
  );
});

test('each setting that has another of its name and -file is read from that file', () => {
  const names = settings.map(({ name }) => name);
  expect(names.filter((name) => names.includes(`${name}-file`))).toEqual(fileSettings);
});

describe('a flag that is given', () => {
  test.each([
    ['twice, of a list', ['--noun=page', '--noun=space'], { noun: ['page', 'space'] }],
    [
      'twice, of counts',
      ['--accept-shrinkage=users=1,groups=2', '--accept-shrinkage', 'users=3'],
      { 'accept-shrinkage': new Map(Object.entries({ users: 3, groups: 2 })) },
    ],
    ['twice, of anything else', ['--file=a', '--file=b'], { file: 'b' }],
    ['empty, of a list', ['--noun=page', '--noun='], { noun: [] }],
    ['empty, before a list', ['--noun=', '--noun=page'], { noun: ['page'] }],
    ['empty, of a text', ['--cloud-id='], { 'cloud-id': undefined }],
    ['empty, of a switch', ['--use-rbac='], { 'use-rbac': false }],
    ['blank, of what has a default', ['--max-shrink= '], { 'max-shrink': 0.5 }],
    ['between blanks', ['--max-shrink= 10% '], { 'max-shrink': 0.1 }],
  ])('%s', (_, args, expected) => {
    expect(read(args)).toMatchObject(expected);
  });
});

describe('arguments are read as pflag reads them', () => {
  test.each<[readonly string[], readonly string[]]>([
    [
      ['--use-rbac', 'false'],
      ['--use-rbac=true', 'false'],
    ],
    [['--use-rbac=false'], ['--use-rbac=false']],
    [
      ['--parallel-sync', '-p'],
      ['--parallel-sync=true', '--provisioning=true'],
    ],
    [['-p=false'], ['--provisioning=false']],
    [['-f=a.c1z'], ['--file=a.c1z']],
    [['-fa.c1z'], ['--file=a.c1z']],
    [
      ['-f', 'a.c1z'],
      ['--file', 'a.c1z'],
    ],
    [
      ['-pf', 'a.c1z'],
      ['--provisioning=true', '--file', 'a.c1z'],
    ],
    [
      ['-pf=a.c1z', '-p'],
      ['--provisioning=true', '--file=a.c1z', '--provisioning=true'],
    ],
    [
      ['-f', '-p', '-p'],
      ['--file', '-p', '--provisioning=true'],
    ],
    [
      ['--api-key', '-pabc'],
      ['--api-key', '-pabc'],
    ],
    [
      ['--auth-method', '--use-rbac', '--use-rbac'],
      ['--auth-method', '--use-rbac', '--use-rbac=true'],
    ],
    [
      ['--workers', '-1'],
      ['--workers', '-1'],
    ],
    [
      ['-v', '-x', '-', '--', '--unknown'],
      ['-v', '-x', '-', '--', '--unknown'],
    ],
  ])('%j', (given, expected) => {
    expect(wholeFlags(given)).toEqual(expected);
    expect(wholeFlags(['node', 'program', ...given])).toEqual(['node', 'program', ...expected]);
  });

  test('a value that looks like a flag is a value', () => {
    expect(read(wholeFlags(['--cloud-id', '-p', '-pf', '-x']))).toMatchObject({
      'cloud-id': '-p',
      provisioning: true,
      file: '-x',
    });
  });
});

test('commander refuses what cannot be read, and nothing is refused later but pasted texts', () => {
  const written = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('space', 'user', 'read', 'users=1', 'bid:r:space/1', '1', '-1', '50%', '10m', 'true'),
    fc.constantFrom('json', 'debug', 'sqlite', 'space,page', 'read,', ' user', 'users=1,groups=2'),
  );
  // Not what names files, which would be read.
  const given = settings.filter(({ name }) => !name.endsWith('-file'));
  fc.assert(
    fc.property(fc.constantFrom(...given), written, written, ({ name, pasted, required }, one, other) => {
      const code = codeOf(() => read([`--${name}=${one}`, `--${name}=${other}`]));
      expect([undefined, pasted || required ? 'commander.error' : 'commander.invalidArgument']).toContain(
        code,
      );
    }),
    { numRuns: 300 },
  );
});

/** The code of the error that commander ends with, if it does. */
function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.code;
    throw error;
  }
}
