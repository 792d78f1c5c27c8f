import { describe, expect, test } from '@jest/globals';
import { below, both, config, labs } from './rendering.ts';
import { threeWays, workspace } from './workspace.ts';

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

  test('of the last one: a difference, and removed; then there is nothing to render', async () => {
    const { run, files, write } = await workspace({ ...config, ...foreign });
    await run('render', '--out', 'deploy');
    await write('connector.yaml', threeWays.slice(0, threeWays.indexOf('  - name: confluence-labs')));
    const checked = await run('render', '--check', 'deploy');
    expect(checked.exitCode).toBe(1);
    expect(checked.stdout).toContain(
      '--- deploy/confluence-labs/baton-confluence-labs.yaml\n+++ /dev/null\n',
    );
    const written = await run('render', '--out', 'deploy');
    expect(written).toMatchObject({ exitCode: 0, stdout: '' });
    expect(written.stderr).toContain('removed deploy/confluence-labs/baton-confluence-labs.yaml');
    const { 'connector.yaml': _, ...left } = Object.fromEntries(await files());
    expect(left).toEqual(foreign);
    const nothing = expect.stringContaining('no connector has delivery: gitops or manifests: true');
    for (const args of [['--check', 'deploy'], ['--out', 'deploy'], ['--out', 'elsewhere'], []]) {
      expect(await run('render', ...args)).toEqual({ exitCode: 1, stdout: '', stderr: nothing });
    }
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
    const { stderr } = await run('render', '--out', 'deploy');
    expect(stderr).toContain(
      `${template}: nothing renders it any more, and it holds secrets, so it stays. Remove it by hand.\n`,
    );
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
