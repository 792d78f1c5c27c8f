import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { withoutEffect } from '../../../src/runtime/cli/settings/without-effect.ts';
import { settings, variableOf } from '../../../src/runtime/cli/settings.ts';
import { built } from '../../peers/built.ts';
import { batonConfluence, binary } from '../../peers/peers.ts';
import { confluenceSync, confluenceSyncHere, logged } from '../../runtime/cli/run.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { temporaryFolder } from '../../support/files.ts';
import { describeWith } from '../../support/programs.ts';

/** What becomes of a flag of the vendor's program here. */
type Answer = 'obeyed' | 'no effect';

/** The flags that its help shows. */
const shown: Readonly<Record<string, Answer>> = {
  'api-key': 'obeyed',
  'auth-method': 'no effect',
  'client-id': 'obeyed',
  'client-secret': 'obeyed',
  'domain-url': 'obeyed',
  'external-resource-c1z': 'no effect',
  'external-resource-entitlement-id-filter': 'no effect',
  'external-resource-traits': 'no effect',
  file: 'obeyed',
  'health-check': 'obeyed',
  'health-check-port': 'obeyed',
  'http-timeout-seconds': 'obeyed',
  'keep-previous-sync-c1z': 'no effect',
  'log-format': 'obeyed',
  'log-level': 'obeyed',
  'log-level-debug-expires-at': 'obeyed',
  'log-path': 'obeyed',
  noun: 'obeyed',
  'otel-collector-endpoint': 'obeyed',
  'parallel-sync': 'no effect',
  provisioning: 'obeyed',
  'skip-entitlements-and-grants': 'obeyed',
  'skip-full-sync': 'obeyed',
  'skip-personal-spaces': 'obeyed',
  'storage-engine': 'obeyed',
  'sync-resource-types': 'obeyed',
  'sync-resources': 'obeyed',
  'task-concurrency': 'obeyed',
  ticketing: 'no effect',
  'use-rbac': 'obeyed',
  username: 'obeyed',
  verb: 'obeyed',
  workers: 'obeyed',
};

/** The flags that it takes, and shows nowhere. */
const hidden: Readonly<Record<string, Answer>> = {
  'applied-sync-id': 'no effect',
  'base-sync-id': 'no effect',
  'bulk-create-ticket': 'no effect',
  'bulk-ticket-template-path': 'no effect',
  'c1z-temp-dir': 'obeyed',
  'compact-file-paths': 'no effect',
  'compact-output-path': 'no effect',
  'compact-sync-ids': 'no effect',
  'compact-syncs': 'no effect',
  'create-account-email': 'no effect',
  'create-account-login': 'no effect',
  'create-account-profile': 'no effect',
  'create-account-resource-type': 'no effect',
  'create-ticket': 'no effect',
  'delete-resource': 'no effect',
  'delete-resource-type': 'no effect',
  'diff-syncs': 'no effect',
  'event-feed': 'no effect',
  'event-feed-cursor': 'no effect',
  'event-feed-id': 'no effect',
  'event-feed-start-at': 'no effect',
  'get-ticket': 'no effect',
  'grant-entitlement': 'obeyed',
  'grant-principal': 'obeyed',
  'grant-principal-type': 'obeyed',
  'health-check-bind-address': 'obeyed',
  'invoke-action': 'no effect',
  'invoke-action-args': 'no effect',
  'invoke-action-resource-type': 'no effect',
  'invoke-resource-action': 'no effect',
  'invoke-resource-action-args': 'no effect',
  'invoke-resource-action-resource-type': 'no effect',
  'list-action-schemas': 'no effect',
  'list-action-schemas-resource-type': 'no effect',
  'list-resource-actions': 'no effect',
  'list-ticket-schemas': 'no effect',
  'otel-collector-endpoint-tls-cert': 'obeyed',
  'otel-collector-endpoint-tls-cert-path': 'obeyed',
  'otel-collector-endpoint-tls-insecure': 'obeyed',
  'otel-logging-disabled': 'obeyed',
  'otel-tracing-disabled': 'obeyed',
  'revoke-grant': 'obeyed',
  'rotate-credentials': 'no effect',
  'rotate-credentials-type': 'no effect',
  'session-store-maximum-size': 'no effect',
  'skip-grants': 'obeyed',
  'ticket-id': 'no effect',
  'ticket-template-path': 'no effect',
};

const answers: Readonly<Record<string, Answer>> = { ...shown, ...hidden };

/** A flag as the vendor's help has it. */
interface Flag {
  readonly name: string;
  readonly short: string | undefined;
  /** `string`, `strings` or `int`; undefined for a switch. */
  readonly type: string | undefined;
  /** As it is written there, without quotes. */
  readonly usual: string | undefined;
}

describeWith([built(batonConfluence)], 'beside the real baton-confluence', () => {
  const theirs = (
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    cwd?: string,
  ) =>
    execa(binary(batonConfluence), [...args], {
      ...(cwd && { cwd }),
      env: environment,
      extendEnv: false,
      reject: false,
      all: true,
      timeout: 50_000,
    });

  let help: string;
  let flags: readonly Flag[];
  beforeAll(async () => {
    help = (await theirs(['--help'])).stdout;
    const lines = help.matchAll(/^ {2,6}(?:-(\w), )?--([a-z0-9-]+)(?: (string|strings|int))? {2,}(.*)$/gm);
    flags = Array.from(lines, ([, short, name = '', type, meaning = '']) => {
      const [, usual] = /\(default "?([^"]*?)"?\)$/.exec(meaning) ?? [];
      return { name, short, type, usual };
    });
  });

  test('every flag of its help has an answer here, and so has every hidden one', async () => {
    const own = ['help', 'version'];
    const listed = flags.map(({ name }) => name).filter((name) => !own.includes(name));
    expect(listed.toSorted()).toEqual(Object.keys(shown).toSorted());
    const taken = await theirs([...Object.keys(hidden).map((name) => `--${name}=0`), '--help']);
    expect(taken).toMatchObject({ exitCode: 0, stdout: help });
    for (const name of ['skip-grant', 'hidden']) {
      expect((await theirs([`--${name}=0`, '--help'])).stderr).toBe(`unknown flag: --${name}`);
    }
  });

  test('every answer is given, and nothing else is taken without effect', () => {
    const named = (answer: Answer) =>
      Object.keys(answers)
        .filter((name) => answers[name] === answer)
        .toSorted();
    const own = settings.map(({ name }) => name);
    expect(named('no effect')).toEqual(Object.keys(withoutEffect).toSorted());
    expect(named('obeyed').filter((name) => !own.includes(name))).toEqual([]);
  });

  test('switches are switches, lists are lists, and short flags and defaults are the same', () => {
    const known = flags.filter(({ name }) => answers[name] === 'obeyed');
    expect(known.length).toBeGreaterThan(20);
    for (const { name, short, type, usual } of known) {
      const ours = settings.find((setting) => setting.name === name);
      const kind = { isSwitch: type === undefined, isList: type === 'strings' };
      expect({
        name,
        isSwitch: ours?.placeholder === '[boolean]',
        isList: ours?.repeatable ?? false,
      }).toEqual({
        name,
        ...kind,
      });
      expect([name, ours?.short]).toEqual([name, short]);
      // Which a terminal changes in both programs.
      if (usual !== undefined && name !== 'log-format') expect([name, ours?.default]).toEqual([name, usual]);
    }
    for (const { name, type } of flags.filter(({ name }) => answers[name] === 'no effect')) {
      expect([name, withoutEffect[name]?.kind]).toEqual([name, type === undefined ? 'switch' : 'value']);
    }
  });

  test.each<[string, boolean, boolean]>([
    // What is written, and whether the vendor's takes it, and ours.
    ['--use-rbac', true, true],
    ['--use-rbac=T', true, true],
    ['--use-rbac=TRUE', true, true],
    ['--use-rbac=0', true, true],
    ['--use-rbac=yes', false, false],
    ['--use-rbac=', false, true],
    ['-p', true, true],
    ['-p=false', true, true],
    // It takes the file for a command.
    ['-pf x.c1z', false, true],
    ['-pf=x.c1z', true, true],
    ['-fx.c1z', true, true],
    ['-f -p', true, true],
    ['--file', false, false],
    ['--workers -1', true, true],
    ['--workers=1000', true, true],
    ['--workers=many', false, false],
    ['--noun=page,space', true, true],
    ['--noun page --noun=space', true, true],
    ['--log-path=a.log,b.log --log-path c.log', true, true],
    ['--log-level=WARNING', true, true],
    ['--storage-engine=pebble', true, true],
    ['--external-resource-traits=user,app --external-resource-traits group', true, true],
    ['--ticketing=false', true, true],
    ['--ticketing=perhaps', false, true],
    ['--session-store-maximum-size=5k', false, true],
    ['--grant-principal --use-rbac', true, true],
  ])('what the vendor’s takes, ours takes, as it is written: %s', async (written, isTheirs, isOurs) => {
    const args = [...written.split(' '), ...(written === '--file' ? [] : ['--help'])];
    expect((await theirs(args)).exitCode === 0).toBe(isTheirs);
    expect((await confluenceSyncHere(args)).exitCode === 0).toBe(isOurs);
  });

  test('every command of its help is a command here', async () => {
    const [, list = ''] = /^Available Commands:\n((?: {2}.*\n)+)/m.exec(help) ?? [];
    const commands = Array.from(list.matchAll(/^ {2}(\S+)/gm), ([, name = '']) => name);
    expect(commands).toEqual(['capabilities', 'completion', 'config', 'health-check', 'help']);
    for (const command of commands) {
      const { exitCode, stderr } = await confluenceSyncHere([command, '--help']);
      expect([command, exitCode, stderr]).toEqual([command, 0, '']);
    }
  });

  test('whatever of it has no effect, all at once, a sync takes with a warning of each', async () => {
    const simulator = await Simulator.start({ site: siteFrom(smallSite) });
    const folder = await temporaryFolder();
    try {
      const names = Object.keys(withoutEffect);
      const valueFor = (name: string) => (withoutEffect[name]?.kind === 'switch' ? 'true' : 'x');
      const [one, other, rest] = [0, 1, 2].map((part) => names.filter((_, index) => index % 3 === part));
      await writeFile(
        join(folder, '.baton.yaml'),
        stringify(Object.fromEntries((rest ?? []).map((name) => [name, valueFor(name)]))),
      );
      const { exitCode, stderr } = await confluenceSync(
        (one ?? []).flatMap((name) =>
          withoutEffect[name]?.kind === 'switch' ? [`--${name}`] : [`--${name}`, 'x'],
        ),
        {
          env: {
            ...simulator.environment,
            ...Object.fromEntries((other ?? []).map((name) => [variableOf(name), valueFor(name)])),
          },
          cwd: folder,
        },
      );
      expect(exitCode).toBe(0);
      const warnings = logged(stderr).filter(({ level }) => level === 'warn');
      expect(
        warnings.map(({ msg }) => /^\S*?(?:: )?(\S+) has no effect here/.exec(String(msg))?.[1]),
      ).toEqual(
        names.map((name) => {
          if (one?.includes(name)) return `--${name}`;
          return other?.includes(name) ? variableOf(name) : name;
        }),
      );
    } finally {
      await simulator.stop();
    }
  });

  describe('a file of settings', () => {
    test.each([
      ['.baton.yaml', {}],
      ['settings.yaml', { BATON_CONFIG_PATH: 'settings.yaml' }],
      ['settings.yml', { BATON_CONFIG_PATH: './settings.yml' }],
    ])('is read by both, below variables and flags: %s', async (name, named) => {
      const simulator = await Simulator.start({ site: siteFrom(smallSite) });
      const folder = await temporaryFolder();
      try {
        const {
          BATON_API_KEY: token,
          BATON_USERNAME: username,
          BATON_DOMAIN_URL: url,
        } = simulator.environment;
        await writeFile(
          join(folder, name),
          stringify({
            'Domain-URL': url,
            USERNAME: 'somebody@else.example',
            'api-key': token,
            file: 'written.c1z',
            noun: ['space', 'page'],
            'skip-personal-spaces': true,
            workers: 2,
            'something-else': { of: ['others'] },
          }),
        );
        const environment = { ...named, BATON_USERNAME: String(username), TMPDIR: folder };
        for (const [program, run] of [
          ['theirs', (args: readonly string[]) => theirs(args, environment, folder)],
          ['ours', (args: readonly string[]) => confluenceSync(args, { env: environment, cwd: folder })],
        ] as const) {
          const first = await run([]);
          expect([program, first.exitCode, first.stderr]).toEqual([program, 0, expect.any(String)]);
          const second = await run(['--file', `${program}.c1z`]);
          expect([program, second.exitCode]).toEqual([program, 0]);
        }
        expect((await readdir(folder)).filter((each) => each.endsWith('.c1z')).toSorted()).toEqual([
          'ours.c1z',
          'theirs.c1z',
          'written.c1z',
        ]);
      } finally {
        await simulator.stop();
      }
    });

    test('that is broken, or that the variable names in vain, the vendor’s passes over, and ours refuses', async () => {
      const folder = await temporaryFolder();
      await writeFile(join(folder, 'broken.yaml'), 'domain-url: [\n');
      for (const path of ['broken.yaml', 'nowhere.yaml']) {
        const environment = { BATON_CONFIG_PATH: path };
        expect((await theirs([], environment, folder)).stderr).toMatch(/required flag.s. .* not set/);
        const { exitCode, stderr } = await confluenceSync([], { env: environment, cwd: folder });
        expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`error: ${path}:`)]);
      }
    });
  });
});
