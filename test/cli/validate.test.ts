import { describe, expect, test } from '@jest/globals';
import { unknownKeys } from '../support/configs.ts';
import { broken, threeWays, workspace } from './workspace.ts';

const listed = `  confluence: acme.atlassian.net, cloud-hosted
  confluence-eu: acme-eu.atlassian.net, self-hosted, delivered by terraform, namespace conductorone
  confluence-labs: acme-labs.atlassian.net, self-hosted, delivered by gitops, namespace labs
`;

const moving = threeWays.replace('baton-confluence:1.2.3', 'baton-confluence:latest');
describe('which file', () => {
  test('./connector.yaml', async () => {
    const { run } = await workspace({ 'connector.yaml': threeWays });
    expect(await run('validate')).toEqual({
      exitCode: 0,
      stdout: `connector.yaml is valid.\n${listed}`,
      stderr: '',
    });
  });

  test('$CONNECTOR_CONFIG comes before ./connector.yaml', async () => {
    const { run } = await workspace(
      { 'connector.yaml': broken, 'prod.yaml': threeWays },
      { CONNECTOR_CONFIG: 'prod.yaml' },
    );
    expect(await run('validate')).toEqual({
      exitCode: 0,
      stdout: `prod.yaml is valid.\n${listed}`,
      stderr: '',
    });
  });

  test('--config comes before $CONNECTOR_CONFIG', async () => {
    const { run } = await workspace(
      { 'a b.yaml': threeWays, 'prod.yaml': broken },
      { CONNECTOR_CONFIG: 'prod.yaml' },
    );
    expect(await run('validate', '--config', 'a b.yaml')).toEqual({
      exitCode: 0,
      stdout: `a b.yaml is valid.\n${listed}`,
      stderr: '',
    });
  });

  test('./connector.yml', async () => {
    const { run } = await workspace({ 'connector.yml': threeWays });
    expect(await run('validate')).toEqual({
      exitCode: 0,
      stdout: `connector.yml is valid.\n${listed}`,
      stderr: '',
    });
  });

  test('neither of two', async () => {
    const { run, folder } = await workspace({ 'connector.yaml': threeWays, 'connector.yml': threeWays });
    expect(await run('validate')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `Both connector.yaml and connector.yml are here, in ${folder}. Remove one, or name one with $CONNECTOR_CONFIG or --config.\n`,
    });
    expect(await run('validate', '-c', 'connector.yml')).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['validate'],
    ['render'],
    ['status'],
    ['image', 'build', '--push', '--write', '--tag', 'registry.acme.com/confluence-sync'],
  ])('none in a wrong folder: %s %s', async (...args) => {
    const { run, folder } = await workspace({ 'prod/connector.yaml': threeWays });
    expect(await run(...args)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `No connector.yaml here, in ${folder}. Make one with "npx --no -- confluence-connector init", or name one with $CONNECTOR_CONFIG or --config.\n`,
    });
  });

  test('a file that is not there', async () => {
    const { run } = await workspace({}, { CONNECTOR_CONFIG: 'prod.yaml' });
    const message = (file: string) => expect.stringMatching(new RegExp(`^${file}: no such file\\. .+\\n$`));
    expect(await run('validate')).toEqual({ exitCode: 1, stdout: '', stderr: message('prod.yaml') });
    expect(await run('validate', '-c', 'x.yaml')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: message('x.yaml'),
    });
  });

  test('a folder', async () => {
    const { run } = await workspace({ 'prod/connector.yaml': threeWays });
    expect(await run('validate', '--config', 'prod')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'prod: is a folder. Name the file in it.\n',
    });
  });
});

describe('a wrong configuration', () => {
  test('every mistake is one line on standard error', async () => {
    const { run } = await workspace({ 'prod/wiki.yaml': broken });
    const { stderr, ...rest } = await run('validate', '--config', 'prod/wiki.yaml');
    expect(rest).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatchInlineSnapshot(`
"prod/wiki.yaml:4:5: connectors[0].site: missing. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
prod/wiki.yaml:5:5: connectors[0].sites: unknown key. Did you mean "site"?
prod/wiki.yaml:17:14: connectors[1].hosting.image: "public.ecr.aws/conductorone/baton confluence": not an image reference. Write it like "public.ecr.aws/conductorone/baton-confluence:0.0.24" or "…@sha256:<64 hex digits>".
"
`);
  });

  test.each([
    [49, 49, /unknown key\. .+\.\n$/],
    [50, 50, /unknown key\. .+\.\n$/],
    [51, 51, /\n… and 1 more problem\.\n$/],
    [20_000, 51, /\n… and 19,950 more problems\.\n$/],
  ])('of %d mistakes, the first are lines on standard error', async (count, lines, end) => {
    const { run } = await workspace({ 'connector.yaml': `${unknownKeys(count)}${threeWays}` });
    const { stderr, ...rest } = await run('validate');
    expect(rest).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr.split('\n')).toHaveLength(lines + 1);
    expect(stderr).toMatch(/^connector\.yaml:1:1: k0: unknown key\. /);
    expect(stderr).toMatch(end);
  });

  test('so is it of what is no YAML', async () => {
    const { run } = await workspace({ 'connector.yaml': 'a: "\\q"\n'.repeat(1_000) });
    const { stderr } = await run('validate');
    expect(stderr).toMatch(/^connector\.yaml:1:5: not valid YAML: (?:.*\n){50}… and 950 more problems\.\n$/);
  });

  test('of many notes, the first are told', async () => {
    const [head = '', ...connectors] = moving.split(/(?= {2}- )/);
    const many = Array.from({ length: 60 }, (_, index) =>
      (connectors[1] ?? '')
        .replaceAll('confluence-eu', `wiki-${index}`)
        .replaceAll('Confluence EU', `Wiki ${index}`)
        .replace('context: production', `context: context-${index}`),
    );
    const { run } = await workspace({ 'connector.yaml': `${head}${many.join('')}` });
    const { exitCode, stderr } = await run('validate');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringMatching(
        /^(?:note: connector\.yaml:.*its tag moves.*\n){50}note: … and 10 more notes\.\n$/,
      ),
    });
  });

  test('text that is no YAML', async () => {
    const { run } = await workspace({ 'connector.yaml': 'conductorone: [\n' });
    const { stderr, ...rest } = await run('validate');
    expect(rest).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^connector\.yaml:2:1: not valid YAML: .+\.\n$/);
  });
});

describe('--strict', () => {
  test('refuses a moving tag, which is a note otherwise', async () => {
    const { run } = await workspace({ 'connector.yaml': moving });
    const { stderr, ...rest } = await run('validate');
    expect(rest).toEqual({ exitCode: 0, stdout: `connector.yaml is valid.\n${listed}` });
    expect(stderr).toMatchInlineSnapshot(`
"note: connector.yaml:17:14: connectors[1].hosting.image: "public.ecr.aws/conductorone/baton-confluence:latest": its tag moves, so a restart may bring another version. Pin a full version or a digest.
"
`);
    expect(await run('validate', '--strict')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: stderr.replace(/^note: /, ''),
    });
  });

  test('accepts what is pinned', async () => {
    const { run } = await workspace({ 'connector.yaml': threeWays });
    expect(await run('validate', '--strict')).toEqual({
      exitCode: 0,
      stdout: `connector.yaml is valid.\n${listed}`,
      stderr: '',
    });
  });
});
