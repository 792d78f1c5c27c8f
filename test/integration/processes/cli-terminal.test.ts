import { expect, test } from '@jest/globals';
import { cloud, gitops, terraform } from '../../cli/init/init-files.ts';
import { threeWays, workspace } from '../../cli/workspace.ts';
import { describeWith, program } from '../../support/programs.ts';
import { type Dialogue, keys, onTerminal } from './terminal.ts';

describeWith([program('script')], 'init on a terminal', () => {
  const [tenant, site, username, app, appName, hosting, context, image, secrets] = [
    'ConductorOne tenant (acme for https://acme.conductor.one):',
    'Confluence site (acme for https://acme.atlassian.net):',
    'E-mail address of the account that owns the API token:',
    'Which app in ConductorOne does the connector belong to?',
    'Display name of that app:',
    'Who runs the connector?',
    'Kubeconfig context of the cluster:',
    'Image (a reference, or bundled for confluence-sync of this package):',
    'Where do the secrets come from?',
  ] as const;
  const { down, endOfInput, enter, erase, interrupt } = keys;

  test('asks in order and writes the file', async () => {
    const { folder, files } = await workspace();
    const { exitCode, screen, missed } = await onTerminal('init', folder, [
      [tenant, `acme${enter}`],
      [site, `acme${enter}`],
      [username, `jo@acme.com${enter}`],
      [app, enter],
      [appName, enter],
      [hosting, `${down}${enter}`],
      [context, `prod${enter}`],
      [image, enter],
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
      /Wrote connector\.yaml and cdktf\.json\. Next: npx --no -- confluence-connector validate\r\n$/,
    );
    expect((await files()).get('connector.yaml')).toBe(terraform);
  });

  test('asks for nothing that it knows or does not need', async () => {
    const { folder, files } = await workspace();
    const { exitCode, screen, missed } = await onTerminal(
      'init --tenant acme --username jo@acme.com',
      folder,
      [
        [site, `acme${enter}`],
        [app, enter],
        [appName, enter],
        [hosting, enter],
      ],
    );
    expect({ exitCode, missed }).toEqual({ exitCode: 0, missed: [] });
    for (const question of [tenant, username, context, image, secrets])
      expect(screen).not.toContain(question);
    expect((await files()).get('connector.yaml')).toBe(cloud);
  });

  test('says what is wrong with an answer, in the model’s words, and asks again', async () => {
    const { folder, files } = await workspace();
    const { exitCode, missed } = await onTerminal('init --hosting gitops', folder, [
      [tenant, enter],
      ['> "": not a tenant name. Write the part before .conductor.one.', `acme${enter}`],
      [site, `wiki.acme.com${enter}`],
      ['> "wiki.acme.com": not a host under atlassian.net.', `${erase}acme${enter}`],
      [username, `jo${enter}`],
      ['> "jo": not an e-mail address.', `@acme.com${enter}`],
      [app, enter],
      [appName, enter],
      [image, enter],
      [secrets, enter],
    ]);
    expect({ exitCode, missed }).toEqual({ exitCode: 0, missed: [] });
    expect((await files()).get('connector.yaml')).toBe(gitops);
  });

  test('refuses wrong flags before it asks', async () => {
    const { folder, files } = await workspace();
    expect(await onTerminal('init --username jo', folder, [])).toMatchObject({
      exitCode: 2,
      screen:
        '--username: "jo": not an e-mail address. Write the e-mail address the account logs in with.\r\n',
      missed: [],
    });
    expect((await files()).size).toBe(0);
  });

  test('refuses to overwrite before it asks', async () => {
    const { folder, files } = await workspace({ 'connector.yaml': threeWays });
    expect(await onTerminal('init', folder, [])).toMatchObject({
      exitCode: 1,
      screen: 'connector.yaml already exists, and stays as it is. Name another with --out.\r\n',
      missed: [],
    });
    expect(await files()).toEqual(new Map([['connector.yaml', threeWays]]));
  });

  test('the prompts leave standard output alone', async () => {
    const { folder, files } = await workspace();
    const { exitCode, missed } = await onTerminal(
      'init --tenant acme --site acme --hosting cloud > log',
      folder,
      [
        [username, `jo@acme.com${enter}`],
        [app, enter],
        [appName, enter],
      ],
    );
    expect({ exitCode, missed }).toEqual({ exitCode: 0, missed: [] });
    expect((await files()).get('log')).toBe(
      'Wrote connector.yaml and cdktf.json. Next: npx --no -- confluence-connector validate\n',
    );
  });

  test('does not ask where nobody sees the question', async () => {
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
        [app, interrupt],
      ],
    ],
    ['Ctrl-D', [[tenant, endOfInput]]],
  ];
  for (const [name, dialogue] of interruptions) {
    test(`${name} ends with 130 and writes nothing`, async () => {
      const { folder, files } = await workspace();
      const { exitCode, screen, missed } = await onTerminal('init', folder, dialogue);
      expect({ exitCode, missed }).toEqual({ exitCode: 130, missed: [] });
      expect(screen).not.toMatch(/Error|Warning|\bat /);
      expect((await files()).size).toBe(0);
    });
  }
});

describeWith([program('script')], 'colours of a table', () => {
  const inColour = async (environment: Readonly<Record<string, string>>) => {
    const { folder } = await workspace({ 'connector.yaml': threeWays });
    const { screen, coloured } = await onTerminal('doctor --connector confluence', folder, [], environment);
    expect(screen).toContain('valid: confluence');
    return coloured;
  };

  test('on a terminal', async () => {
    expect(await inColour({})).toBe(true);
  });

  test('not with NO_COLOR', async () => {
    expect(await inColour({ NO_COLOR: '1' })).toBe(false);
  });
});
