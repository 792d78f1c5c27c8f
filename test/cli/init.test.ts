import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config/load.ts';
import { type Dialogue, keys, onTerminal, terminalTest } from './terminal.ts';
import { threeWays, workspace } from './workspace.ts';

const root = join(import.meta.dirname, '..', '..');

const who = ['--tenant', 'acme', '--site', 'acme', '--username', 'jo@acme.com'] as const;

const beginning = `# No secret belongs in this file.

conductorone:
  tenant: acme # https://<tenant>.conductor.one

connectors:
  - name: confluence # the stack's id: cdktf deploy confluence
    site: acme # https://<site>.atlassian.net
    username: jo@acme.com # owner of the API token
    # skipPersonalSpaces: false
    app:
      create: { displayName: Confluence }
      # existing: { displayName: Confluence } # or { id: … }
    # owners: [jo@acme.com]
    hosting:
`;
const selfHosted = `      # image: ghcr.io/conductorone/baton-confluence:1.2.3 # pin a version or a digest; or bundled, see image build
      # namespace: { name: conductorone, create: true }
      # entitlements: { nouns: [space], verbs: [administer, read] }
`;
const cloud = `${beginning}      type: cloud # its API token: TF_VAR_confluence_api_key
`;
const terraform = `${beginning}      type: self-hosted
      delivery: terraform # its API token: TF_VAR_confluence_api_key
      cluster:
        kubeconfig:
          context: prod
${selfHosted}`;
const gitops = `${beginning}      type: self-hosted
      delivery: gitops
      secrets:
        from: template # or existing, external-secrets, file
${selfHosted}`;

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
      stdout: 'Wrote connector.yaml. Next: npx confluence-connector validate --config connector.yaml\n',
      stderr: '',
    });
    expect(await files()).toEqual(new Map([['connector.yaml', yaml]]));
    expect(await run('validate')).toMatchObject({
      exitCode: 0,
      stdout: `connector.yaml is valid.\n  confluence: acme.atlassian.net, ${summary}\n`,
    });
  });

  test('what init --help shows works as it stands', async () => {
    const { run, shell, files } = await workspace();
    const { stdout } = await run('init', '--help');
    const examples = [...stdout.matchAll(/\$ confluence-connector (init --.*)/g)].map((match) => match[1]);
    expect(examples).toHaveLength(3);
    for (const [index, example] of examples.entries()) {
      const file = `${index}.yaml`;
      const line = example?.includes('--out')
        ? example.replace(/--out \S+/, `--out ${file}`)
        : `${example} --out ${file}`;
      expect(await shell(`CMD ${line} && CMD validate --config ${file}`)).toMatchObject({ exitCode: 0 });
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

  test.each(['cloud', 'gitops'])('--context is refused with --hosting %s', async (way) => {
    const { run, files } = await workspace();
    expect(await run('init', ...who, '--hosting', way, '--context', 'prod')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `--context: not used with --hosting ${way}. Leave it out.\n`,
    });
    expect((await files()).size).toBe(0);
  });

  test.each([
    [[], '--tenant, --site, --username, --hosting'],
    [['--tenant', 'acme', '--hosting', 'cloud'], '--site, --username'],
    [[...who, '--hosting', 'terraform'], '--context'],
    [[...who, '--context', 'prod'], '--hosting'],
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

describe('the file', () => {
  const refusal = (file: string) => ({
    exitCode: 1,
    stdout: '',
    stderr: `${file} is there already and stays as it is. Name another with --out.\n`,
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

describe('the schema', () => {
  test.each([
    ['connector.yaml', 'stacks/connector.schema.json'],
    ['prod/eu/connector.yaml', '../../stacks/connector.schema.json'],
    ['stacks/mine.yaml', 'connector.schema.json'],
  ])('is named by %s of its project as %s', async (out, schema) => {
    const { shell, files, folder } = await workspace({ 'project/prod/eu/README.md': '' });
    for (const part of ['src', 'stacks', 'package.json']) {
      await cp(join(root, part), join(folder, 'project', part), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(folder, 'project', 'node_modules'));
    const line = `cd project && "$NODE" src/cli/bin.js init ${who.join(' ')} --hosting cloud --out ${out}`;
    expect(await shell(line)).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await files()).get(`project/${out}`)).toBe(`# yaml-language-server: $schema=${schema}\n${cloud}`);
  });
});

describe('on a terminal', () => {
  const [tenant, site, username, hosting, context] = [
    'ConductorOne tenant (acme for https://acme.conductor.one):',
    'Confluence site (acme for https://acme.atlassian.net):',
    'E-mail address of the account that owns the API token:',
    'Who runs the connector?',
    'Kubeconfig context of the cluster:',
  ] as const;
  const { down, endOfInput, enter, erase, interrupt } = keys;

  terminalTest('asks in order and writes the file', async () => {
    const { folder, files } = await workspace();
    const { exitCode, screen, missed } = await onTerminal('init', folder, [
      [tenant, `acme${enter}`],
      [site, `acme${enter}`],
      [username, `jo@acme.com${enter}`],
      [hosting, `${down}${enter}`],
      [context, `prod${enter}`],
    ]);
    expect({ exitCode, missed }).toEqual({ exitCode: 0, missed: [] });
    for (const choice of [
      'ConductorOne (cloud-hosted)',
      'you, on Kubernetes, deployed by Terraform',
      'you, on Kubernetes, deployed by Argo CD, Flux or kubectl',
    ]) {
      expect(screen).toContain(choice);
    }
    expect(screen).toMatch(
      /Wrote connector\.yaml\. Next: npx confluence-connector validate --config connector\.yaml\r\n$/,
    );
    expect(await files()).toEqual(new Map([['connector.yaml', terraform]]));
  });

  terminalTest('asks for nothing that it knows or does not need', async () => {
    const { folder, files } = await workspace();
    const { exitCode, screen, missed } = await onTerminal(
      'init --tenant acme --username jo@acme.com',
      folder,
      [
        [site, `acme${enter}`],
        [hosting, enter],
      ],
    );
    expect({ exitCode, missed }).toEqual({ exitCode: 0, missed: [] });
    for (const question of [tenant, username, context]) expect(screen).not.toContain(question);
    expect(await files()).toEqual(new Map([['connector.yaml', cloud]]));
  });

  terminalTest('says what is wrong with an answer, in the model’s words, and asks again', async () => {
    const { folder, files } = await workspace();
    const { exitCode, missed } = await onTerminal('init --hosting gitops', folder, [
      [tenant, enter],
      ['> "": not a tenant name. Write the part before .conductor.one.', `acme${enter}`],
      [site, `wiki.acme.com${enter}`],
      ['> "wiki.acme.com": not a host under atlassian.net.', `${erase}acme${enter}`],
      [username, `jo${enter}`],
      ['> "jo": not an e-mail address.', `@acme.com${enter}`],
    ]);
    expect({ exitCode, missed }).toEqual({ exitCode: 0, missed: [] });
    expect(await files()).toEqual(new Map([['connector.yaml', gitops]]));
  });

  terminalTest('refuses wrong flags before it asks', async () => {
    const { folder, files } = await workspace();
    expect(await onTerminal('init --username jo', folder, [])).toMatchObject({
      exitCode: 2,
      screen:
        '--username: "jo": not an e-mail address. Write the e-mail address the account logs in with.\r\n',
      missed: [],
    });
    expect((await files()).size).toBe(0);
  });

  terminalTest('refuses to overwrite before it asks', async () => {
    const { folder, files } = await workspace({ 'connector.yaml': threeWays });
    expect(await onTerminal('init', folder, [])).toMatchObject({
      exitCode: 1,
      screen: 'connector.yaml is there already and stays as it is. Name another with --out.\r\n',
      missed: [],
    });
    expect(await files()).toEqual(new Map([['connector.yaml', threeWays]]));
  });

  terminalTest('the prompts leave standard output alone', async () => {
    const { folder, files } = await workspace();
    const { exitCode, missed } = await onTerminal(
      'init --tenant acme --site acme --hosting cloud > log',
      folder,
      [[username, `jo@acme.com${enter}`]],
    );
    expect({ exitCode, missed }).toEqual({ exitCode: 0, missed: [] });
    expect((await files()).get('log')).toBe(
      'Wrote connector.yaml. Next: npx confluence-connector validate --config connector.yaml\n',
    );
  });

  terminalTest('does not ask where nobody sees the question', async () => {
    const { folder, files } = await workspace();
    const { exitCode } = await onTerminal(
      'init --tenant acme --site acme --hosting cloud 2> log',
      folder,
      [],
    );
    expect(exitCode).toBe(2);
    expect(await files()).toEqual(new Map([['log', 'Missing, with no terminal to ask on: --username.\n']]));
  });

  const interruptions: readonly (readonly [string, Dialogue])[] = [
    ['Ctrl-C at the first question', [[tenant, interrupt]]],
    [
      'Ctrl-C at a half-typed answer',
      [
        [tenant, `acme${enter}`],
        [site, 'labs'],
        ['labs', interrupt],
      ],
    ],
    [
      'Ctrl-C at a choice',
      [
        [tenant, `acme${enter}`],
        [site, `acme${enter}`],
        [username, `jo@acme.com${enter}`],
        [hosting, interrupt],
      ],
    ],
    ['Ctrl-D', [[tenant, endOfInput]]],
  ];
  for (const [name, dialogue] of interruptions) {
    terminalTest(`${name} ends with 130 and writes nothing`, async () => {
      const { folder, files } = await workspace();
      const { exitCode, screen, missed } = await onTerminal('init', folder, dialogue);
      expect({ exitCode, missed }).toEqual({ exitCode: 130, missed: [] });
      expect(screen).not.toMatch(/Error|Warning|\bat /);
      expect((await files()).size).toBe(0);
    });
  }
});
