import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WireType } from '@bufbuild/protobuf/wire';
import { durationMs } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { C1zWriter } from '../../../src/runtime/c1z/writer.ts';
import { temporaryFolder } from '../../support/files.ts';
import { type ApiClient, connect, greeting, parts, refusal, upload } from './client.ts';
import { ConnectorApi } from './connector-api.ts';
import type { Script } from './tasks.ts';

const hostId = 'host';

let folder: string;
let api: ConnectorApi;
let client: ApiClient;

beforeEach(async () => {
  folder = await temporaryFolder();
  api = await ConnectorApi.start({ folder });
  client = await connect(api);
});
afterEach(() => api.stop());

describe('the queue', () => {
  test('hands out each task once, in order, and says when to ask again', async () => {
    api.tasks.nextPollMs = 2500;
    api.tasks.nextHeartbeatMs = 7000;
    const pushed = [api.tasks.push({ syncFull: { skipGrants: true } }), api.tasks.push({ hello: {} })];
    expect(pushed.map(({ id, state }) => `${id} ${state}`)).toEqual([
      '2syncFull000000000000000001 waiting',
      '2hello000000000000000000002 waiting',
    ]);
    const answers = [];
    for (let asked = 0; asked < 3; asked += 1) answers.push(await client.getTask({ hostId }));
    expect(answers.map(({ task }) => task?.id)).toEqual([...pushed.map(({ id }) => id), undefined]);
    expect(answers[0]?.task?.taskType).toMatchObject({ case: 'syncFull', value: { skipGrants: true } });
    for (const { nextPoll, nextHeartbeat } of answers) {
      expect(nextPoll && durationMs(nextPoll)).toBe(2500);
      expect(nextHeartbeat && durationMs(nextHeartbeat)).toBe(7000);
    }
    expect(pushed.map(({ state }) => state)).toEqual(['running', 'running']);
  });

  test('hands out a task again that is not heard of, and no other', async () => {
    const { id } = api.tasks.push({ syncFull: {} });
    const dealt = async () => (await client.getTask({ hostId })).task?.id;
    expect([await dealt(), await dealt()]).toEqual([id, undefined]);
    api.tasks.silenceMs = 10;
    await sleep(20);
    expect(await dealt()).toBe(id);
    api.tasks.silenceMs = 60_000;
    await client.heartbeat({ hostId, taskId: id });
    expect(await dealt()).toBeUndefined();
  });

  test.each<[string, Script, number[]]>([
    ['without a kind', { unknown: 'unset' }, []],
    ['of a kind that the product does not know', { unknown: 112 }, [112]],
  ])('hands out a task %s', async (_, script, numbers) => {
    const { id } = api.tasks.push(script);
    const { task } = await client.getTask({ hostId });
    expect(task).toMatchObject({ id, taskType: { case: undefined } });
    // As a message without fields: a length of nothing.
    const fields = numbers.map((no) => ({ no, wireType: WireType.LengthDelimited, data: Uint8Array.of(0) }));
    expect(task?.$unknown ?? []).toEqual(fields);
  });
});

describe('a task', () => {
  test('is finished by a Hello that names it, if it asks for one', async () => {
    const task = api.tasks.push({ hello: {} });
    await client.getTask({ hostId });
    await client.hello(greeting);
    expect(task.state).toBe('running');
    await client.hello({ ...greeting, taskId: task.id });
    expect(await task.finished).toEqual({ outcome: 'hello' });
    expect(task.state).toBe('finished');
  });

  test('tells how it ended, and whether it ended twice', async () => {
    const task = api.tasks.push({ grant: {} });
    await client.getTask({ hostId });
    const status = { code: Code.PermissionDenied, message: 'not allowed' };
    const failed = { case: 'error', value: { nonRetryable: true } } as const;
    await client.finishTask({ hostId, taskId: task.id, status, finalState: failed });
    const failure = { outcome: 'error', ...status, nonRetryable: true };
    expect(await task.finished).toMatchObject(failure);
    const success = { case: 'success', value: {} } as const;
    await client.finishTask({ hostId, taskId: task.id, finalState: success });
    expect(task.finishes).toMatchObject([failure, { outcome: 'success' }]);
    expect(await task.finished).toMatchObject(failure);
  });

  test('cannot be finished before it is handed out', async () => {
    const task = api.tasks.push({ revoke: {} });
    const finalState = { case: 'success', value: {} } as const;
    expect(await refusal(client.finishTask({ hostId, taskId: task.id, finalState }))).toMatch(/^NotFound/);
    expect(task.finishes).toEqual([]);
  });

  test('learns by its heartbeat that it is cancelled', async () => {
    const task = api.tasks.push({ syncFull: {} });
    await client.getTask({ hostId });
    const beat = () => client.heartbeat({ hostId, taskId: task.id });
    expect(await beat()).toMatchObject({ cancelled: false, nextHeartbeat: { seconds: 1n } });
    task.cancel();
    expect(await beat()).toMatchObject({ cancelled: true });
    expect({ heartbeats: task.heartbeats, state: task.state }).toEqual({ heartbeats: 2, state: 'running' });
  });

  test('keeps what is uploaded for it, and opens it', async () => {
    const task = api.tasks.push({ syncFull: {} });
    await client.getTask({ hostId });
    const path = join(folder, 'sync.c1z');
    const writer = await C1zWriter.create(path);
    await writer.complete();
    await writer.save();
    const file = await readFile(path);
    const { metadata, data, eof } = parts(task.id, [file.subarray(0, 100), file.subarray(100)]);
    await upload(client, task.id, [metadata, ...data, eof]);
    await upload(client, task.id);
    const [good, bad] = task.uploads;
    expect(good?.chunks).toEqual([100, file.length - 100]);
    expect(await readFile(good?.path ?? '')).toEqual(file);
    const reader = await good?.open();
    expect(reader?.stats()).toMatchObject({ resources: 0 });
    await reader?.close();
    await expect(bad?.open()).rejects.toThrow('upload-2.c1z');
  });
});

describe('the conversation', () => {
  test('holds every call, and nothing that is secret or differs from time to time', async () => {
    const task = api.tasks.push({ syncFull: {} });
    await client.getTask({ hostId }, { timeoutMs: 60_000 });
    await upload(client, task.id);
    await refusal(client.heartbeat({ hostId: '', taskId: task.id }));
    const [token, ...calls] = api.conversation.calls;
    expect(token).toMatchObject({
      method: 'token',
      outcome: 'OK',
      message: {
        client_id: api.credentials.clientId,
        claims: { iss: api.credentials.clientId, aud: 'localhost', exp: 120, nbf: -120 },
      },
    });
    const headers = { authorization: 'Bearer', 'content-type': expect.stringContaining('grpc') };
    expect(calls).toMatchObject([
      {
        method: 'GetTask',
        task: task.id,
        message: { hostId },
        headers: { ...headers, 'grpc-timeout': 'set' },
        outcome: 'OK',
      },
      {
        method: 'UploadAsset',
        task: task.id,
        message: { metadata: { hostId, taskId: task.id }, chunks: [5], eof: true },
        headers,
        outcome: 'OK',
      },
      { method: 'Heartbeat', task: task.id, message: { taskId: task.id }, outcome: 'InvalidArgument' },
    ]);
    expect(JSON.stringify(api.conversation.calls)).not.toMatch(/Bearer \w|eyJ/);
  });

  test('can be waited for', async () => {
    const second = api.conversation.until(({ method }) => method === 'GetTask', 2);
    await client.getTask({ hostId });
    await client.getTask({ hostId });
    expect(await second).toBe(api.conversation.calls[2]);
    expect(await api.conversation.until(({ method }) => method === 'token')).toBe(api.conversation.calls[0]);
  });
});
