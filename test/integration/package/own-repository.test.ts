import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, delimiter, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import { vendorImage } from '../../../src/config/schema/image.ts';
import { built } from '../../peers/built.ts';
import { contextName } from '../../peers/cluster.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../../peers/peers.ts';
import { describeWith, program } from '../../support/programs.ts';
import { blocks, section } from '../../support/readme.ts';
import { root } from '../../support/synth.ts';
import { World } from '../world.ts';
import { pack, projectWith, quietly, usersPath } from './packing.ts';

const programs = ['terraform', 'kubectl'].map(program);
const needs = [...programs, ...[conductoroneProvider, kubernetesProvider, ...clusterPeers].map(built)];

const readme = section('In your own repository');
const [commands = ''] = blocks('sh', readme);
const [app = ''] = blocks('ts', readme);
const [outputs = ''] = blocks('hcl', readme);
/** What a project's package.json has for CDK Terrain. */
const [terrain = ''] = blocks('json', readme);

const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const versions = (...names: readonly string[]) => names.map((name) => `${name}@${devDependencies[name]}`);

/** Package managers that Node.js does not bring. */
const managers = ['pnpm@12.21.0', '@yarnpkg/cli-dist@4.18.1'];

describeWith(needs, 'in a repository of one’s own, from the packed package to a deployment', () => {
  let world: World;
  let archive: string;
  let path: string;

  beforeAll(async () => {
    world = await World.start({ cluster: true });
    archive = await pack(world.folder);
    const tools = join(world.folder, 'tools');
    await projectWith(tools, managers);
    path = [join(tools, 'node_modules', '.bin'), usersPath].join(delimiter);
  });
  afterAll(() => world.stop());

  /** Runs a line in a project; fails if it does. */
  const run = async (project: string, line: string) => {
    const { exitCode, all, stdout } = await execa(line, {
      cwd: project,
      shell: true,
      reject: false,
      all: true,
      env: {
        ...world.environment,
        ...packages,
        PATH: path,
        NODE_OPTIONS: '',
        TF_VAR_confluence_api_key: 'key',
      },
    });
    if (exitCode !== 0) throw new Error(`${line}\nexit code ${exitCode}\n${all}`);
    return stdout;
  };

  /** An empty folder. */
  const emptyProject = async (name: string) => {
    const project = join(world.folder, name);
    await mkdir(project);
    return project;
  };

  /** What `init` asks, and the rest of what is otherwise here than at users' places. */
  const described = async (project: string, command: string) => {
    const flags = '--tenant acme --site acme --username bot@acme.com --hosting terraform';
    await run(project, `${command} init ${flags} --context ${contextName}`);
    const file = join(project, 'connector.yaml');
    const yaml = (await readFile(file, 'utf8'))
      .replace(/tenant: acme.*/, `serverUrl: ${world.conductorOne.url}`)
      .replace(/context: .*/, `$&\n          path: ${relative(project, world.cluster.kubeconfig)}`)
      .replace(/# namespace: .*/, `namespace: { name: ${basename(project)} }`);
    await writeFile(file, yaml);
  };

  const expectDeployed = async (project: string) => {
    const namespace = `--namespace=${basename(project)}`;
    const { spec }: IDeployment = await world.cluster.get('deployment', 'baton-confluence', namespace);
    expect(spec?.template.spec?.containers?.[0]?.image).toBe(vendorImage);
  };

  test('an empty folder: the README’s commands', async () => {
    const project = await emptyProject('empty');
    for (const line of commands.trim().split('\n')) {
      if (line.endsWith(' init') && line.startsWith('npx')) {
        await described(project, line.replace(/ init$/, ''));
      } else if (line.startsWith('npm install')) {
        await run(project, line.replace('confluence-connector', `${quietly.join(' ')} ${archive}`));
      } else {
        await run(project, line.replace(/ apply$/, ' apply -auto-approve -input=false'));
      }
    }
    await expectDeployed(project);
    // A repository in HCL reads what it has made.
    await mkdir(join(project, 'wiki'));
    await writeFile(join(project, 'wiki', 'main.tf'), outputs);
    await run(
      project,
      'terraform -chdir=wiki init && terraform -chdir=wiki apply -auto-approve -input=false',
    );
    expect([...world.conductorOne.tenant.apps.keys()]).toContain(
      await run(project, 'terraform -chdir=wiki output -raw confluence_app'),
    );
  });

  test('an empty folder, with the cdktf command', async () => {
    const project = await emptyProject('cdktf');
    await run(project, `npm install ${quietly.join(' ')} ${archive} ${versions('cdktf-cli').join(' ')}`);
    await described(project, 'npx --no -- confluence-connector');
    await run(project, 'npx cdktf deploy confluence --auto-approve --skip-provider-lock');
    await expectDeployed(project);
  });

  test('a workspace of npm', async () => {
    const project = await emptyProject('monorepo');
    const workspace = join(project, 'infra');
    await mkdir(workspace);
    await writeFile(join(project, 'package.json'), '{ "private": true, "workspaces": ["infra"] }');
    await writeFile(join(workspace, 'package.json'), '{ "name": "infra", "private": true }');
    await run(project, `npm install ${quietly.join(' ')} --workspace=infra ${archive}`);
    await described(workspace, 'npx --no -- confluence-connector');
    expect(await run(workspace, 'npx --no -- confluence-connector synth')).toBe(
      'cdktf.out/stacks/confluence/cdk.tf.json',
    );
    expect(existsSync(join(workspace, 'cdktf.out', 'stacks', 'confluence', 'cdk.tf.json'))).toBe(true);
  });

  test('a package from git', async () => {
    const project = await emptyProject('git');
    await run(project, `npm install ${quietly.join(' ')} git+file://${root}`);
    await described(project, 'npx --no -- confluence-connector');
    expect(await run(project, 'npx --no -- confluence-connector synth')).toBe(
      'cdktf.out/stacks/confluence/cdk.tf.json',
    );
  });

  describe('a CDKTF app that one has', () => {
    const libraries = versions('cdktf', 'constructs', '@cdktf/provider-kubernetes');
    const template = join(root, 'node_modules', '@cdktf', 'cli-core', 'templates', 'typescript');
    const compilers = [...versions('typescript', '@types/node', 'cdktf-cli'), 'ts-node@10.9.2'];

    test.each([
      ['npm', `npm install ${quietly.join(' ')}`, 'npx --no --', {}],
      // What it would build is a part of cdktf-cli.
      [
        'pnpm',
        'pnpm add',
        'pnpm exec',
        { 'pnpm-workspace.yaml': "allowBuilds: { '@cdktf/node-pty-prebuilt-multiarch': false }\n" },
      ],
    ])('of CDKTF’s template, as CommonJS, with %s', async (manager, install, exec, files) => {
      const project = await emptyProject(manager);
      await cp(join(template, 'tsconfig.json'), join(project, 'tsconfig.json'));
      const cdktfJson = await readFile(join(template, 'cdktf.json'), 'utf8');
      const ownCdktfJson = cdktfJson
        .replace('{{futureFlags}}', '')
        .replace('{{sendCrashReports}}', 'false')
        .replace('npx', exec);
      await writeFile(join(project, 'cdktf.json'), ownCdktfJson);
      await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, main: 'main.js' }));
      for (const [file, text] of Object.entries(files)) await writeFile(join(project, file), text);
      await writeFile(join(project, 'main.ts'), app);
      await run(project, [install, archive, ...libraries, ...compilers].join(' '));
      await described(project, `${exec} confluence-connector`);
      expect(await readFile(join(project, 'cdktf.json'), 'utf8')).toBe(ownCdktfJson);
      await run(project, `${exec} tsc --noEmit -p .`);
      await run(project, `${exec} cdktf synth`);
      await applied(project);
    });

    test('as ESM, of CDK Terrain', async () => {
      const project = await emptyProject('terrain');
      const manifest = { private: true, type: 'module', ...JSON.parse(terrain) };
      await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
      await writeFile(join(project, 'main.ts'), app.replace("'cdktf'", "'cdktn'"));
      const others = versions('constructs', '@cdktf/provider-kubernetes');
      await run(project, ['npm install', ...quietly, archive, ...others].join(' '));
      await described(project, 'npx --no -- confluence-connector');
      await run(project, 'node main.ts');
      await applied(project);
    });

    test('as ESM, with Yarn and its Plug’n’Play', async () => {
      const project = await emptyProject('yarn');
      await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
      await writeFile(join(project, 'yarn.lock'), '');
      await writeFile(join(project, 'main.ts'), app);
      await run(project, ['yarn add', `confluence-connector@file:${archive}`, ...libraries].join(' '));
      await described(project, 'yarn run confluence-connector');
      expect(JSON.parse(await readFile(join(project, 'cdktf.json'), 'utf8')).app).toBe(
        'yarn run confluence-connector app',
      );
      await run(project, 'yarn node main.ts');
      const stack = join('stacks', 'confluence', 'cdk.tf.json');
      const own = await readFile(join(project, 'cdktf.out', stack), 'utf8');
      await run(project, 'yarn run confluence-connector synth --out synth.out');
      expect(await readFile(join(project, 'synth.out', stack), 'utf8')).toBe(own);
      await applied(project);
    });

    const applied = async (project: string) => {
      const terraform = 'terraform -chdir=cdktf.out/stacks/confluence';
      await run(project, `${terraform} init && ${terraform} apply -auto-approve -input=false`);
      await expectDeployed(project);
    };
  });
});

/** What npm is told of its registry, for Yarn; and nothing else of this machine. */
const packages = {
  YARN_NPM_REGISTRY_SERVER: (await execa('npm', ['config', 'get', 'registry'])).stdout,
  YARN_ENABLE_TELEMETRY: '0',
  YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
};
