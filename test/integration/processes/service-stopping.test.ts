import { mkdir, readdir } from 'node:fs/promises';
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

/** A phase of the service: what makes it last, and how to know that it has come. */
interface Phase {
  readonly name: string;
  readonly lasting: (serving: ServingProcess) => void;
  readonly come: (serving: ServingProcess) => Promise<unknown>;
  /** How the running sync ends, if there is one: within the grace period, or after it. */
  readonly ends?: 'success' | 'cancelled';
}

const called = (method: string) => (serving: ServingProcess) =>
  serving.api.conversation.until((call) => call.method === method);

const phases: readonly Phase[] = [
  {
    name: 'while it logs in to ConductorOne',
    lasting: ({ api }) => api.inject({ method: 'token', mishap: 'stalled' }),
    come: called('token'),
  },
  {
    name: 'while its Hello is not heard',
    lasting: ({ api }) => api.inject({ method: 'Hello', mishap: Code.Unavailable, times: 100 }),
    come: called('Hello'),
  },
  { name: 'while there is nothing to do', lasting: () => {}, come: called('GetTask') },
  {
    name: 'while it reads Confluence, which takes longer than the grace period',
    lasting: ({ simulator }) => {
      simulator.faults = { latencyMs: 60_000 };
    },
    come: requested,
    ends: 'cancelled',
  },
  {
    name: 'while it reads Confluence, which is done soon',
    lasting: ({ simulator }) => {
      simulator.faults = { latencyMs: 50 };
    },
    come: requested,
    ends: 'success',
  },
  {
    name: 'while it stands still for the rate limit of Confluence',
    lasting: ({ simulator }) => {
      simulator.faults = { shares: { 429: 1 }, retryAfterSeconds: 600 };
    },
    come: requested,
    ends: 'cancelled',
  },
  {
    name: 'while it uploads, and nobody answers',
    lasting: ({ api }) => api.inject({ method: 'UploadAsset', mishap: 'stalled', times: 100 }),
    come: called('UploadAsset'),
    ends: 'cancelled',
  },
  {
    name: 'while it uploads, slowly',
    lasting: ({ api }) => api.inject({ method: 'UploadAsset', delayMs: 500 }),
    come: called('UploadAsset'),
    ends: 'success',
  },
  {
    name: 'while it says how a task has ended',
    lasting: ({ api }) => api.inject({ method: 'FinishTask', delayMs: 500 }),
    come: called('FinishTask'),
    ends: 'success',
  },
];

test.each(phases)(
  'told to stop $name, it ends in order and leaves nothing',
  async ({ lasting, come, ends }) => {
    const { api } = serving;
    lasting(serving);
    const task = ends && api.tasks.push({ syncFull: {} });
    serving.launch({ BATON_SHUTDOWN_GRACE: ends === 'success' ? '30s' : '1s' });
    await come(serving);
    const { exitCode, stderr } = await serving.stopped();
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(await serving.left()).toEqual([]);
    expect(logged(stderr).filter(({ level }) => level === 'error')).toEqual([]);
    const ended = {
      success: [{ outcome: 'success' }],
      cancelled: [{ outcome: 'error', code: Code.Canceled }],
    };
    expect(task?.finishes ?? []).toMatchObject(ends ? ended[ends] : []);
  },
);

test('told to stop twice, it ends at once', async () => {
  const { api, simulator } = serving;
  simulator.faults = { latencyMs: 60_000 };
  api.tasks.push({ syncFull: {} });
  const service = serving.launch();
  await requested(serving);
  service.kill('SIGTERM');
  await new Promise((resolve) => service.stderr.on('data', (text) => /stopping/.test(text) && resolve(text)));
  expect(await serving.stopped()).toMatchObject({ signal: 'SIGTERM' });
});

test('killed while it uploads, it finds its folder empty when it is started again', async () => {
  const { api, scratch } = serving;
  api.inject({ method: 'UploadAsset', mishap: 'stalled', times: 100 });
  api.tasks.push({ syncFull: {} });
  serving.launch();
  await called('UploadAsset')(serving);
  await serving.stopped('SIGKILL');
  const [orphan = ''] = await serving.left();
  expect(await readdir(join(scratch, orphan))).toMatchObject([expect.stringMatching(/[.]c1z$/)]);
  // One of a process that runs, and what is none of ours.
  const others = [orphan.replace(/[.]\d+[.]\w+$/, `.${process.ppid}.abcdef`), 'c1z-abcdef'].sort();
  for (const other of others) await mkdir(join(scratch, other));
  const hello = api.tasks.push({ hello: {} });
  serving.launch();
  await hello.finished;
  const names = await serving.left();
  expect(names).toEqual(expect.arrayContaining(others));
  expect(names).not.toContain(orphan);
  await serving.stopped();
  expect(await serving.left()).toEqual(others);
});

async function requested({ simulator }: ServingProcess): Promise<void> {
  while (simulator.peakInFlight === 0) await new Promise((resolve) => setTimeout(resolve, 20));
}
