import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { completionOf } from '../completion/scripts.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith, program } from '../support/programs.ts';

describeWith([program('bash')], 'bash completes', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    for (const name of ['confluence-connector', 'confluence-sync'] as const) {
      await writeFile(join(folder, name), await completionOf(name, 'bash'));
    }
  });

  /** What bash offers for the last of the words, which are split as it splits them. */
  async function offered(name: string, words: readonly string[]): Promise<readonly string[]> {
    const script = `source ./confluence-connector; source ./confluence-sync; source "./$1"
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); "_\${1//-/_}"
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = await execa('bash', ['--norc', '-uc', script, 'bash', name, ...words], {
      cwd: folder,
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '');
  }

  const all = [
    'init',
    'validate',
    'doctor',
    'image',
    'synth',
    'app',
    'render',
    'status',
    'namespace',
    'report',
    'diff',
    'completion',
    'help',
  ];

  test.each([
    ['commands', [''], all],
    ['commands that begin so', ['re'], ['render', 'report']],
    ['commands after help', ['help', 'd'], ['doctor', 'diff']],
    ['commands below a command', ['image', ''], ['build', 'help']],
    ['options of the program', ['-'], ['--version', '-V', '--help', '-h']],
    ['options of a command', ['diff', '--'], ['--format', '--help']],
    ['options of a command below', ['image', 'build', '--p'], ['--platform', '--push']],
    ['what an option may be', ['diff', '--format', ''], ['text', 'json', 'markdown']],
    ['the same after "="', ['diff', '--format', '=', 'm'], ['markdown']],
    ['the same right after "="', ['diff', '--format', '='], ['text', 'json', 'markdown']],
    ['what an argument may be', ['completion', 'z'], ['zsh']],
    ['files, by itself', ['report', ''], []],
  ])('%s: %j', async (_what, words, expected) => {
    expect(await offered('confluence-connector', words)).toEqual(expected);
  });

  test.each([
    ['commands', ['c'], ['capabilities', 'config', 'completion']],
    ['settings', ['--skip-p'], ['--skip-personal-spaces']],
    ['settings after others', ['--noun', 'space', '--use-'], ['--use-rbac']],
    ['an endpoint', ['health-check', '--endpoint', 'l'], ['live']],
  ])('confluence-sync: %s: %j', async (_what, words, expected) => {
    expect(await offered('confluence-sync', words)).toEqual(expected);
  });
});

test('another shell is wrong usage', async () => {
  await expect(completionOf('confluence-connector', 'powershell')).rejects.toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr:
      "error: command-argument value 'powershell' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.",
  });
});
