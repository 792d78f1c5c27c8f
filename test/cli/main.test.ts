import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { threeWays, workspace } from './workspace.ts';

const { run: runHere } = await workspace();
const help = await runHere('--help');

describe('help', () => {
  test('--help explains the program', () => {
    const { stdout, ...rest } = help;
    expect(rest).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
"Usage: confluence-connector [options] [command]

The ConductorOne Confluence v2 connector, as code.

Options:
  -V, --version               output the version number
  -h, --help                  display help for command

Commands:
  init [options]              write a first connector.yaml
  validate [options]          check the configuration and list its connectors
  doctor [options]            say what a deployment would fail for, before it
  image                       build the image of confluence-sync
  synth [options]             write Terraform JSON and YAML, for terraform and
                              tofu
  app                         what the cdktf command runs: the app in cdktf.json
  render [options]            write the Kubernetes YAML of the self-hosted
                              connectors
  status [options]            say whether the connectors run and sync
  namespace [options] <name>  list what a namespace holds that is not a
                              connector’s
  report [options] <file>     write a page that shows who can do what in a .c1z
                              file
  diff [options] <old> <new>  compare who can do what in two .c1z files
  completion <shell>          print what lets a shell complete commands and
                              options
  help [command]              display help for command

Exit codes: 0 done; 1 the configuration is wrong, a check of doctor fails, a checked folder or the access differs, a
connector is not well, or a file cannot be read or written (2 from diff); 2 wrong usage; 130 interrupted.
"
`);
  });

  test.each(['-h', 'help'])('%s does so too', async (argument) => {
    const { run } = await workspace();
    expect(await run(argument)).toEqual(help);
  });

  test('no command: the same, as an error', async () => {
    const { run } = await workspace();
    expect(await run()).toEqual({ exitCode: 2, stdout: '', stderr: help.stdout });
  });

  test.each(['init', 'validate', 'doctor', 'render', 'status', 'report', 'diff', 'completion'])(
    '%s --help: usage, examples, exit codes',
    async (name) => {
      const { run } = await workspace();
      const { stdout, ...rest } = await run(name, '--help');
      expect(rest).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(
        new RegExp(`^Usage: confluence-connector ${name} \\[options\\]( <old> <new>| <file>| <shell>)?\\n`),
      );
      expect(stdout).toContain(`\nExamples:\n  $ confluence-connector ${name}`);
      const [exitCodes = 'none'] = /\nExit codes: .*$/s.exec(help.stdout) ?? [];
      expect(stdout.endsWith(exitCodes)).toBe(true);
      expect(await run('help', name)).toEqual({ exitCode: 0, stdout, stderr: '' });
    },
  );

  test.each(['validate', 'render', 'doctor', 'status'])(
    '%s --help: where the configuration comes from',
    async (name) => {
      const { run } = await workspace();
      const { stdout } = await run(name, '--help');
      expect(stdout.replace(/\s+/g, ' ')).toContain(
        '--config <file> the configuration (default: $CONNECTOR_CONFIG, else ./connector.yaml)',
      );
    },
  );

  test('the examples of render and validate are accepted', async () => {
    const { run } = await workspace({
      'connector.yaml': threeWays
        .replace('name: confluence\n', 'name: wiki\n')
        .replace('name: confluence-labs', 'name: confluence'),
      'prod/connector.yaml': threeWays,
    });
    const pages = await Promise.all(['validate', 'render'].map((name) => run(name, '--help')));
    const examples = pages.flatMap(({ stdout }) =>
      [...stdout.matchAll(/\$ confluence-connector (.*)/g)].map((match) => match[1] ?? ''),
    );
    expect(examples).toHaveLength(5);
    for (const example of examples) {
      // Without what a shell does: a pipe, or a comment.
      const words = example
        .replace(/ [|#].*/, '')
        .trim()
        .split(' ');
      expect({ example, ...(await run(...words)) }).toMatchObject({ example, exitCode: 0, stderr: '' });
    }
  });
});

test.each(['--version', '-V'])('%s is that of the package', async (flag) => {
  const manifest = join(import.meta.dirname, '..', '..', 'package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string };
  const { run } = await workspace();
  expect(await run(flag)).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

describe('wrong usage: one line and exit code 2', () => {
  test.each([
    [['rendr'], "error: unknown command 'rendr' (Did you mean render?)"],
    [['deploy'], "error: unknown command 'deploy'"],
    [['--verbose'], "error: unknown option '--verbose'"],
    [['validate', '--strickt'], "error: unknown option '--strickt' (Did you mean --strict?)"],
    [['validate', '--config'], "error: option '-c, --config <file>' argument missing"],
    [
      ['validate', '--config', ''],
      "error: option '-c, --config <file>' argument '' is invalid. It is empty.",
    ],
    [
      ['validate', 'a.yaml'],
      "error: too many arguments for 'validate'. Expected 0 arguments but got 1: a.yaml.",
    ],
    [['render', '--out', ''], "error: option '-o, --out <folder>' argument '' is invalid. It is empty."],
    [['render', '--check='], "error: option '--check <folder>' argument '' is invalid. It is empty."],
    [
      ['render', '--check', 'a', '--out', 'b'],
      "error: option '--check <folder>' cannot be used with option '-o, --out <folder>'",
    ],
    [
      ['init', '--hosting', 'onprem'],
      "error: option '--hosting <way>' argument 'onprem' is invalid. Allowed choices are cloud, terraform, gitops.",
    ],
    [
      ['status', '--tail', 'all'],
      "error: option '--tail <lines>' argument 'all' is invalid. Write a whole number of lines, 0 for none.",
    ],
    [
      ['status', '--watch', '--timeout', '10'],
      'error: option \'--timeout <duration>\' argument \'10\' is invalid. Write it like "90s", "10m" or "1h".',
    ],
    [['doctor', '--jsn'], "error: unknown option '--jsn' (Did you mean --json?)"],
    [['status', '--timeout', '10m'], '--timeout goes with --watch only.'],
    [['init', '--out', ''], "error: option '-o, --out <file>' argument '' is invalid. It is empty."],
  ])('%j', async (args, line) => {
    const { run, files } = await workspace();
    expect(await run(...args)).toEqual({ exitCode: 2, stdout: '', stderr: `${line}\n` });
    expect((await files()).size).toBe(0);
  });
});

test('commands in one process each have their own folder, environment and output', async () => {
  const [one, other] = await Promise.all([
    workspace({ 'connector.yaml': threeWays }),
    workspace({ 'mine.yaml': threeWays }, { CONNECTOR_CONFIG: 'mine.yaml' }),
  ]);
  const before = [process.cwd(), { ...process.env }];
  const outputs = await Promise.all([one.run('validate'), other.run('validate'), one.run('validate')]);
  const said = (file: string) => ({
    exitCode: 0,
    stderr: '',
    stdout: expect.stringMatching(new RegExp(`^${file} is valid[.]\n`)),
  });
  expect(outputs).toEqual([said('connector.yaml'), said('mine.yaml'), said('connector.yaml')]);
  expect([process.cwd(), { ...process.env }]).toEqual(before);
});
