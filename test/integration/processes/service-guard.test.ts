import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ServingProcess } from '../../runtime/cli/serving.ts';
import { generateSite } from '../../simulator/generate.ts';
import { temporaryFolder } from '../../support/files.ts';

let serving: ServingProcess;

beforeEach(async () => {
  serving = await ServingProcess.prepare(await temporaryFolder(), { site: generateSite() });
});
afterEach(() => serving.end());

test('a sync is compared with the last one of its kind, however the process has ended meanwhile', async () => {
  const { api, simulator } = serving;
  const settings = { BATON_TASK_CONCURRENCY: '1' };
  const synced = () => api.tasks.push({ syncFull: { syncResourceTypeIds: ['space', 'user'] } }).finished;
  const refusal = {
    outcome: 'error',
    nonRetryable: true,
    message: expect.stringContaining('spaces: 1 instead of 20 (-95%)'),
  };
  serving.launch(settings);
  expect(await synced()).toMatchObject({ outcome: 'success' });
  await serving.stopped('SIGKILL');
  const { spaces } = simulator.site;
  for (const id of [...spaces.keys()].slice(1)) spaces.delete(id);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    serving.launch(settings);
    // What was refused is not what the next one is compared with.
    expect(await synced()).toMatchObject(refusal);
    await serving.stopped(signal);
  }
});
