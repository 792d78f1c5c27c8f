import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/config/loading/load.ts';
import { threeWays, workspace } from '../workspace.ts';
import { cdktfJson, cloud, gitops, terraform, who } from './init-files.ts';

describe('flags', () => {
  test.each([
    { way: 'cloud', context: [], yaml: cloud, summary: 'cloud-hosted' },
    {
      way: 'terraform',
      context: ['--context', 'prod'],
      yaml: terraform,
      summary: 'self-hosted, delivered by terraform, namespace conductorone',
    },
    {
      way: 'gitops',
      context: [],
      yaml: gitops,
      summary: 'self-hosted, delivered by gitops, namespace conductorone',
    },
  ])('--hosting $way writes a commented file that validates', async ({ way, context, yaml, summary }) => {
    const { run, files } = await workspace();
    expect(await run('init', ...who, '--hosting', way, ...context)).toEqual({
      exitCode: 0,
      stdout: 'Wrote connector.yaml and cdktf.json. Next: npx --no -- confluence-connector validate\n',
      stderr: '',
    });
    expect(await files()).toEqual(
      new Map([
        ['cdktf.json', cdktfJson],
        ['connector.yaml', yaml],
      ]),
    );
    expect(await run('validate')).toMatchObject({
      exitCode: 0,
      stdout: `connector.yaml is valid.\n  confluence: acme.atlassian.net, ${summary}\n`,
    });
  });

  test('--out - prints the file, and writes none', async () => {
    const { run, files } = await workspace({ 'connector.yaml': 'mine' });
    expect(await run('init', ...who, '--hosting', 'cloud', '--out', '-')).toEqual({
      exitCode: 0,
      stdout: cloud,
      stderr: '',
    });
    expect(await files()).toEqual(new Map([['connector.yaml', 'mine']]));
  });

  test('what init --help shows works as it stands', async () => {
    const { run, files } = await workspace();
    const { stdout } = await run('init', '--help');
    const examples = [...stdout.matchAll(/\$ confluence-connector (init --.*)/g)].map((match) => match[1]);
    expect(examples).toHaveLength(3);
    for (const [index, example] of examples.entries()) {
      const file = `${index}.yaml`;
      const line = example?.includes('--out')
        ? example.replace(/--out \S+/, `--out ${file}`)
        : `${example} --out ${file}`;
      expect(await run(...line.split(' '))).toMatchObject({ exitCode: 0 });
      expect(await run('validate', '--config', file)).toMatchObject({ exitCode: 0 });
    }
    expect([...(await files()).keys()]).toEqual(['0.yaml', '1.yaml', '2.yaml']);
  });

  test('a URL as the site, and text that YAML would take for something else', async () => {
    const { run, folder } = await workspace();
    const { exitCode } = await run(
      'init',
      ...['--tenant', '0123', '--site', 'https://acme.atlassian.net/wiki/#all', '--username', '#jo@acme.com'],
      ...['--hosting', 'terraform', '--context', 'a,b:{#c'],
    );
    expect(exitCode).toBe(0);
    expect(loadConfig(join(folder, 'connector.yaml')).config).toMatchObject({
      conductorone: { tenant: '0123' },
      connectors: [
        {
          site: 'acme.atlassian.net',
          username: '#jo@acme.com',
          hosting: { cluster: { kubeconfig: { context: 'a,b:{#c' } } },
        },
      ],
    });
  });

  test.each([
    ['acme', 'acme'],
    ['https://acme.conductor.one', 'acme'],
    ['https://acme.conductor.one/apps?x=1', 'acme'],
    ['ACME.Conductor.one', 'acme'],
    [' acme ', 'acme'],
  ])('--tenant %j is written as %s', async (tenant, written) => {
    const { run } = await workspace();
    const rest = ['--site', 'acme', '--username', 'jo@acme.com', '--hosting', 'cloud', '--out', '-'];
    const { stdout } = await run('init', '--tenant', tenant, ...rest);
    expect(stdout).toContain(`\n  tenant: ${written} #`);
  });

  test.each([
    ['acme', 'acme'],
    ['https://acme.atlassian.net/wiki/home', 'acme'],
    ['acme.atlassian.net', 'acme'],
    ['HTTPS://ACME.atlassian.net/', 'acme'],
  ])('--site %j is written as %s', async (site, written) => {
    const { run } = await workspace();
    const rest = ['--tenant', 'acme', '--username', 'jo@acme.com', '--hosting', 'cloud', '--out', '-'];
    const { stdout } = await run('init', '--site', site, ...rest);
    expect(stdout).toContain(`\n    site: ${written} #`);
  });

  test.each([
    ['https://acme.example.com', '--tenant: "acme.example.com": not a tenant name.'],
    ['https://jo:secret@acme.conductor.one', '--tenant: '],
    ['acme.conductor.one.example.com', '--tenant: '],
  ])('--tenant %s is refused', async (tenant, beginning) => {
    const { run } = await workspace();
    const rest = ['--site', 'acme', '--username', 'jo@acme.com', '--hosting', 'cloud'];
    const { exitCode, stdout, stderr } = await run('init', '--tenant', tenant, ...rest);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(beginning);
  });

  test('every other answer has a flag', async () => {
    const { run, folder } = await workspace();
    const app = ['--app', 'unmanaged', '--app-name', 'Wiki, old'];
    const secrets = ['--secrets', 'external-secrets', '--store', 'vault'];
    const { exitCode } = await run(
      'init',
      ...[...who, '--hosting', 'gitops', ...app, ...secrets, '--image', 'acme/wiki:1.2.3'],
    );
    expect(exitCode).toBe(0);
    expect(loadConfig(join(folder, 'connector.yaml')).config.connectors).toMatchObject([
      {
        app: { existing: { displayName: 'Wiki, old' } },
        hosting: {
          image: 'acme/wiki:1.2.3',
          secrets: { from: 'external-secrets', store: { name: 'vault' } },
        },
      },
    ]);
  });

  test('every wrong one is reported at once, in the model’s words, and nothing is written', async () => {
    const { run, files } = await workspace();
    const { stderr, ...rest } = await run(
      'init',
      ...['--tenant', 'Acme Corp', '--site', 'wiki.acme.com', '--username', 'jo'],
      ...['--hosting', 'terraform', '--context', 'the cluster'],
    );
    expect(rest).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      '--tenant: "Acme Corp": not a tenant name. Write the part before .conductor.one.',
      '--site: "wiki.acme.com": not a host under atlassian.net. Only Confluence Cloud is supported, not Data Center or Server: write the Cloud host, or set allowCustomHost: true for a proxy in front of it.',
      '--username: "jo": not an e-mail address. Write the e-mail address the account logs in with.',
      expect.stringMatching(
        /^--context: "the cluster": not a context name\. .*"kubectl config get-contexts".*\.$/,
      ),
      '',
    ]);
    expect((await files()).size).toBe(0);
  });

  test('an empty one is wrong too', async () => {
    const { run } = await workspace();
    expect(
      await run('init', '--tenant', '', '--site', 'acme', '--username', 'jo@acme.com', '--hosting', 'cloud'),
    ).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: '--tenant: "": not a tenant name. Write the part before .conductor.one.\n',
    });
  });

  test('a secret in the wrong place is not repeated', async () => {
    const { run } = await workspace();
    const token = 'ATATT3xFfGF0canarycanarycanary';
    const { exitCode, stdout, stderr } = await run(
      'init',
      ...who.slice(0, 4),
      '--username',
      token,
      '--hosting',
      'cloud',
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^--username: \(value hidden\): not an e-mail address\./);
    expect(stderr).not.toContain('canary');
  });

  test.each([
    [['--hosting', 'cloud', '--image', 'bundled'], '--image: used with --hosting terraform or gitops only.'],
    [['--hosting', 'cloud', '--store', 'vault'], '--store: used with --hosting gitops only.'],
    [['--hosting', 'gitops', '--store', 'vault'], '--store: used with --secrets external-secrets only.'],
    [
      ['--hosting', 'gitops', '--secrets', 'file', '--secret', 'x'],
      '--secret: used with --secrets existing only.',
    ],
  ])('%j is refused', async (flags, problem) => {
    const { run, files } = await workspace();
    expect(await run('init', ...who, ...flags)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `${problem} Leave it out.\n`,
    });
    expect((await files()).size).toBe(0);
  });

  test.each(['cloud', 'gitops'])('--context is refused with --hosting %s', async (way) => {
    const { run, files } = await workspace();
    expect(await run('init', ...who, '--hosting', way, '--context', 'prod')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: '--context: used with --hosting terraform only. Leave it out.\n',
    });
    expect((await files()).size).toBe(0);
  });

  test.each([
    [[], '--tenant, --site, --username, --hosting'],
    [['--tenant', 'acme', '--hosting', 'cloud'], '--site, --username'],
    [[...who, '--hosting', 'terraform'], '--context'],
    [[...who, '--context', 'prod'], '--hosting'],
    [[...who, '--hosting', 'gitops', '--secrets', 'external-secrets'], '--store'],
    [[...who, '--hosting', 'gitops', '--secrets', 'existing'], '--secret'],
  ])('missing without a terminal: %j', async (flags, missing) => {
    const { run, files } = await workspace();
    expect(await run('init', ...flags)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `Missing, with no terminal to ask on: ${missing}.\n`,
    });
    expect((await files()).size).toBe(0);
  });
});

describe('cdktf.json', () => {
  test('of the project stays as it is', async () => {
    const { run, files } = await workspace({ 'cdktf.json': 'mine' });
    expect(await run('init', ...who, '--hosting', 'cloud')).toMatchObject({
      exitCode: 0,
      stdout: 'Wrote connector.yaml. Next: npx --no -- confluence-connector validate\n',
    });
    expect((await files()).get('cdktf.json')).toBe('mine');
  });

  test('is not written for a configuration that cdktf would not find', async () => {
    const { run, files } = await workspace({ 'prod/README.md': '' });
    for (const out of ['labs.yaml', 'prod/connector.yaml']) {
      expect(await run('init', ...who, '--hosting', 'cloud', '--out', out)).toMatchObject({
        exitCode: 0,
        stdout: `Wrote ${out}. Next: npx --no -- confluence-connector validate --config ${out}\n`,
      });
    }
    expect([...(await files()).keys()]).toEqual(['labs.yaml', 'prod/README.md', 'prod/connector.yaml']);
  });
});

describe('the file', () => {
  const refusal = (file: string) => ({
    exitCode: 1,
    stdout: '',
    stderr: `${file} already exists, and stays as it is. Name another with --out.\n`,
  });

  test('is never overwritten, whatever the flags', async () => {
    const { run, files } = await workspace({ 'connector.yaml': threeWays, 'labs.yaml': '' });
    const before = await files();
    expect(await run('init', ...who, '--hosting', 'cloud')).toEqual(refusal('connector.yaml'));
    expect(await run('init')).toEqual(refusal('connector.yaml'));
    expect(await run('init', '--tenant', 'Acme Corp', '--out', 'labs.yaml')).toEqual(refusal('labs.yaml'));
    expect(await files()).toEqual(before);
  });

  test.each([
    ['connector.yml', []],
    ['connector.yaml', ['--out', 'connector.yml']],
    ['prod/connector.yml', ['--out', 'prod/connector.yaml']],
  ])('is not written beside %s, which is found as well', async (present, flags) => {
    const { run, files } = await workspace({ [present]: '' });
    expect(await run('init', ...who, '--hosting', 'cloud', ...flags)).toEqual(refusal(present));
    expect([...(await files()).keys()]).toEqual([present]);
  });

  test('a folder or a link of that name is not touched', async () => {
    const { run, files, folder } = await workspace();
    await mkdir(join(folder, 'prod'));
    await symlink('nowhere.yaml', join(folder, 'link.yaml'));
    for (const file of ['prod', 'link.yaml']) {
      expect(await run('init', ...who, '--hosting', 'cloud', '--out', file)).toEqual(refusal(file));
    }
    expect((await files()).size).toBe(0);
  });

  test.each([
    ['prod/labs.yaml', 'no such file or directory'],
    ['README.md/labs.yaml', 'not a directory'],
  ])('--out %s cannot be written: %s', async (out, reason) => {
    const { run, files } = await workspace({ 'README.md': '' });
    expect(await run('init', ...who, '--hosting', 'cloud', '--out', out)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `${out}: ${reason}. Name another with --out.\n`,
    });
    expect([...(await files()).keys()]).toEqual(['README.md']);
  });
});
