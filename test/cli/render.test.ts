import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { below, both, config, expected, labs } from './rendering.ts';
import { broken, threeWays, workspace } from './workspace.ts';

const applied = [
  'v1 Namespace labs',
  'v1 ServiceAccount baton-confluence-labs',
  'apps/v1 Deployment baton-confluence-labs',
  'networking.k8s.io/v1 NetworkPolicy baton-confluence-labs',
];

/** The objects of a stream, each as its kind and name. */
function objects(stream: string): readonly string[] {
  return parseAllDocuments(stream).map((document) => {
    expect(document.errors).toEqual([]);
    const { apiVersion, kind, metadata } = document.toJS() as {
      readonly apiVersion: string;
      readonly kind: string;
      readonly metadata: { readonly name: string };
    };
    return `${apiVersion} ${kind} ${metadata.name}`;
  });
}

describe('standard output', () => {
  test('the objects to apply as one stream, without kustomization and template', async () => {
    const { run } = await workspace(config);
    const { stdout, ...rest } = await run('render');
    expect(rest).toEqual({ exitCode: 0, stderr: '' });
    expect(objects(stdout)).toEqual(applied);
    expect(stdout).toBe(`${labs.get('namespace.yaml')}---\n${labs.get('baton-confluence-labs.yaml')}`);
    expect(await run('render', '--out', '-')).toEqual({ exitCode: 0, stdout, stderr: '' });
  });

  test('notes stay out of it', async () => {
    const { run } = await workspace({ 'connector.yaml': threeWays.replaceAll(':1.2.3', ':latest') });
    const { stdout, stderr } = await run('render');
    expect(objects(stdout)).toEqual(applied);
    expect(stderr).toMatch(/^note: connector\.yaml:\d+:\d+: .+\nnote: connector\.yaml:\d+:\d+: .+\n$/);
  });

  test('every connector that wants manifests, in the order of the file', async () => {
    const { run } = await workspace(both);
    const { stdout } = await run('render');
    expect(objects(stdout)).toEqual([
      'v1 Namespace conductorone',
      'v1 ServiceAccount baton-confluence-eu',
      'apps/v1 Deployment baton-confluence-eu',
      'networking.k8s.io/v1 NetworkPolicy baton-confluence-eu',
      ...applied,
    ]);
  });

  test('the example, with its ExternalSecret', async () => {
    const { run, example } = await workspace();
    const { stdout, exitCode } = await run('render', '--config', example);
    expect(exitCode).toBe(0);
    expect(objects(stdout)).toEqual([
      'v1 Namespace conductorone-labs',
      'external-secrets.io/v1 ExternalSecret baton-confluence-labs-secrets',
      ...applied.slice(1),
    ]);
  });
});

describe('--connector', () => {
  test('delivered by GitOps', async () => {
    const { run } = await workspace(both);
    const { stdout, ...rest } = await run('render', '--connector', 'confluence-labs');
    expect(rest).toEqual({ exitCode: 0, stderr: '' });
    expect(objects(stdout)).toEqual(applied);
  });

  test('delivered by Terraform: rendered where it is named', async () => {
    const { run } = await workspace(config);
    const { stdout, ...rest } = await run('render', '--connector', 'confluence-eu');
    expect(rest).toEqual({ exitCode: 0, stderr: '' });
    expect(objects(stdout)).toEqual([
      'v1 Namespace conductorone',
      'v1 ServiceAccount baton-confluence-eu',
      'apps/v1 Deployment baton-confluence-eu',
      'networking.k8s.io/v1 NetworkPolicy baton-confluence-eu',
    ]);
  });

  test('cloud-hosted', async () => {
    const { run } = await workspace(config);
    expect(await run('render', '--connector', 'confluence')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'connector.yaml: confluence is cloud-hosted: ConductorOne runs it, so there is nothing to render.\n',
    });
  });

  test('unknown', async () => {
    const { run } = await workspace(config);
    expect(await run('render', '--connector', 'wiki')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'connector.yaml: no connector "wiki". There are: confluence, confluence-eu, confluence-labs.\n',
    });
  });
});

describe('nothing to render', () => {
  test('where Terraform delivers', async () => {
    const { run } = await workspace({
      'connector.yaml': threeWays.replace(/ {2}- name: confluence-labs[\s\S]*/, ''),
    });
    expect(await run('render', '--out', 'deploy')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'connector.yaml: no connector has delivery: gitops or manifests: true. To render one all the same, name it with --connector: confluence-eu.\n',
    });
  });

  test('where ConductorOne runs everything', async () => {
    const { run } = await workspace({
      'connector.yaml': threeWays.replace(/ {2}- name: confluence-eu[\s\S]*/, ''),
    });
    expect(await run('render')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'connector.yaml: every connector is cloud-hosted: ConductorOne runs it, so there is nothing to render.\n',
    });
  });
});

describe('--out', () => {
  test('writes exactly the files of the connector and prints them', async () => {
    const { run, files } = await workspace(config);
    expect(await run('render', '--out', 'deploy/wiki')).toEqual({
      exitCode: 0,
      stdout: `deploy/wiki/confluence-labs/namespace.yaml
deploy/wiki/confluence-labs/baton-confluence-labs.yaml
deploy/wiki/confluence-labs/kustomization.yaml
deploy/wiki/confluence-labs/template/baton-confluence-labs-secrets.yaml
`,
      stderr: '',
    });
    const written = below('deploy/wiki/confluence-labs', await files());
    expect(written).toEqual(labs);
    expect([...written.keys()]).toEqual([...labs.keys()].sort());
    expect((await files()).size).toBe(1 + labs.size);
  });

  test('writes the same bytes again and leaves other files alone', async () => {
    const { run, files, write } = await workspace({
      ...config,
      'deploy/README.md': 'ours',
      'deploy/confluence-labs/sealed.yaml': 'ours too',
      'deploy/confluence-labs/namespace.yaml': 'from yesterday',
    });
    const first = await run('render', '--out', 'deploy');
    const before = await files();
    expect(below('deploy', before)).toEqual(
      new Map([
        ['README.md', 'ours'],
        ['confluence-labs/sealed.yaml', 'ours too'],
        ...[...labs].map(([path, content]) => [`confluence-labs/${path}`, content] as const),
      ]),
    );
    await write('deploy/confluence-labs/namespace.yaml', 'tampered with');
    expect(await run('render', '--out', 'deploy')).toEqual(first);
    expect(await files()).toEqual(before);
  });

  test('an absolute folder, one connector', async () => {
    const { run, files, folder } = await workspace(config);
    const { exitCode, stdout } = await run(
      'render',
      '--connector',
      'confluence-eu',
      '-o',
      join(folder, 'x y'),
    );
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')[0]).toBe(`${folder}/x y/confluence-eu/namespace.yaml`);
    expect(below('x y/confluence-eu', await files())).toEqual(expected(threeWays).get('confluence-eu'));
  });

  test.each([
    ['in place of the folder', 'deploy', 'deploy/confluence-eu/namespace.yaml'],
    ['in place of a connector', 'deploy/confluence-labs', 'deploy/confluence-labs/namespace.yaml'],
    [
      'in place of a folder below',
      'deploy/confluence-labs/template',
      'deploy/confluence-labs/template/baton-confluence-labs-secrets.yaml',
    ],
  ])('a file %s: nothing is written', async (_, obstacle, named) => {
    const { run, files } = await workspace({ ...both, [obstacle]: 'in the way' });
    const before = await files();
    expect(await run('render', '--out', 'deploy')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `${named}: not a directory. Name another folder with --out.\n`,
    });
    expect(await files()).toEqual(before);
  });

  test('a folder in place of a file: nothing is written', async () => {
    const { run, files, folder } = await workspace(both);
    await mkdir(join(folder, 'deploy/confluence-labs/kustomization.yaml'), { recursive: true });
    expect(await run('render', '--out', 'deploy')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'deploy/confluence-labs/kustomization.yaml: illegal operation on a directory. Name another folder with --out.\n',
    });
    expect([...(await files()).keys()]).toEqual(['connector.yaml']);
  });

  test('a link that leads nowhere: nothing is written', async () => {
    const { run, files, folder } = await workspace(both);
    await symlink('nowhere', join(folder, 'deploy'));
    expect(await run('render', '--out', 'deploy')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'deploy: not a directory. Name another folder with --out.\n',
    });
    expect([...(await files()).keys()]).toEqual(['connector.yaml']);
  });

  const isRoot = process.getuid?.() === 0;
  (isRoot ? test.skip : test)(
    `a folder without permission to write${isRoot ? ' (skipped: root may write everywhere)' : ''}`,
    async () => {
      const { run, files, folder } = await workspace(both);
      await mkdir(join(folder, 'deploy'), { mode: 0o555 });
      expect(await run('render', '--out', 'deploy')).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: 'deploy/confluence-eu: permission denied. Name another folder with --out.\n',
      });
      expect([...(await files()).keys()]).toEqual(['connector.yaml']);
    },
  );
});

describe('--check', () => {
  test('equal: silent', async () => {
    const { run, files } = await workspace({ ...config, 'deploy/README.md': 'ours' });
    await run('render', '--out', 'deploy');
    const before = await files();
    expect(await run('render', '--check', 'deploy')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await files()).toEqual(before);
  });

  test('different and missing files: a unified diff, and nothing is written', async () => {
    const { run, files, write, shell } = await workspace(config);
    await run('render', '--out', 'deploy');
    await write(
      'deploy/confluence-labs/namespace.yaml',
      labs.get('namespace.yaml')?.replace('name: labs', 'name: labz') ?? '',
    );
    await shell('rm deploy/confluence-labs/kustomization.yaml');
    const before = await files();
    const ended = await run('render', '--check', 'deploy');
    expect(ended).toEqual({
      exitCode: 1,
      stdout: `--- deploy/confluence-labs/namespace.yaml
+++ confluence-labs/namespace.yaml (rendered)
@@ -1,8 +1,8 @@
 apiVersion: v1
 kind: Namespace
 metadata:
-  name: labz
+  name: labs
   labels:
     app.kubernetes.io/part-of: conductorone
     app.kubernetes.io/managed-by: confluence-connector
     pod-security.kubernetes.io/enforce: restricted
--- /dev/null
+++ confluence-labs/kustomization.yaml (rendered)
@@ -0,0 +1,5 @@
+apiVersion: kustomize.config.k8s.io/v1beta1
+kind: Kustomization
+resources:
+  - namespace.yaml
+  - baton-confluence-labs.yaml
`,
      stderr: 'deploy differs in 2 files. To write the folder again, use --out instead of --check.\n',
    });
    expect(await files()).toEqual(before);
  });

  test('the remedy is true', async () => {
    const { run } = await workspace({ ...config, 'deploy/confluence-labs/namespace.yaml': '' });
    const { exitCode, stderr } = await run('render', '--check', 'deploy');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'deploy differs in 4 files. To write the folder again, use --out instead of --check.\n',
    });
    await run('render', '--out', 'deploy');
    expect(await run('render', '--check', 'deploy')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('only the connector that is named', async () => {
    const { run } = await workspace(both);
    await run('render', '--connector', 'confluence-eu', '--out', 'deploy');
    expect(await run('render', '--connector', 'confluence-eu', '--check', 'deploy')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
    expect((await run('render', '--check', 'deploy')).exitCode).toBe(1);
  });

  test('one file', async () => {
    const { run, shell } = await workspace(config);
    await run('render', '--out', 'deploy');
    await shell('rm deploy/confluence-labs/kustomization.yaml');
    expect((await run('render', '--check', 'deploy')).stderr).toBe(
      'deploy differs in 1 file. To write the folder again, use --out instead of --check.\n',
    );
  });

  test('a file in place of the folder', async () => {
    const { run } = await workspace({ ...config, deploy: 'in the way' });
    expect(await run('render', '--check', 'deploy')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'deploy/confluence-labs/namespace.yaml: not a directory. Name another folder with --check.\n',
    });
  });
});

describe('a wrong configuration changes no file', () => {
  test.each([[['--out', 'deploy']], [['--check', 'deploy']], [[]]])('render %j', async (args) => {
    const { run, files, write } = await workspace(config);
    await run('render', '--out', 'deploy');
    await write('connector.yaml', broken);
    const before = await files();
    const { exitCode, stdout, stderr } = await run('render', ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe((await run('validate')).stderr);
    expect(await files()).toEqual(before);
  });
});
