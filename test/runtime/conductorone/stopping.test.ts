import { Code } from '@connectrpc/connect';
import { expect, test } from '@jest/globals';
import { idle } from './clock.ts';
import { grant, Scripted, served, task, taskId, untilAborted } from './scripted.ts';

const id = taskId(1);

/** A handler that heeds no signal. */
const forEver = () => new Promise<never>(() => {});

test('told to stop before its Hello was heard, it stops', async () => {
  const scripted = new Scripted();
  scripted.fault = () => Code.Unavailable;
  const { stop, done } = await served(scripted);
  stop.abort();
  await expect(done).resolves.toBeUndefined();
});

test('told to stop, it takes no tasks any more and lets those that run end', async () => {
  const scripted = new Scripted();
  scripted.tasks.push(task('grant'));
  let finish = () => {};
  const { clock, stop, done } = await served(scripted, {
    handlers: {
      grant: () =>
        new Promise((resolve) => {
          finish = () => resolve({});
        }),
    },
  });
  const asked = scripted.count('GetTask');
  stop.abort();
  await clock.pass(24_000);
  finish();
  await done;
  expect(scripted.count('GetTask')).toBe(asked);
  expect(scripted.calls).toContain(`FinishTask ${id} success`);
  expect(scripted.count('Heartbeat')).toBe(3);
});

test.each([
  ['heeds', untilAborted],
  ['does not heed', forEver],
])('after the grace period, a task that %s it is cancelled', async (_, handler) => {
  const scripted = new Scripted();
  scripted.tasks.push(task('grant'));
  const { clock, stop, done } = await served(scripted, { handlers: { grant: handler }, grace: 5_000 });
  stop.abort();
  await clock.pass(4_999);
  expect(scripted.finished).toEqual([]);
  await clock.pass(3_001);
  await done;
  expect(scripted.finished).toMatchObject([
    { status: { code: Code.Canceled, message: 'the connector is being stopped' } },
  ]);
});

test('a handler that tidies up after it was aborted is waited for', async () => {
  const scripted = new Scripted();
  scripted.tasks.push(task('grant'));
  let tidied = false;
  const { clock, stop, done } = await served(scripted, {
    grace: 5_000,
    handlers: {
      grant: async (_, { signal }) => {
        await untilAborted(_, { signal }).catch(() => {});
        await clock.wait(2_000);
        tidied = true;
        return {};
      },
    },
  });
  stop.abort();
  await clock.pass(6_900);
  expect(scripted.calls).toContain(`FinishTask ${id} error CANCELED`);
  expect(tidied).toBe(false);
  await clock.pass(100);
  await done;
  expect(tidied).toBe(true);
});

test('a task that comes just as it stops is given back', async () => {
  const scripted = new Scripted();
  let answer = () => {};
  scripted.hold = new Promise<void>((resolve) => {
    answer = resolve;
  });
  scripted.tasks.push(task('grant'));
  const { stop, done } = await served(scripted, { handlers: { grant } });
  stop.abort();
  await idle();
  answer();
  await done;
  expect(scripted.calls).toEqual(['Hello', 'GetTask', `FinishTask ${id} error CANCELED`]);
});

test('an answer that does not come keeps nobody from stopping', async () => {
  const scripted = new Scripted();
  let answer = () => {};
  scripted.hold = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { clock, stop, done } = await served(scripted);
  stop.abort();
  await clock.pass(2_000);
  await expect(done).resolves.toBeUndefined();
  answer();
});
