import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { main } from '../../../src/cli/main.ts';
import { exampleFile } from '../../../src/config/loading/find.ts';
import { page } from '../../../src/report/page.ts';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import { reportOf } from '../../access/reading.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { filesBelow, temporaryFolder } from '../../support/files.ts';
import { runHere } from '../../support/in-process.ts';
import { blocks, section } from '../../support/readme.ts';
import { root } from '../../support/synth.ts';
import { pack, projectWith, quietly, usersPath } from './packing.ts';

const folder = await temporaryFolder();
const project = join(folder, 'project');
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

const run = (program: string, ...args: readonly string[]) =>
  execa(program, args, { cwd: project, reject: false, env: { NODE_OPTIONS: '', CI: '1' } });

/** The README's example of the library. */
const [libraryExample = ''] = blocks('ts', section('As a library'));

describe('the package, installed in an empty folder', () => {
  let archive: string;
  let kilobytes: number;

  beforeAll(async () => {
    archive = await pack(folder);
    await mkdir(project);
    await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const install = (...packages: readonly string[]) =>
      execa('npm', ['install', ...quietly, ...packages], { cwd: project });
    await install(archive);
    const { stdout: size } = await execa('du', ['-sk', 'node_modules'], { cwd: project });
    kilobytes = Number.parseInt(size, 10);
    // For the constructs, which most do without.
    const peers = Object.keys(manifest.peerDependencies);
    await install(...peers.map((name) => `${name}@${manifest.devDependencies[name]}`));
  });

  test('takes at most 100 MB without the peers', () => {
    expect(kilobytes).toBeGreaterThan(1000);
    expect(kilobytes).toBeLessThan(100_000);
  });

  test('holds the build, the commands, the documents, the example and its schema, and nothing else', async () => {
    const files = [...(await filesBelow(join(project, 'node_modules', manifest.name))).keys()];
    expect(files.filter((path) => !path.startsWith('dist/'))).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
      'src/cli/bin.cjs',
      'src/docs/around-the-connector.md',
      'src/docs/review.md',
      'src/docs/troubleshooting.md',
      'src/io/node-version.cjs',
      'src/io/start.cjs',
      'src/runtime/README.md',
      'src/runtime/bin.cjs',
      'stacks/README.md',
      'stacks/connector.example.yaml',
      'stacks/connector.schema.json',
    ]);
    expect(files.filter((path) => /generate|[.]test[.]/.test(path))).toEqual([]);
  });

  test('has an entry that bundlers, Node.js and TypeScript find', async () => {
    const tool = (name: string, program: string, ...flags: readonly string[]) =>
      execa('npm', ['exec', '--yes', `--package=${name}`, '--', program, archive, ...flags], {
        cwd: folder,
        reject: false,
        all: true,
      });
    const linted = await tool('publint@0.3.25', 'publint', '--strict');
    expect(linted).toMatchObject({ exitCode: 0, all: expect.stringContaining('All good!') });
    // Each Node.js that the package takes requires ESM, and nobody imports the schema in TypeScript.
    const allowed = [
      '--ignore-rules',
      'cjs-resolves-to-esm',
      '--exclude-entrypoints',
      'connector.schema.json',
    ];
    const { exitCode, all } = await tool('@arethetypeswrong/cli@0.18.5', 'attw', ...allowed);
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
  });

  test('says so in one line if Node.js is too old', async () => {
    const old = `node-${process.platform}-${process.arch}@20.20.2`;
    const modules = join(project, 'node_modules', manifest.name, 'src');
    for (const [name, room] of [
      ['confluence-connector', 'cli'],
      ['confluence-sync', 'runtime'],
    ] as const) {
      const args = [
        'exec',
        '--yes',
        `--package=${old}`,
        '--',
        'node',
        join(modules, room, 'bin.cjs'),
        '--help',
      ];
      expect(
        await execa('npm', args, { cwd: folder, reject: false, env: { PATH: usersPath, NODE_OPTIONS: '' } }),
      ).toMatchObject({
        exitCode: 1,
        stdout: '',
        stderr: `${name} needs Node.js 22.19 or later, and this is 20.20.2. Install a newer one.`,
      });
    }
  });

  test('synthesises without CDKTF, as the checkout does with it', async () => {
    const bare = join(folder, 'bare');
    await projectWith(bare, [archive]);
    await cp(exampleFile, join(bare, 'connector.yaml'));
    const line = ['--no', '--', 'confluence-connector', 'synth'];
    const { exitCode, stderr } = await execa('npx', line, {
      cwd: bare,
      reject: false,
      env: { NODE_OPTIONS: '' },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const ours = { directory: bare, environment: {} };
    expect(await runHere(main, ['synth', '--out', 'ours.out'], ours)).toMatchObject({ exitCode: 0 });
    expect(await filesBelow(join(bare, 'cdktf.out'))).toEqual(await filesBelow(join(bare, 'ours.out')));
    const licences = join(bare, 'node_modules', manifest.name, 'dist/stacks/THIRD-PARTY-LICENSES.txt');
    for (const name of ['cdktf', 'constructs', '@cdktf/provider-kubernetes']) {
      expect(await readFile(licences, 'utf8')).toMatch(new RegExp(`^${name} [0-9.]+ \\(`, 'm'));
    }
  });

  test('holds what the image is built from', async () => {
    const podman =
      '#!/bin/sh\ncase $1 in build) for last; do :; done; cd "$last" && find . -type f >&2; exit 1;; esac';
    await mkdir(join(folder, 'bin'));
    await writeFile(join(folder, 'bin', 'podman'), podman, { mode: 0o755 });
    const { stderr } = await execa('npx', ['confluence-connector', 'image', 'build', '--engine', 'podman'], {
      cwd: project,
      reject: false,
      env: { NODE_OPTIONS: '', PATH: `${folder}/bin:${process.env['PATH']}` },
    });
    const listed = stderr.split('\n').filter((line) => line.startsWith('./'));
    expect(listed.sort()).toEqual([
      './Dockerfile',
      './app/LICENSE',
      './app/THIRD-PARTY-LICENSES.txt',
      './app/dist/runtime/confluence-sync.js',
      './app/dist/runtime/confluence-sync.js.map',
      './app/package.json',
      './sbom.cdx.json',
    ]);
  });

  test('brings no binary of Node and no development tool', async () => {
    const { stdout } = await run('npm', 'ls', '--all', '--parseable');
    expect(stdout).not.toMatch(/node-linux|node-darwin|node-bin|node-win|jest|biome|cdktf-cli|typescript/);
  });

  test('syncs a site, and reports on it', async () => {
    const simulator = await Simulator.start({ site: generateSite() });
    try {
      const { exitCode, stderr } = await execa('npx', ['confluence-sync'], {
        cwd: project,
        reject: false,
        env: { NODE_OPTIONS: '', ...simulator.environment },
      });
      expect({ exitCode, stderr }).toEqual({
        exitCode: 0,
        stderr: expect.stringMatching(/^\{[^\n]*"sync complete"\}$/),
      });
    } finally {
      await simulator.stop();
    }
    const report = await run('npx', 'confluence-connector', 'report', 'sync.c1z');
    expect(report).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Wrote report[.]html: 20 spaces/),
    });
    const html = await page(await reportOf(join(project, 'sync.c1z')));
    // What the build has made is what a checkout makes of the sources.
    expect((await readFile(join(project, 'report.html'), 'utf8')) === html).toBe(true);
    const reader = await C1zReader.open(join(project, 'sync.c1z'));
    expect(reader.stats().resourcesByType['space']).toBe(20);
    await reader.close();
  });

  test('synthesises the README’s example of the library', async () => {
    await writeFile(join(project, 'app.ts'), libraryExample);
    const { exitCode, stderr } = await run('node', 'app.ts');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const stack = JSON.parse(await readFile(join(project, 'cdktf.out/stacks/wiki/cdk.tf.json'), 'utf8'));
    expect(Object.keys(stack.resource)).toEqual([
      'conductorone_connector_credential',
      'conductorone_integration_baton',
      'kubernetes_deployment_v1',
      'kubernetes_namespace_v1',
      'kubernetes_network_policy_v1',
      'kubernetes_secret_v1',
      'kubernetes_service_account_v1',
      'terraform_data',
    ]);
  });

  test('has types that the example satisfies and a mistake does not', async () => {
    const compile = async (source: string) => {
      await writeFile(join(project, 'typed.ts'), source);
      return execa(
        join(root, 'node_modules/.bin/tsc'),
        ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023', 'typed.ts'],
        { cwd: project, reject: false },
      );
    };
    expect((await compile(libraryExample)).stdout).toBe('');
    const mistaken = await compile(libraryExample.replace("nouns: ['space']", "nouns: ['spaces']"));
    expect(mistaken.stdout).toContain(`Type '"spaces"' is not assignable to type`);
  });

  test('runs the command', async () => {
    expect(await run('npx', 'confluence-connector', '--version')).toMatchObject({ stdout: manifest.version });
    const flags = ['--tenant', 'acme', '--site', 'acme', '--username', 'bot@acme.com', '--hosting', 'gitops'];
    const init = await run('npx', 'confluence-connector', 'init', ...flags);
    expect(init.stdout).toBe(
      'Wrote connector.yaml and cdktf.json. Next: npx --no -- confluence-connector validate',
    );
    expect((await readFile(join(project, 'connector.yaml'), 'utf8')).split('\n')[0]).toBe(
      `# yaml-language-server: $schema=node_modules/${manifest.name}/stacks/connector.schema.json`,
    );
    const validate = await run('npx', 'confluence-connector', 'validate');
    expect(validate).toMatchObject({ exitCode: 0 });
    expect(validate.stdout).toContain('connector.yaml is valid.');
    const render = await run('npx', 'confluence-connector', 'render', '--out', 'deploy');
    expect(render.stdout.split('\n')).toContain('deploy/confluence/baton-confluence.yaml');
  });
});
