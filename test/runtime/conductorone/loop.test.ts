import { access, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { expect, test } from '@jest/globals';
import { TaskError } from '../../../src/runtime/conductorone/task.ts';
import { TaskSchema } from '../../../src/runtime/proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import { temporaryFolder } from '../../support/files.ts';
import { until } from './clock.ts';
import { grant, Scripted, served, task, taskId, unknownTask, untilAborted } from './scripted.ts';

const canary = 'ATATT3xFfGF0-canary-secret';
const id = taskId(1);

test.each([
  [7_000, 7_000],
  [0, 100],
  [3_600_000, 300_000],
])('told to ask again after %d ms, it does after %d ms', async (told, waits) => {
  const scripted = new Scripted();
  scripted.nextPoll = told;
  const { clock, end } = await served(scripted);
  expect(scripted.calls).toEqual(['Hello', 'GetTask']);
  await clock.pass(waits - 1);
  expect(scripted.count('GetTask')).toBe(1);
  await clock.pass(1);
  expect(scripted.count('GetTask')).toBe(2);
  await end();
  expect(scripted.hostIds).toEqual(new Set(['pod-1']));
});

test('a task that is given out again while it runs is not begun again, and asked after once a second', async () => {
  const scripted = new Scripted();
  scripted.nextPoll = 0;
  scripted.tasks.push(...Array.from({ length: 100 }, () => task('grant')));
  const { clock, end } = await served(scripted, { handlers: { grant: untilAborted } });
  await clock.pass(10_000);
  expect(scripted.count('GetTask')).toBeLessThanOrEqual(12);
  await end();
  expect(scripted.finished).toHaveLength(1);
});

test('a hello task is answered by a Hello, and by nothing else', async () => {
  const scripted = new Scripted();
  scripted.tasks.push(task('hello'));
  const { end, events } = await served(scripted);
  await end();
  expect(scripted.calls.slice(0, 3)).toEqual(['Hello', 'GetTask', `Hello ${id}`]);
  expect(scripted.finished).toEqual([]);
  expect(scripted.count('Heartbeat')).toBe(0);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'task-ended', id, kind: 'hello', outcome: 'done' }),
  );
});

test('a sync is announced, uploaded, finished, and its file removed', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'sync.c1z');
  const content = Buffer.alloc(1_300_000, 'c1z');
  const scripted = new Scripted();
  scripted.tasks.push(task('syncFull'));
  const { end } = await served(scripted, {
    handlers: {
      syncFull: async () => {
        await writeFile(file, content);
        return { files: [file] };
      },
    },
  });
  await until(() => scripted.finished.length === 1);
  await end();
  expect(scripted.calls.filter((call) => call.includes(id))).toEqual([
    `Heartbeat ${id}`,
    `UploadAsset ${id}`,
    `FinishTask ${id} success`,
  ]);
  expect(scripted.uploads.map((upload) => upload.equals(content))).toEqual([true]);
  expect(await readdir(folder)).toEqual([]);
});

test('an upload is tried three times from the start', async () => {
  const file = join(await temporaryFolder(), 'sync.c1z');
  await writeFile(file, 'whole');
  const scripted = new Scripted();
  scripted.fault = (method, calls) => (method === 'UploadAsset' && calls < 3 ? Code.Unavailable : undefined);
  scripted.tasks.push(task('syncFull'));
  const { clock, end } = await served(scripted, { handlers: { syncFull: async () => ({ files: [file] }) } });
  while (scripted.finished.length === 0) await clock.pass(1_000);
  await end();
  expect(scripted.count('UploadAsset')).toBe(3);
  expect(scripted.uploads).toEqual([Buffer.from('whole')]);
  expect(scripted.calls).toContain(`FinishTask ${id} success`);
});

test('an upload that fails for the third time fails the task, and leaves no file', async () => {
  const file = join(await temporaryFolder(), 'sync.c1z');
  await writeFile(file, 'whole');
  const scripted = new Scripted();
  scripted.fault = (method) => (method === 'UploadAsset' ? Code.ResourceExhausted : undefined);
  scripted.tasks.push(task('syncFull'));
  const { clock, end } = await served(scripted, { handlers: { syncFull: async () => ({ files: [file] }) } });
  while (scripted.finished.length === 0) await clock.pass(1_000);
  await end();
  expect(scripted.count('UploadAsset')).toBe(3);
  expect(scripted.calls).toContain(`FinishTask ${id} error RESOURCE_EXHAUSTED`);
  await expect(access(file)).rejects.toThrow('ENOENT');
});

test.each([
  ['of an unknown kind', unknownTask(), 'of the kind 110'],
  ['of no kind', create(TaskSchema, { id }), 'without a kind'],
  ['that is switched off', task('revoke'), 'of the kind revoke'],
])('a task %s is refused for good', async (_, given, name) => {
  const scripted = new Scripted();
  scripted.tasks.push(given);
  const { end, events } = await served(scripted, { handlers: { grant } });
  await end();
  expect(scripted.finished).toMatchObject([
    {
      taskId: id,
      status: { code: Code.Unimplemented, message: expect.stringContaining(name) },
      finalState: { case: 'error', value: { nonRetryable: true } },
    },
  ]);
  expect(scripted.count('Heartbeat')).toBe(0);
  expect(events).toContainEqual(expect.objectContaining({ type: 'task-ended', outcome: 'unsupported' }));
});

test.each<[string, () => Promise<never>, object, boolean]>([
  [
    'a TaskError',
    async () => {
      throw new TaskError(Code.NotFound, 'no such group', { nonRetryable: true });
    },
    { code: Code.NotFound, message: 'no such group' },
    true,
  ],
  [
    'any error',
    async () => {
      throw new Error(`it is broken: ${canary}`);
    },
    { code: Code.Unknown, message: 'an error of this program: it is broken: (hidden)' },
    false,
  ],
  [
    'at once',
    () => {
      throw new TypeError('not a function');
    },
    { code: Code.Unknown, message: 'an error of this program: not a function' },
    false,
  ],
])('a handler that throws %s fails its task, and no other one', async (_, handler, status, nonRetryable) => {
  const scripted = new Scripted();
  scripted.tasks.push(task('revoke', 1), task('grant', 2));
  const { clock, end, events } = await served(scripted, { handlers: { revoke: handler, grant } });
  await clock.pass(5_000);
  await end();
  expect(scripted.finished).toMatchObject([
    { taskId: id, status, finalState: { case: 'error', value: { nonRetryable } } },
    { taskId: taskId(2), finalState: { case: 'success' } },
  ]);
  expect(JSON.stringify(events)).not.toContain(canary);
});

test('so many tasks at once as it is allowed, and no question for more', async () => {
  const scripted = new Scripted();
  scripted.nextPoll = 0;
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  scripted.tasks.push(...[1, 2, 3, 4].map((number) => task('grant', number)));
  const { clock, end } = await served(scripted, {
    concurrency: 2,
    handlers: {
      grant: (_, context) => {
        begun.push(context.id);
        return new Promise((resolve) => ends.push(() => resolve({})));
      },
    },
  });
  await clock.pass(0);
  expect(begun).toEqual([taskId(1), taskId(2)]);
  expect(scripted.count('GetTask')).toBe(2);
  ends[1]?.();
  await clock.pass(0);
  expect(begun).toHaveLength(3);
  expect(scripted.finished.map((finished) => finished.taskId)).toEqual([taskId(2)]);
  for (const finish of ends) finish();
  await clock.pass(0);
  expect(begun).toHaveLength(4);
  ends[3]?.();
  await end();
  expect(scripted.finished).toHaveLength(4);
});

test('a task that comes again while it runs is not begun twice', async () => {
  const scripted = new Scripted();
  scripted.tasks.push(task('grant'), task('grant'));
  let begun = 0;
  const { clock, end } = await served(scripted, {
    handlers: {
      grant: async (_, { signal }) => {
        begun += 1;
        return untilAborted(_, { signal });
      },
    },
  });
  await clock.pass(3_000);
  expect(scripted.count('GetTask')).toBeGreaterThan(2);
  await end();
  expect(begun).toBe(1);
  expect(scripted.finished).toHaveLength(1);
});

test('failed questions for a task are asked again, after longer and longer waits', async () => {
  const scripted = new Scripted();
  scripted.fault = (method, calls) => (method === 'GetTask' && calls <= 9 ? Code.Unavailable : undefined);
  scripted.tasks.push(task('grant'));
  const { clock, end } = await served(scripted, { handlers: { grant } });
  await clock.pass(300_000);
  const waits = clock.waits.slice(0, 9);
  for (const [index, wait] of waits.entries()) {
    const most = Math.min(60_000, 1_000 * 2 ** index);
    expect(wait).toBeGreaterThanOrEqual(most / 2);
    expect(wait).toBeLessThanOrEqual(most);
  }
  await end();
  expect(scripted.calls).toContain(`FinishTask ${id} success`);
});

/** Eight questions in a row that are refused because of the credentials: each is asked again with another token. */
const refusals = Array.from({ length: 16 }, () => Code.Unauthenticated);

test('a service whose credentials are refused for a minute and a half ends, whatever came before', async () => {
  const scripted = new Scripted();
  const faults = Array.from({ length: 5 }, () => [...refusals, Code.PermissionDenied]).flat();
  scripted.fault = (method) => (method === 'GetTask' ? (faults.shift() ?? Code.Unauthenticated) : undefined);
  const { clock, done, events } = await served(scripted);
  await clock.pass(7_200_000);
  await expect(done).rejects.toMatchObject({ name: 'ConductorOneError', code: Code.Unauthenticated });
  expect(events.filter(({ type }) => type === 'retrying')).toHaveLength(5 * 9 + 8);
  const waits = clock.waits.slice(-8);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(90_000);
  expect(events.at(-1)).toEqual({ type: 'stopping', running: 0 });
});

test('a service whose credentials are refused for a while, and then taken, goes on', async () => {
  const scripted = new Scripted();
  const faults = [1, 2, 3].flatMap(() => [...refusals, undefined]);
  scripted.fault = (method) => (method === 'GetTask' ? faults.shift() : undefined);
  scripted.tasks.push(...[1, 2, 3].map((number) => task('grant', number)));
  const { clock, end } = await served(scripted, { handlers: { grant } });
  await clock.pass(7_200_000);
  await end();
  expect(scripted.finished).toHaveLength(3);
});

test('several files are uploaded in their order, and all removed, also if an upload fails', async () => {
  const folder = await temporaryFolder();
  for (const lost of [Number.NaN, 2]) {
    const files = ['sync.c1z', 'sync.log'].map((name) => join(folder, name));
    for (const file of files) await writeFile(file, file);
    const scripted = new Scripted();
    // The second file, at each of its three attempts.
    scripted.fault = (method, calls) =>
      method === 'UploadAsset' && calls >= lost ? Code.Unavailable : undefined;
    scripted.tasks.push(task('syncFull'));
    const { clock, end } = await served(scripted, { handlers: { syncFull: async () => ({ files }) } });
    await clock.pass(60_000);
    await end();
    const uploaded = Number.isNaN(lost) ? files : files.slice(0, 1);
    expect(scripted.uploads.map(String)).toEqual(uploaded);
    expect(scripted.finished).toMatchObject([
      { finalState: { case: Number.isNaN(lost) ? 'success' : 'error' } },
    ]);
    expect(await readdir(folder)).toEqual([]);
  }
});

test('how a task has ended is told again until it is heard, once', async () => {
  const scripted = new Scripted();
  scripted.fault = (method, calls) => (method === 'FinishTask' && calls < 4 ? Code.Unavailable : undefined);
  scripted.tasks.push(task('grant'));
  const { clock, end } = await served(scripted, { handlers: { grant } });
  await clock.pass(30_000);
  await end();
  expect(scripted.count('FinishTask')).toBe(4);
  expect(scripted.finished).toHaveLength(1);
});

test('where nobody wants to know how a task has ended, it is let be', async () => {
  const scripted = new Scripted();
  scripted.fault = (method) => (method === 'FinishTask' ? Code.NotFound : undefined);
  scripted.tasks.push(task('grant'));
  const { clock, end, events } = await served(scripted, { handlers: { grant } });
  await clock.pass(30_000);
  await end();
  expect(scripted.count('FinishTask')).toBe(1);
  expect(events).toContainEqual(
    expect.objectContaining({
      type: 'task-end-not-reported',
      id,
      error: expect.stringContaining('NOT_FOUND'),
    }),
  );
});

test.each([
  Code.Unauthenticated,
  Code.PermissionDenied,
  Code.InvalidArgument,
  Code.Unimplemented,
  Code.FailedPrecondition,
  Code.NotFound,
])('a Hello refused with code %d ends the service at once', async (code) => {
  const scripted = new Scripted();
  scripted.fault = (method) => (method === 'Hello' ? code : undefined);
  const { clock, done } = await served(scripted);
  await expect(done).rejects.toMatchObject({
    name: 'ConductorOneError',
    code,
    message: expect.stringMatching(/^Hello: acme\.test answers /),
  });
  expect(clock.waits).toEqual([]);
});

test('a Hello that fails is said again, after waits of up to 5 minutes', async () => {
  const scripted = new Scripted();
  scripted.nextPoll = 300_000;
  scripted.fault = (method, calls) => (method === 'Hello' && calls <= 12 ? Code.Unavailable : undefined);
  const { clock, end, events } = await served(scripted);
  await clock.pass(3_600_000);
  await end();
  const waits = clock.waits.slice(0, 12);
  expect(waits[0]).toBeLessThanOrEqual(1_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(300_000);
  expect(waits.at(-1)).toBeGreaterThanOrEqual(150_000);
  expect(events).toContainEqual({ type: 'connected' });
});
