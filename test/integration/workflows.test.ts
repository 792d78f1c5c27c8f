import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { bundledImageOf, localImage } from '../../src/config/schema/image.ts';
import { version } from '../../src/config/version.ts';
import { built } from '../peers/built.ts';
import { ImageBuilder, rootUser } from '../peers/image.ts';
import { actionlint, binary, conductoroneProvider } from '../peers/peers.ts';
import { Registry } from '../peers/registry.ts';
import { providerMirror } from '../peers/terraform.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith, program } from '../support/programs.ts';
import { root } from '../support/synth.ts';
import { jobOf, type Step, workflows } from '../support/workflows.ts';

/** The Node.js of one of the jobs, which is not that of the lockfile. */
const otherNode = '24.19.0';

describeWith([built(actionlint)], 'actionlint', () => {
  const lint = (input: string) =>
    // Programs that it would run if they are there: everywhere the same.
    execa(binary(actionlint), ['-no-color', '-shellcheck=', '-pyflakes=', '-'], { input, reject: false });

  test.each(workflows)('has nothing against $file', async ({ text }) => {
    expect(await lint(text)).toMatchObject({ exitCode: 0, stdout: '' });
  });

  test('would have: an output that no step has', async () => {
    const release = workflows.find(({ file }) => file === 'release.yml')?.text ?? '';
    const { exitCode, stdout } = await lint(
      release.replace('needs.image.outputs.reference', 'needs.image.outputs.x'),
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain('property "x" is not defined');
  });
});

describeWith([program('git'), program('terraform'), built(conductoroneProvider)], 'the steps of', () => {
  let clone: string;
  let environment: Readonly<Record<string, string>>;

  /** Runs a command as GitHub does. @param values of the expressions in its variables */
  const run = async (
    { run = '', env = {} }: Step,
    values: Readonly<Record<string, string>> = {},
    others: Readonly<Record<string, string>> = {},
  ) => {
    const own = Object.entries(env).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression) => {
        const value = values[expression];
        if (value === undefined) throw new Error(`The test gives no ${expression}.`);
        return value;
      }),
    ]);
    const { exitCode, all, stdout } = await execa(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run],
      {
        cwd: clone,
        reject: false,
        all: true,
        env: { ...environment, ...others, ...Object.fromEntries(own) },
      },
    );
    return { run, exitCode, all, stdout };
  };

  /** The same for steps that must do well. @returns what the last of them prints */
  const runAll = async (steps: readonly Step[], ...more: readonly Readonly<Record<string, string>>[]) => {
    let printed = '';
    for (const step of steps) {
      const { all, stdout, ...ended } = await run(step, ...more);
      expect({ ...ended, all }).toEqual({ run: step.run, exitCode: 0, all });
      printed = stdout;
    }
    return printed;
  };

  /** The commands of a job, but those that install packages. */
  const commandsOf = (file: string, job: string): readonly Step[] => {
    const commands = jobOf(file, job).steps.filter(({ run }) => run !== undefined);
    expect(commands[0]).toEqual({ run: 'npm ci' });
    return commands.slice(1);
  };

  beforeAll(async () => {
    const folder = await temporaryFolder();
    clone = join(folder, 'clone');
    const listed = await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
    });
    for (const file of listed.stdout.split('\0').filter((file) => file && existsSync(join(root, file)))) {
      await mkdir(dirname(join(clone, file)), { recursive: true });
      await cp(join(root, file), join(clone, file));
    }
    const others = process.env['PATH']?.split(delimiter).filter((folder) => !folder.startsWith(root)) ?? [];
    environment = {
      ...(await providerMirror(folder)),
      PATH: others.join(delimiter),
      NODE_OPTIONS: '',
      DISABLE_VERSION_CHECK: '1',
      npm_config_prefer_offline: 'true',
      // Whatever the tests were started with.
      npm_config_loglevel: 'notice',
      GIT_CONFIG_GLOBAL: '/dev/null',
    };
    const git = 'git -c user.name=test -c user.email=test@acme.com';
    await runAll([
      { run: `git init --quiet && git add . && ${git} commit --quiet --message=all` },
      { run: 'npm ci' },
    ]);
  });

  afterEach(() => runAll([{ run: 'git checkout --quiet HEAD -- .' }]));

  describe('ci.yml: generated', () => {
    test('find that what is generated is committed', async () => {
      const steps = commandsOf('ci.yml', 'generated');
      expect(steps.length).toBeGreaterThan(7);
      await runAll(steps);
    });

    test.each([
      ['the schema', 'stacks/connector.schema.json', 'generate:schema'],
      ['a table', 'stacks/README.md', 'generate:reference'],
      ['a binding that is gone', 'src/providers/conductorone/app.ts', 'generate:bindings'],
    ])('find what is not: %s', async (_what, file, script) => {
      const path = join(clone, file);
      const text = await readFile(path, 'utf8');
      await writeFile(
        path,
        text
          .replace('description', 'descriptions')
          .replace('| key |', '| keys |')
          .replace('import', 'Import'),
      );
      expect(await readFile(path, 'utf8')).not.toBe(text);
      // As if it were committed so.
      await runAll([{ run: 'git add .' }]);
      const steps = commandsOf('ci.yml', 'generated');
      const generate = steps.filter(({ run = '' }) => run.includes(script));
      expect(generate).toHaveLength(1);
      await runAll(generate);
      const [diff] = steps.slice(-1);
      expect(await run(diff ?? {})).toMatchObject({ run: 'git diff --exit-code', exitCode: 1 });
    });
  });

  describe('release.yml: npm', () => {
    const reference = `ghcr.io/acme/confluence-sync:${version}@sha256:${'0123456789abcdef'.repeat(4)}`;
    const values = { 'needs.image.outputs.reference': reference };
    const steps = () => commandsOf('release.yml', 'npm').filter(({ run }) => run !== 'npm test');

    test('publish a package whose bundled image is the released one', async () => {
      const [set = {}, check = {}, publish = {}, ...rest] = steps();
      expect(rest).toEqual([]);
      expect(await run(check, values)).toMatchObject({ exitCode: 1 });
      expect(
        (await run({ run: 'npx --no -- confluence-connector validate --config test/github/bundled.yaml' }))
          .stdout,
      ).toContain(localImage);
      expect(await runAll([set, check], values)).toContain(`, image ${reference}`);
      const dry = await run({ run: `${publish.run} --dry-run` });
      expect(dry).toMatchObject({
        exitCode: 0,
        all: expect.stringContaining(`confluence-connector@${version}`),
      });
      // npm mends what a manifest has in a way that registries do not take, and says so.
      expect(dry.all).not.toContain('auto-corrected');

      const packed = await runAll([{ run: 'npm pack --silent' }]);
      const project = await temporaryFolder();
      await writeFile(join(project, 'package.json'), '{}');
      await cp(join(clone, 'test', 'github', 'bundled.yaml'), join(project, 'connector.yaml'));
      const archive = join(clone, packed.trim().split('\n').at(-1) ?? '');
      const PATH = [dirname(process.execPath), environment['PATH']].join(delimiter);
      const there = { cwd: project, env: { ...environment, PATH } };
      await execa('npm', ['install', '--no-audit', '--no-fund', archive], there);
      const validated = await execa('npx', ['--no', '--', 'confluence-connector', 'validate'], there);
      expect(validated).toMatchObject({
        stdout: expect.stringContaining(`, image ${reference}`),
        stderr: '',
      });
    });

    test('do not publish one whose image has no digest', async () => {
      const [set = {}, check = {}] = steps();
      const broken = { 'needs.image.outputs.reference': `ghcr.io/acme/confluence-sync:${version}` };
      await runAll([set], broken);
      const { exitCode, all } = await run(check, broken);
      expect(exitCode).not.toBe(0);
      expect(all).toContain(`image: "ghcr.io/acme/confluence-sync:${version}" is not an image`);
    });
  });

  describeWith([program('buildah'), program('docker-registry'), rootUser], 'release.yml: image', () => {
    let registry: Registry;
    let builder: ImageBuilder;

    beforeAll(async () => {
      const folder = await temporaryFolder();
      registry = await Registry.start(join(folder, 'registry'));
      builder = await ImageBuilder.create(folder, registry.caFile);
      const base = `${registry.host}/node:22`;
      await builder.push([await builder.base('amd64'), await builder.base('arm64')], base);
      // The registry of distroless is out of reach.
      const file = join(clone, 'src', 'image', 'bundle', 'Dockerfile');
      await writeFile(file, (await readFile(file, 'utf8')).replace(/^ARG BASE=.*$/m, `ARG BASE=${base}`));
    });
    afterAll(() => registry.stop());

    test('push an image for two platforms, and name it by its digest', async () => {
      const [build = {}] = commandsOf('release.yml', 'image');
      expect(build).toMatchObject({
        id: 'build',
        env: { IMAGE: expect.stringMatching(/^ghcr[.]io\/.* [}]{2}\/confluence-sync$/) },
      });
      const output = join(clone, '..', 'output');
      await runAll(
        [{ ...build, env: { IMAGE: `${registry.host}/Acme/confluence-sync` } }],
        {},
        // Whatever daemon this machine has: it does not know this registry.
        { ...builder.environment, DOCKER_HOST: 'unix:///nowhere', GITHUB_OUTPUT: output },
      );
      const { digest, body } = await registry.manifest('acme/confluence-sync', version);
      const platforms = body.manifests?.map(({ platform: { os, architecture } }) => `${os}/${architecture}`);
      expect(platforms?.sort()).toEqual(['linux/amd64', 'linux/arm64']);
      const name = `${registry.host}/acme/confluence-sync`;
      const reference = `${name}:${version}@${digest}`;
      expect(await readFile(output, 'utf8')).toBe(`name=${name}\ndigest=${digest}\nreference=${reference}\n`);
      expect(bundledImageOf({ version, image: reference })).toBe(reference);
      const { components } = JSON.parse(await readFile(join(clone, 'sbom.cdx.json'), 'utf8'));
      expect(components.length).toBeGreaterThan(5);
    });
  });

  // Last, as it takes the lockfile's Node.js away.
  test('ci.yml: test run with the Node.js of the job', async () => {
    expect(jobOf('ci.yml', 'test').strategy?.matrix.include).toContainEqual(
      expect.objectContaining({ node: otherNode }),
    );
    const [remove = {}, check = {}, ...rest] = commandsOf('ci.yml', 'test');
    expect(remove).toMatchObject({ run: 'rm node_modules/.bin/node', if: 'matrix.node != 22' });
    expect(rest).toEqual([{ run: 'npm test' }]);
    const { stdout: node } = await execa(
      'npm',
      [
        'exec',
        '--yes',
        `--package=node-${process.platform}-${process.arch}@${otherNode}`,
        '--call',
        'command -v node',
      ],
      {
        cwd: dirname(clone),
        env: environment,
      },
    );
    const job = { NODE: otherNode, PATH: [dirname(node), environment['PATH']].join(delimiter) };
    expect(await run(check, {}, job)).toMatchObject({ exitCode: 1 });
    expect(await run(check, {}, { ...job, NODE: '22' })).toMatchObject({ exitCode: 0 });
    await runAll([remove, check], {}, job);
    // As `npm test` begins, and one of its tests.
    await runAll(
      [{ run: 'npm run setup' }, { run: 'npm run jest -- test/files/replace.test.ts' }, check],
      {},
      job,
    );
  });
});
