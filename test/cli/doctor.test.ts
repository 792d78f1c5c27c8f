import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Outside, pathWith, toolbox } from '../doctor/outside.ts';
import { unknownKeys } from '../support/configs.ts';
import { broken, threeWays, workspace } from './workspace.ts';

const steadyNode = (stdout: string) => stdout.replace(/node 2\d[.][^\s,]+/, 'node 22.99.9');

describe('doctor', () => {
  let outside: Outside;
  beforeAll(async () => {
    outside = await Outside.start();
  });
  afterAll(() => outside.stop());

  test('says what a deployment will find: a table, and exit code 0 where nothing fails', async () => {
    const connector = outside.connector({
      apiKey: { expires: '2099-12-31' },
      owners: ['terraform@acme.com'],
    });
    const { run } = await outside.workspace([connector]);
    const { exitCode, stdout, stderr } = await run('doctor');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [owner] = [...outside.simulator.site.users.values()];
    const tenant = new URL(outside.conductorOne.url).host;
    expect(
      steadyNode(stdout)
        .replace(/in [\d,]+ days/, 'in 9999 days')
        .split('\n'),
    ).toEqual([
      'SUBJECT         CHECK          STATE    DETAIL',
      'connector.yaml  configuration  ok       valid: confluence',
      'tools           node           ok       node 22.99.9, at least 22.19.0',
      'tools           terraform      ok       terraform 1.11.4, at least 1.11.0',
      'tools           cdktf          ok       cdktf 0.21.0, at least 0.21.0',
      `conductorone    login          ok       ${tenant} accepts CONDUCTORONE_CLIENT_ID and CONDUCTORONE_CLIENT_SECRET`,
      'confluence      token          ok       the API token expires 2099-12-31, in 9999 days',
      `confluence      login          ok       https://${outside.site} accepts TF_VAR_confluence_api_key: ${owner?.displayName}`,
      `confluence      administrator  ok       ${owner?.displayName} administers Confluence`,
      'confluence      reading        ok       reads accounts, 5 groups with members, and 7 spaces with permissions',
      'confluence      rate limit     skipped  Confluence does not tell it',
      'confluence      app            ok       "Confluence" will be made',
      'confluence      owners         ok       ConductorOne knows terraform@acme.com',
      '',
    ]);
  });

  test('never shows a secret, and tells a terminal nothing', async () => {
    const { simulator, conductorOne } = outside;
    const [owner] = [...simulator.site.users.values()];
    if (!owner) throw new Error('no owner');
    simulator.site.users.set(owner.accountId, { ...owner, displayName: 'Ada\u001b[2J\nwiki' });
    try {
      const { run } = await outside.workspace([outside.connector()]);
      const { stdout, stderr } = await run('doctor');
      expect(stdout).toContain('administrator  ok       Ada\\u001b[2J wiki administers Confluence\n');
      const json = (await run('doctor', '--json')).stdout;
      for (const text of [stdout, stderr, json]) {
        expect(text).not.toContain('\u001b');
        expect(text).not.toContain(simulator.auth.token);
        expect(text).not.toContain(conductorOne.credentials.clientSecret.slice(-20));
      }
    } finally {
      simulator.site.users.set(owner.accountId, owner);
    }
  });

  test('gives the same to programs', async () => {
    const { run } = await outside.workspace([outside.connector()], { TF_VAR_confluence_api_key: '' });
    const { exitCode, stdout, stderr } = await run('doctor', '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const tenant = new URL(outside.conductorOne.url).host;
    expect(JSON.parse(steadyNode(stdout))).toEqual({
      ok: true,
      checks: [
        {
          subject: 'connector.yaml',
          name: 'configuration',
          state: 'ok',
          message: 'valid: confluence',
          details: { notes: [] },
        },
        {
          subject: 'tools',
          name: 'node',
          state: 'ok',
          message: 'node 22.99.9, at least 22.19.0',
          details: { version: process.versions.node, least: '22.19.0' },
        },
        {
          subject: 'tools',
          name: 'terraform',
          state: 'ok',
          message: 'terraform 1.11.4, at least 1.11.0',
          details: { version: '1.11.4', least: '1.11.0' },
        },
        {
          subject: 'tools',
          name: 'cdktf',
          state: 'ok',
          message: 'cdktf 0.21.0, at least 0.21.0',
          details: { version: '0.21.0', least: '0.21.0' },
        },
        {
          subject: 'conductorone',
          name: 'login',
          state: 'ok',
          message: `${tenant} accepts CONDUCTORONE_CLIENT_ID and CONDUCTORONE_CLIENT_SECRET`,
        },
        {
          subject: 'confluence',
          name: 'login',
          state: 'skipped',
          message: 'Confluence was not asked: TF_VAR_confluence_api_key is not set',
          remedy: 'Set it to the API token of bot@acme.com, for the deployment too.',
        },
        {
          subject: 'confluence',
          name: 'app',
          state: 'ok',
          message: '"Confluence" will be made',
          details: { ids: [] },
        },
      ],
    });
  });

  test('looks at what is needed only, and at one connector where that is wanted', async () => {
    const { run } = await workspace({ 'connector.yaml': threeWays }, { PATH: await toolbox() });
    const subjects = async (...args: readonly string[]) => {
      const { stdout } = await run('doctor', '--json', ...args);
      const { checks } = JSON.parse(stdout) as {
        readonly checks: readonly { readonly subject: string; readonly name: string }[];
      };
      return checks.map(({ subject, name }) => `${subject} ${name}`);
    };
    const common = ['connector.yaml configuration', 'tools node', 'tools terraform', 'tools cdktf'];
    expect(await subjects()).toEqual([
      ...common,
      'tools kubectl',
      'conductorone login',
      'confluence login',
      'confluence-eu login',
      'confluence-eu cluster',
      'confluence-labs login',
      'confluence-labs cluster',
    ]);
    expect(await subjects('--connector', 'confluence')).toEqual([
      ...common,
      'conductorone login',
      'confluence login',
    ]);
    expect(await subjects('--connector', 'confluence-labs')).not.toContain('tools kubectl');
    expect(await subjects('--connector', 'confluence-labs', '--context', 'labs')).toContain('tools kubectl');
  });
});

describe('doctor, where something fails', () => {
  test('says so with a remedy, counts, and ends with exit code 1', async () => {
    const { run } = await workspace(
      { 'connector.yaml': threeWays.slice(0, threeWays.indexOf('  - name: confluence-labs')) },
      { PATH: await pathWith({ terraform: `echo '{ "terraform_version": "1.9.8" }'` }) },
    );
    const { exitCode, stdout, stderr } = await run('doctor');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '3 checks failed.\n' });
    expect(steadyNode(stdout).split('\n')).toEqual([
      'SUBJECT         CHECK          STATE    DETAIL',
      'connector.yaml  configuration  ok       valid: confluence, confluence-eu',
      'tools           node           ok       node 22.99.9, at least 22.19.0',
      'tools           terraform      failed   terraform 1.9.8 is too old: 1.11.0 is the least.',
      '                                        -> Install https://developer.hashicorp.com/terraform/install, or https://opentofu.org/docs/intro/install and set TERRAFORM_BINARY_NAME=tofu.',
      'tools           cdktf          skipped  cdktf is neither in node_modules nor on the PATH.',
      '                                        -> Install it: npm install --save-dev cdktf-cli@0.21.0. Or apply what "npx --no -- confluence-connector synth" writes by terraform itself.',
      'tools           kubectl        failed   kubectl is not on the PATH.',
      '                                        -> Install it: https://kubernetes.io/docs/tasks/tools/#kubectl',
      'conductorone    login          skipped  ConductorOne was not asked: no credentials',
      '                                        -> Set CONDUCTORONE_CLIENT_ID and CONDUCTORONE_CLIENT_SECRET to an API credential of ConductorOne.',
      'confluence      login          skipped  Confluence was not asked: TF_VAR_confluence_api_key is not set',
      '                                        -> Set it to the API token of bot@acme.com, for the deployment too.',
      'confluence-eu   login          skipped  Confluence was not asked: TF_VAR_confluence_eu_api_key is not set',
      '                                        -> Set it to the API token of bot@acme.com, for the deployment too.',
      'confluence-eu   cluster        failed   kubectl is not on the PATH.',
      '                                        -> Install it: https://kubernetes.io/docs/tasks/tools/#kubectl',
      '',
    ]);
  });

  test('a wrong configuration is told as by validate, and the tools are looked at all the same', async () => {
    const { run } = await workspace({ 'connector.yaml': broken }, { PATH: await toolbox() });
    const { stderr: problems } = await run('validate');
    const { exitCode, stdout, stderr } = await run('doctor');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '3 checks failed.\n' });
    expect(steadyNode(stdout).split('\n')).toEqual([
      'SUBJECT         CHECK          STATE   DETAIL',
      ...problems
        .trimEnd()
        .split('\n')
        .map((line) => `connector.yaml  configuration  failed  ${line}`),
      'tools           node           ok      node 22.99.9, at least 22.19.0',
      'tools           terraform      ok      terraform 1.11.4, at least 1.11.0',
      'tools           cdktf          ok      cdktf 0.21.0, at least 0.21.0',
      '',
    ]);
  });

  test('of many mistakes in it, the first are told, and how many there are', async () => {
    const { run } = await workspace(
      { 'connector.yaml': `${unknownKeys(1_000)}${threeWays}` },
      { PATH: await toolbox() },
    );
    const { exitCode, stdout } = await run('doctor', '--json');
    expect(exitCode).toBe(1);
    const { checks } = JSON.parse(stdout) as { readonly checks: readonly { readonly name: string }[] };
    const found = checks.filter(({ name }) => name === 'configuration');
    expect(found).toHaveLength(51);
    expect(found.at(-1)).toEqual({
      subject: 'connector.yaml',
      name: 'configuration',
      state: 'failed',
      message: '… and 950 more problems.',
      details: { problems: 1_000 },
    });
  });

  test('an API token that has expired is told', async () => {
    const expired = threeWays.replace('username:', 'apiKey: { expires: 2020-01-31 }\n    username:');
    const { run } = await workspace({ 'connector.yaml': expired }, { PATH: await toolbox() });
    const { exitCode, stdout } = await run('doctor');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'connectors[0].apiKey.expires: "2020-01-31": the API token has expired. Create a new one at https://id.atlassian.com/manage-profile/security/api-tokens and write its day here.\n',
    );
  });

  test('a file that is not there is told', async () => {
    const { run } = await workspace({}, { PATH: await toolbox() });
    const { exitCode, stdout, stderr } = await run('doctor', '--config', 'none.yaml');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '1 check failed.\n' });
    expect(stdout).toContain(
      'none.yaml  configuration  failed  none.yaml: no such file. Write one with "npx --no -- confluence-connector init", or name another with $CONNECTOR_CONFIG.\n',
    );
  });

  test('a wrong folder is told', async () => {
    const { run, folder } = await workspace({}, { PATH: await toolbox() });
    const { exitCode, stdout, stderr } = await run('doctor');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '1 check failed.\n' });
    expect(stdout).toContain(
      `connector.yaml  configuration  failed  No connector.yaml here, in ${folder}. Make one with "npx --no -- confluence-connector init", or name one with $CONNECTOR_CONFIG or --config.\n`,
    );
  });

  test('a connector that is not in the file is none', async () => {
    const { run } = await workspace({ 'connector.yaml': threeWays });
    expect(await run('doctor', '--connector', 'wiki')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'connector.yaml: no connector "wiki". There are: confluence, confluence-eu, confluence-labs.\n',
    });
  });
});

test('notes are told as by validate', async () => {
  const moving = threeWays.replace('baton-confluence:1.2.3', 'baton-confluence:latest');
  const { run } = await workspace({ 'connector.yaml': moving }, { PATH: await toolbox() });
  const { stdout, stderr } = await run('doctor', '--connector', 'confluence', '--json');
  const note = (await run('validate')).stderr;
  expect(note).toMatch(/^note: .*its tag moves/);
  expect(stderr).toBe(note);
  expect(JSON.parse(stdout).checks[0].details).toEqual({ notes: [note.slice('note: '.length, -1)] });
});

test('an in-cluster delivery is looked at there', async () => {
  const inside = threeWays.replace('kubeconfig: { context: production }', 'inCluster: true');
  const { run } = await workspace({ 'connector.yaml': inside }, { PATH: await toolbox() });
  const { stdout } = await run('doctor', '--connector', 'confluence-eu');
  expect(stdout).toContain(
    [
      'cluster        skipped  confluence-eu has cluster: { inCluster: true }, and this is no pod.',
      '                                        -> Run this there, or name its cluster with --context.\n',
    ].join('\n'),
  );
});
