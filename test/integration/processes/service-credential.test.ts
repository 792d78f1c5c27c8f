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

test('a service whose credential is replaced ends, and works with the new one when it is started again', async () => {
  const { api } = serving;
  const service = serving.launch();
  expect(await api.tasks.push({ syncFull: {} }).finished).toMatchObject({ outcome: 'success' });
  const old = api.environment['BATON_CLIENT_SECRET'] ?? '';
  api.credentials.rotate('connector');
  const { exitCode, stderr } = await service;
  expect(exitCode).toBe(1);
  expect(logged(stderr).at(-1)).toMatchObject({
    level: 'error',
    msg: expect.stringContaining('the credential may have been rotated or deleted in ConductorOne'),
  });
  expect(stderr).not.toContain(old.split(':').at(-1));
  expect(await serving.left()).toEqual([]);
  // As Kubernetes does it, with what the Secret holds by then.
  serving.launch(api.environment);
  expect(await api.tasks.push({ syncFull: {} }).finished).toMatchObject({ outcome: 'success' });
});
