import { Code } from '@connectrpc/connect';
import { expect, test } from '@jest/globals';
import { Scripted, served, task, taskId, untilAborted } from './scripted.ts';

const id = taskId(1);

test.each([
  [10_000, 10_000],
  [0, 30_000],
  [100, 1_000],
  [3_600_000, 300_000],
])('asked for a heartbeat each %d ms, it sends one each %d ms', async (asked, sent) => {
  const scripted = new Scripted();
  scripted.nextHeartbeat = asked;
  scripted.nextPoll = 300_000;
  scripted.tasks.push(task('grant'));
  const { clock, end } = await served(scripted, { handlers: { grant: untilAborted } });
  expect(scripted.count('Heartbeat')).toBe(1);
  await clock.pass(sent - 1);
  expect(scripted.count('Heartbeat')).toBe(1);
  await clock.pass(1);
  expect(scripted.count('Heartbeat')).toBe(2);
  await end();
});

test('what is cancelled before it has begun never begins', async () => {
  const scripted = new Scripted();
  scripted.cancelled.add(id);
  scripted.tasks.push(task('grant'));
  let begun = false;
  const { end, events } = await served(scripted, {
    handlers: {
      grant: async () => {
        begun = true;
        return {};
      },
    },
  });
  await end();
  expect(begun).toBe(false);
  expect(scripted.calls).toContain(`FinishTask ${id} error CANCELED`);
  expect(events).toContainEqual(expect.objectContaining({ type: 'task-ended', outcome: 'cancelled' }));
});

test('what is cancelled as it runs is aborted', async () => {
  const scripted = new Scripted();
  scripted.tasks.push(task('grant'));
  const { clock, end } = await served(scripted, { handlers: { grant: untilAborted } });
  scripted.cancelled.add(id);
  await clock.pass(10_000);
  expect(scripted.finished[0]).toMatchObject({
    taskId: id,
    status: { code: Code.Canceled, message: 'ConductorOne has cancelled the task' },
    finalState: { case: 'error', value: { nonRetryable: false } },
  });
  await end();
});

test('ten failed heartbeats in a row fail a task', async () => {
  const scripted = new Scripted();
  scripted.fault = (method) => (method === 'Heartbeat' ? Code.Unavailable : undefined);
  scripted.tasks.push(task('grant'));
  const { clock, end } = await served(scripted, { handlers: { grant: untilAborted } });
  await clock.pass(8 * 30_000);
  expect(scripted.count('Heartbeat')).toBe(9);
  expect(scripted.finished).toEqual([]);
  await clock.pass(30_000);
  expect(scripted.finished[0]?.status).toMatchObject({
    code: Code.Unavailable,
    message: expect.stringContaining('10 heartbeats in a row have failed'),
  });
  await end();
});

test('a heartbeat that is heard makes up for those that were not', async () => {
  const scripted = new Scripted();
  scripted.fault = (method, calls) =>
    method === 'Heartbeat' && calls % 10 !== 0 ? Code.Unavailable : undefined;
  scripted.tasks.push(task('grant'));
  const { clock, end } = await served(scripted, { handlers: { grant: untilAborted } });
  await clock.pass(20 * 30_000);
  expect(scripted.count('Heartbeat')).toBeGreaterThan(20);
  expect(scripted.finished).toEqual([]);
  await end();
});
