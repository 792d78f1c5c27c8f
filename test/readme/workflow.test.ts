import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { exampleThatStarts } from '../support/readme.ts';
import { actionsIn, type Job, pinnedAction, workflowErrors } from '../support/workflows.ts';

// What its steps do: test/integration/pipelines.test.ts.

const text = exampleThatStarts('name: connectors');
const { jobs, ...workflow } = parse(text) as {
  readonly jobs: Readonly<Record<string, Job>>;
};
const steps = Object.values(jobs).flatMap((job) => job.steps);

describe('the README’s workflow of GitHub Actions', () => {
  test('is one that GitHub would take', async () => {
    expect(await workflowErrors(text)).toEqual([]);
    expect(await workflowErrors(text.replace('runs-on:', 'run-on:'))).not.toEqual([]);
    expect(await workflowErrors(text.replace('event_name ==', 'event_name ='))).not.toEqual([]);
  });

  test('gives secrets to the steps that show or deploy, and to nothing else', () => {
    const outside = { ...workflow, jobs: Object.values(jobs).map(({ steps: _, ...job }) => job) };
    expect(JSON.stringify(outside)).not.toContain('secrets.');
    const trusted = steps.filter((step) => JSON.stringify(step).includes('secrets.'));
    expect(trusted.map(({ run }) => run)).toEqual([
      'npx cdktf diff confluence',
      'npx cdktf deploy confluence --auto-approve',
    ]);
    for (const { env } of trusted) {
      expect(Object.keys(env ?? {})).toEqual([
        'AWS_ACCESS_KEY_ID',
        'AWS_SECRET_ACCESS_KEY',
        'CONDUCTORONE_CLIENT_ID',
        'CONDUCTORONE_CLIENT_SECRET',
        'TF_VAR_confluence_api_key',
      ]);
    }
  });

  test('pins each action by a commit, and says which version that is', () => {
    const used = actionsIn(text);
    expect(used).toHaveLength(steps.filter(({ uses }) => uses).length);
    expect(used.filter((action) => !pinnedAction.test(action))).toEqual([]);
  });
});
