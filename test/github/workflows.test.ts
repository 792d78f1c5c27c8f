import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseDocument, visit } from 'yaml';
import { main } from '../../src/cli/main.ts';
import { runHere } from '../support/in-process.ts';
import { readme } from '../support/readme.ts';
import { root } from '../support/synth.ts';
import { actionsIn, pinnedAction, type Step, workflowErrors, workflows } from '../support/workflows.ts';

// What their steps do: test/integration/workflows.test.ts.

const jobs = workflows.flatMap(({ file, jobs }) =>
  Object.entries(jobs).map(([name, job]) => ({ ...job, name: `${file}: ${name}` })),
);
const steps: readonly Step[] = jobs.flatMap((job) => job.steps);
const runs = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What steps make, and no checkout has. */
const made = ['cdktf.out/stacks/confluence', 'node_modules/.bin/node', 'sbom.cdx.json'];

test('there are workflows for changes, releases and security', () => {
  expect(workflows.map(({ file }) => file)).toEqual(['ci.yml', 'release.yml', 'security.yml']);
});

describe.each(workflows)('$file', (workflow) => {
  const { text, permissions, concurrency } = workflow;

  test('is one that GitHub would take', async () => {
    expect(await workflowErrors(text)).toEqual([]);
    expect(await workflowErrors(text.replace('runs-on:', 'run-on:'))).not.toEqual([]);
  });

  test('may do nothing but read unless a job says otherwise', () => {
    expect([{}, { contents: 'read' }]).toContainEqual(permissions);
  });

  test('does not run twice at once for the same branch', () => {
    expect(concurrency).toMatchObject({ group: expect.any(String) });
  });

  test('pins each action by a commit, and says which version that is', () => {
    const used = actionsIn(text);
    const ofWorkflow = Object.values(workflow.jobs).flatMap((job) => job.steps);
    expect(used).toHaveLength(ofWorkflow.filter(({ uses }) => uses).length);
    expect(used.filter((action) => !pinnedAction.test(action))).toEqual([]);
  });

  test('says each thing where it is meant: what looks for weaknesses does not follow YAML’s anchors reliably', () => {
    const anchors: string[] = [];
    visit(parseDocument(text), {
      Alias: (_, { source }) => void anchors.push(`*${source}`),
      Value: (_, { anchor }) => void (anchor && anchors.push(`&${anchor}`)),
    });
    expect(anchors).toEqual([]);
  });

  test('knows no secret but the token that GitHub makes for a run', () => {
    expect(text).not.toContain('secrets.');
  });
});

test('ci.yml tests each commit of main: in one group, GitHub would drop what waits when a newer run comes', () => {
  const ci = workflows.find(({ file }) => file === 'ci.yml');
  const chosen = "github.event_name == 'pull_request' && github.ref || github.sha";
  expect(ci?.concurrency).toMatchObject({ group: `ci-\${{ ${chosen} }}` });
});

test('all workflows, and the README’s, have one commit of an action', () => {
  const texts = [...workflows.map(({ text }) => text), readme];
  const byName = Map.groupBy(new Set(texts.flatMap(actionsIn)), (action) => action.split('@')[0]);
  expect(byName.size).toBeGreaterThan(8);
  expect([...byName.values()].filter((versions) => versions.length > 1)).toEqual([]);
});

test('the parts of an action that stands in several folders are of one commit', () => {
  const commits = steps.flatMap(({ uses = '' }) => /^github\/codeql-action\/\w+@(\w+)/.exec(uses)?.[1] ?? []);
  expect(commits).toHaveLength(2);
  expect(new Set(commits).size).toBe(1);
});

describe.each(jobs)('$name', ({ steps, 'timeout-minutes': timeout }) => {
  test('ends some time', () => {
    expect(timeout).toBeLessThanOrEqual(180);
  });

  test('leaves no credentials in a checkout', () => {
    const checkouts = steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout@'));
    for (const { with: inputs } of checkouts) expect(inputs).toMatchObject({ 'persist-credentials': false });
  });

  test('hands values to its commands by variables, never as a part of their text', () => {
    expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
    for (const { run = '', env } of steps) {
      const assigned = Array.from(run.matchAll(/^(\w+)=/gm), ([, name]) => name);
      const set = new Set([...Object.keys(env ?? {}), ...assigned]);
      const used = Array.from(run.matchAll(/\$\{?([A-Za-z]\w*)/g), ([, name]) => name ?? '');
      // GitHub sets them, the machine does, or the job.
      const others = ['GITHUB_OUTPUT', 'HOME', 'NODE', 'PATH'];
      expect(used.filter((name) => !set.has(name) && !others.includes(name))).toEqual([]);
    }
  });
});

test('nothing but what a release needs may be written', () => {
  const writes = jobs.flatMap(({ name, permissions = {} }) =>
    Object.keys(permissions).flatMap((right) =>
      permissions[right] === 'write' ? [`${name}: ${right}`] : [],
    ),
  );
  expect(writes).toEqual([
    'release.yml: release-please: contents',
    'release.yml: release-please: issues',
    'release.yml: release-please: pull-requests',
    'release.yml: image: packages',
    'release.yml: image: id-token',
    'release.yml: image: attestations',
    'release.yml: npm: id-token',
    'security.yml: codeql: security-events',
  ]);
});

test('what is released is made without caches', () => {
  const release = jobs.filter(({ name }) => name.startsWith('release.yml'));
  const inputs = release
    .flatMap((job) => job.steps)
    .map(({ uses = '', with: inputs = {} }) => ({ uses, inputs }));
  const nodes = inputs.filter(({ uses }) => uses.startsWith('actions/setup-node@'));
  expect(nodes).toHaveLength(2);
  for (const { inputs } of nodes) {
    expect(inputs).toMatchObject({ 'package-manager-cache': false });
    expect(inputs).not.toHaveProperty('cache');
  }
  expect(inputs.filter(({ uses }) => uses.startsWith('actions/cache'))).toEqual([]);
});

describe('what the steps name', () => {
  test('npm scripts: each of them is one', () => {
    const named = runs.flatMap((run) =>
      Array.from(
        run.matchAll(/npm (?:run (?:--silent )?([\w:]+)|(test))/g),
        ([, script, test]) => script ?? test,
      ),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((script) => script === undefined || !Object.hasOwn(scripts, script))).toEqual([]);
  });

  test('files: each of them is there, or made by a step', () => {
    const values = steps.flatMap(({ run = '', with: inputs = {}, env = {} }) => [
      ...run.split(/[\s='"]+/),
      ...Object.values({ ...inputs, ...env }).map(String),
    ]);
    const paths = values.filter((value) =>
      /^[\w.-]+(?:\/[\w.-]+)*[.](?:json|mod|yaml)$|^[\w.]+(?:\/[\w.-]+)+$/.test(value),
    );
    const files = paths.filter((path) => !/^(?:linux|application)\//.test(path) && !made.includes(path));
    expect(files).toEqual(
      expect.arrayContaining(['stacks/connector.example.yaml', '.github/release-please-config.json']),
    );
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('commands of this project: each has the flags that it is given', async () => {
    const lines = runs.flatMap((run) =>
      Array.from(run.matchAll(/confluence-connector ([^|)\n]+)/g), ([, words = '']) =>
        words.trim().split(/\s+/),
      ),
    );
    expect(lines.map(([command]) => command)).toEqual(['image', 'validate']);
    for (const words of lines) {
      const flags = words.filter((word) => word.startsWith('--'));
      const names = words.slice(
        0,
        words.findIndex((word) => word.startsWith('--')),
      );
      const help = await runHere(main, [...names, '--help'], { directory: root, environment: {} });
      expect(help).toMatchObject({ exitCode: 0, stderr: '' });
      const known = Array.from(help.stdout.matchAll(/^ +(?:-\w, )?(--[\w-]+)/gm), ([, flag]) => flag);
      expect(flags.filter((flag) => !known.includes(flag))).toEqual([]);
    }
  });
});
