import { join } from 'node:path';
import { Code } from '@connectrpc/connect';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { logged } from '../../runtime/cli/run.ts';
import { ServingProcess } from '../../runtime/cli/serving.ts';
import { generateSite } from '../../simulator/generate.ts';
import { temporaryFolder } from '../../support/files.ts';

let serving: ServingProcess;
beforeEach(async () => {
  serving = await ServingProcess.prepare(await temporaryFolder(), { site: generateSite() });
});
afterEach(() => serving.end());

function launch(planted: string) {
  const file = join(import.meta.dirname, 'planted-errors.mjs');
  return serving.launch({
    NODE_OPTIONS: `--import ${file}`,
    PLANTED: planted,
    BATON_TASK_CONCURRENCY: '1',
    BATON_SHUTDOWN_GRACE: '1s',
  });
}

test.each(['thrown', 'rejected', 'network'])(
  'an error that nobody catches (%s) ends the task that it comes from, and no other',
  async (kind) => {
    const { api } = serving;
    const struck = api.tasks.push({ syncFull: {} });
    const next = api.tasks.push({ syncFull: {} });
    launch(`${kind} task`);
    expect(await struck.finished).toMatchObject({
      outcome: 'error',
      code: Code.Internal,
      message: expect.stringMatching(/^an error of this program: /),
    });
    expect(await next.finished).toMatchObject({ outcome: 'success' });
    const { exitCode, stderr } = await serving.stopped();
    expect(exitCode).toBe(0);
    const errors = logged(stderr).filter(({ level }) => level === 'error');
    expect(errors).toMatchObject([{ msg: 'unexpected error', stack: expect.stringContaining('\n    at ') }]);
    expect(await serving.left()).toEqual([]);
  },
);

test('an error of the network that comes from no task changes nothing', async () => {
  const { api } = serving;
  const task = api.tasks.push({ syncFull: {} });
  launch('network outside');
  expect(await task.finished).toMatchObject({ outcome: 'success' });
  const { exitCode, stderr } = await serving.stopped();
  expect(exitCode).toBe(0);
  expect(stderr).toContain('unexpected error');
});

test('a mistake that comes from no task ends the service in order, with exit code 1', async () => {
  const { api, simulator } = serving;
  simulator.inject({ path: /spaces/, mishap: 'stalled', times: Number.POSITIVE_INFINITY });
  const running = api.tasks.push({ syncFull: {} });
  const service = launch('thrown outside');
  const { exitCode, stderr } = await service;
  expect(exitCode).toBe(1);
  expect(await running.finished).toMatchObject({ outcome: 'error', code: Code.Canceled });
  expect(logged(stderr).filter(({ level }) => level === 'error')).toMatchObject([
    { msg: 'unexpected error' },
  ]);
  expect(await serving.left()).toEqual([]);
});
