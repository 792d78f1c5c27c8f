import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { parseConfig } from '../../src/config/load.ts';
import { isSelfHosted } from '../../src/config/names.ts';
import { manifests } from '../../src/kubernetes/manifests.ts';
import { broken, threeWays, workspace } from './workspace.ts';

const config = { 'connector.yaml': threeWays };

/** Two connectors to render: what is wrong with the second must keep the first from being written. */
const both = {
  'connector.yaml': threeWays.replace('delivery: terraform', 'delivery: terraform\n      manifests: true'),
};

/** What belongs in each connector's folder. */
const expected = (yaml: string) =>
  new Map(
    parseConfig(yaml, '')
      .config.connectors.filter(isSelfHosted)
      .map((connector) => [connector.name, manifests(connector)]),
  );

const labs = expected(threeWays).get('confluence-labs') ?? new Map<string, string>();

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

/** The files of a workspace below a folder, by their path in it. */
function below(folder: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...files].flatMap(([path, content]) =>
      path.startsWith(`${folder}/`) ? [[path.slice(folder.length + 1), content] as const] : [],
    ),
  );
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

describe('what an earlier rendering has left', () => {
  const renamed = threeWays.replaceAll('confluence-labs', 'wiki');
  const foreign = {
    'deploy/other/kustomization.yaml': 'resources: [baton-other.yaml]\n',
    'deploy/other/baton-other.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: other }\n',
    'deploy/bare/baton-bare.yaml': labs.get('baton-confluence-labs.yaml') ?? '',
    'deploy/README.md': 'ours',
  };

  test('of a connector with another name: a difference, and removed', async () => {
    const { run, files, write } = await workspace({ ...config, ...foreign });
    await run('render', '--out', 'deploy');
    await write('connector.yaml', renamed);
    expect(await run('render', '--connector', 'wiki', '--out', 'deploy')).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    expect(await run('render', '--connector', 'wiki', '--check', 'deploy')).toMatchObject({ exitCode: 0 });

    const checked = await run('render', '--check', 'deploy');
    expect(checked).toMatchObject({
      exitCode: 1,
      stderr: 'deploy differs in 4 files. To write the folder again, use --out instead of --check.\n',
    });
    const gone = [
      'namespace.yaml',
      'template/baton-confluence-labs-secrets.yaml',
      'kustomization.yaml',
      'baton-confluence-labs.yaml',
    ].map((path) => `deploy/confluence-labs/${path}`);
    expect(checked.stdout.match(/^--- .*\n\+\+\+ .*$/gm)).toEqual(
      gone.map((file) => `--- ${file}\n+++ /dev/null`),
    );

    const written = await run('render', '--out', 'deploy');
    expect(written.stderr).toBe(
      gone.map((file) => `removed ${file}: nothing renders it any more\n`).join(''),
    );
    expect(written.stdout).not.toContain('confluence-labs');
    const after = await files();
    expect([...after.keys()].filter((path) => path.includes('labs'))).toEqual([]);
    for (const [path, content] of Object.entries(foreign)) expect(after.get(path)).toBe(content);
    expect(await run('render', '--check', 'deploy')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('by an earlier version, with other objects of the user’s beside it', async () => {
    const { run, files, write, shell } = await workspace(config);
    await run('render', '--out', 'deploy');
    await shell(
      `sed -i 's/^\\( *\\)app.kubernetes.io.name:.*/&\\n\\1app.kubernetes.io\\/instance: labs/' deploy/confluence-labs/*.yaml`,
    );
    await write('deploy/confluence-labs/patch.yaml', 'ours');
    await write('connector.yaml', renamed);
    expect((await run('render', '--out', 'deploy')).stderr.split('\n')).toHaveLength(5);
    expect([...below('deploy/confluence-labs', await files())]).toEqual([['patch.yaml', 'ours']]);
  });

  test('of a connector that Terraform delivers now', async () => {
    const { run, files, write } = await workspace(both);
    await run('render', '--out', 'deploy');
    await write('connector.yaml', threeWays);
    expect((await run('render', '--check', 'deploy')).stdout).toContain(
      '--- deploy/confluence-eu/baton-confluence-eu.yaml\n+++ /dev/null\n',
    );
    await run('render', '--out', 'deploy');
    expect([...below('deploy', await files()).keys()].filter((path) => path.includes('-eu'))).toEqual([]);
  });

  test('within a connector’s folder, also where only that one is named', async () => {
    const { run, files, write } = await workspace(config);
    await run('render', '--out', 'deploy');
    await write('connector.yaml', threeWays.replace('from: template', 'from: existing, name: theirs'));
    const only = ['--connector', 'confluence-labs'];
    expect(await run('render', ...only, '--check', 'deploy')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining(
        '--- deploy/confluence-labs/template/baton-confluence-labs-secrets.yaml\n+++ /dev/null\n',
      ),
    });
    expect((await run('render', ...only, '--out', 'deploy')).stderr).toBe(
      'removed deploy/confluence-labs/template/baton-confluence-labs-secrets.yaml: nothing renders it any more\n',
    );
    expect([...below('deploy/confluence-labs', await files()).keys()]).toEqual([
      'baton-confluence-labs.yaml',
      'kustomization.yaml',
      'namespace.yaml',
    ]);
  });
});

describe('secrets that somebody has put there', () => {
  const canary = 'Canary0pen';
  const template = 'deploy/confluence-labs/template/baton-confluence-labs-secrets.yaml';
  const filledIn = (labs.get('template/baton-confluence-labs-secrets.yaml') ?? '').replace(
    /"?<[^<>]*>"?/g,
    canary,
  );
  const moved = threeWays.replace('site: acme-labs', 'site: acme-lab');

  test('a filled-in template stays, and is no difference', async () => {
    const { run, files } = await workspace({ ...config, [template]: filledIn });
    const { exitCode, stdout, stderr } = await run('render', '--out', 'deploy');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: `kept ${template} as it is: it holds secrets\n`,
    });
    expect(stdout).not.toContain('template');
    expect((await files()).get(template)).toBe(filledIn);
    expect(await run('render', '--check', 'deploy')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('one that is outdated stays, and the difference shows no secret', async () => {
    const { run, files, write } = await workspace({ ...config, [template]: filledIn });
    await run('render', '--out', 'deploy');
    await write('connector.yaml', moved);
    await run('render', '--out', 'deploy');
    expect((await files()).get(template)).toBe(filledIn);
    const { exitCode, stdout, stderr } = await run('render', '--check', 'deploy');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `deploy differs in 1 file. To write the folder again, use --out instead of --check.\n${template} holds secrets, so --out does not change it: edit it by hand.\n`,
    });
    expect(stdout).toContain('-  BATON_DOMAIN_URL: (hidden)\n');
    expect(stdout).toContain('+  BATON_DOMAIN_URL: https://acme-lab.atlassian.net\n');
    expect(stdout).not.toContain(canary);
  });

  test('a Secret in the place of any file stays, and shows no secret', async () => {
    const places = Object.fromEntries(
      [...labs.keys()].map((path) => [
        `deploy/confluence-labs/${path}`,
        `kind: Secret\ndata: { BATON_API_KEY: ${Buffer.from(canary).toString('base64')} } # ${canary}\n`,
      ]),
    );
    const { run, files } = await workspace({ ...config, ...places });
    const { exitCode, stdout } = await run('render', '--check', 'deploy');
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain(canary);
    expect(stdout).not.toContain(Buffer.from(canary).toString('base64').slice(0, 8));
    await run('render', '--out', 'deploy');
    expect(Object.fromEntries(below('deploy', await files()))).toEqual(
      Object.fromEntries(Object.entries(places).map(([path, text]) => [path.slice('deploy/'.length), text])),
    );
  });

  test('a filled-in template that nothing renders any more stays', async () => {
    const { run, files, write } = await workspace({ ...config, [template]: filledIn });
    await run('render', '--out', 'deploy');
    await write('connector.yaml', threeWays.replaceAll('confluence-labs', 'wiki'));
    await run('render', '--out', 'deploy');
    expect([...below('deploy/confluence-labs', await files()).keys()]).toEqual([
      'template/baton-confluence-labs-secrets.yaml',
    ]);
    expect((await run('render', '--check', 'deploy')).exitCode).toBe(0);
  });
});

describe('an encrypted file of the user’s', () => {
  const byFile = { 'connector.yaml': threeWays.replace('from: template', 'from: file') };
  const file = 'deploy/confluence-labs/baton-confluence-labs-secrets.enc.yaml';

  test('that is missing is named', async () => {
    const { run } = await workspace(byFile);
    expect((await run('render', '--out', 'deploy')).stderr).toBe(
      `note: ${file} is missing, and Kustomize fails without it\n`,
    );
    expect(await run('render', '--check', 'deploy')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `${file} is missing, and Kustomize fails without it: encrypt the Secret and put it there.\n`,
    });
  });

  test.each([
    ['SOPS', 'kind: Secret\nstringData: { BATON_API_KEY: "ENC[Canary]" }\nsops: {}\n'],
    ['Sealed Secrets', 'kind: SealedSecret\nspec: { encryptedData: { BATON_API_KEY: Canary } }\n'],
    ['nobody yet', labs.get('template/baton-confluence-labs-secrets.yaml') ?? ''],
  ])('by %s is neither touched nor shown', async (_, content) => {
    const { run, files } = await workspace({ ...byFile, [file]: content });
    expect(await run('render', '--out', 'deploy')).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await files()).get(file)).toBe(content);
    expect(await run('render', '--check', 'deploy')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('where the ExternalSecret was, is not taken for left over', async () => {
    const named = 'deploy/confluence-labs/baton-confluence-labs-secrets.yaml';
    const content = labs.get('template/baton-confluence-labs-secrets.yaml') ?? '';
    const { run, files } = await workspace({
      'connector.yaml': threeWays.replace(
        'from: template',
        'from: file, path: baton-confluence-labs-secrets.yaml',
      ),
      [named]: content,
    });
    expect(await run('render', '--out', 'deploy')).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await files()).get(named)).toBe(content);
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
