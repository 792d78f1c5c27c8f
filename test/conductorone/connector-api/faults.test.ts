import { Code } from '@connectrpc/connect';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../../support/files.ts';
import { Client as RestClient } from '../client.ts';
import { type ApiClient, connect, greeting, parts, refusal, upload } from './client.ts';
import { ConnectorApi } from './connector-api.ts';

const hostId = 'host';
const success = { case: 'success', value: {} } as const;

let api: ConnectorApi;
let client: ApiClient;

beforeEach(async () => {
  api = await ConnectorApi.start({ folder: await temporaryFolder() });
  client = await connect(api);
});
afterEach(() => api.stop());

describe('a token', () => {
  const hello = async (authorization?: string) =>
    refusal((await connect(api, authorization)).hello(greeting));

  test.each([
    ['none', () => ''],
    ['a wrong one', () => 'Bearer stranger'],
    ['one under another scheme', async () => (await RestClient.of(api)).bearer.replace('Bearer', 'Basic')],
  ])('that is %s is refused', async (_, authorization) => {
    expect(await hello(await authorization())).toBe('Unauthenticated: Unauthenticated');
  });

  test('is refused once it is no longer valid, and a new one is taken', async () => {
    expect(await refusal(client.hello(greeting))).toBe('OK');
    api.credentials.expireTokens();
    expect(await refusal(client.hello(greeting))).toBe('Unauthenticated: Unauthenticated');
    expect(await hello()).toBe('OK');
  });

  test('is refused once its life is over', async () => {
    api.credentials.lifeSeconds = 0;
    const rest = await RestClient.of(api);
    expect((await rest.logIn()).body).toMatchObject({ expires_in: 0 });
    expect(await hello(rest.bearer)).toBe('Unauthenticated: Unauthenticated');
  });

  test('is asked for in vain where a fault waits', async () => {
    const rest = await RestClient.of(api);
    api.inject({ method: 'token', mishap: Code.Unavailable });
    api.inject({ method: 'token', nth: 2, mishap: Code.Unauthenticated });
    api.inject({ method: 'token', nth: 3, mishap: 'cut' });
    expect(await rest.logIn()).toMatchObject({ status: 503, body: { code: 14 } });
    expect(await rest.logIn()).toMatchObject({ status: 401, body: { code: 16 } });
    await expect(rest.logIn()).rejects.toThrow('socket hang up');
    expect(await rest.logIn({ audience: 'stranger' })).toMatchObject({ status: 401 });
    expect(api.conversation.calls.slice(-4).map(({ outcome }) => outcome)).toEqual([
      'Unavailable',
      'Unauthenticated',
      'cut',
      '401',
    ]);
  });
});

describe('a fault', () => {
  test.each([Code.Unavailable, Code.ResourceExhausted, Code.Internal, Code.Unauthenticated])(
    'refuses a call with code %i, and nothing is done',
    async (code) => {
      const task = api.tasks.push({ hello: {} });
      api.inject({ method: 'GetTask', mishap: code });
      expect(await refusal(client.getTask({ hostId }))).toBe(`${Code[code]}: injected fault ${Code[code]}`);
      expect(task.state).toBe('waiting');
      expect((await client.getTask({ hostId })).task?.id).toBe(task.id);
    },
  );

  test('strikes from the n-th call on, as often as it says, and only where it matches', async () => {
    const tasks = [api.tasks.push({ syncFull: {} }), api.tasks.push({ syncFull: {} })];
    for (const _ of tasks) await client.getTask({ hostId });
    const [one = '', other = ''] = tasks.map(({ id }) => id);
    api.inject({ method: 'Heartbeat', task: one, nth: 2, times: 2, mishap: Code.Internal });
    const beats = [];
    for (const taskId of [one, other, one, other, one, one])
      beats.push((await refusal(client.heartbeat({ hostId, taskId }))).replace(/:.*/, ''));
    expect(beats).toEqual(['OK', 'OK', 'Internal', 'OK', 'Internal', 'OK']);
  });

  test('is forgotten when asked to', async () => {
    api.inject({ method: 'Hello', times: Number.POSITIVE_INFINITY, mishap: Code.Internal });
    expect(await refusal(client.hello(greeting))).toMatch(/^Internal/);
    api.clearFaults();
    expect(await refusal(client.hello(greeting))).toBe('OK');
  });

  test('makes the real answer late', async () => {
    // So late that whoever waited for it would not come through this test.
    api.inject({ method: 'Hello', delayMs: 600_000 });
    api.inject({ method: 'Hello', nth: 2, delayMs: 20 });
    const signal = AbortSignal.timeout(200);
    expect(await refusal(client.hello(greeting, { signal }))).toMatch(/^Canceled/);
    expect(await refusal(client.hello(greeting))).toBe('OK');
  });

  test('gives no answer at all', async () => {
    api.inject({ method: 'Hello', mishap: 'stalled' });
    const hello = refusal(client.hello(greeting));
    await api.conversation.until(({ method }) => method === 'Hello');
    await api.stop();
    expect(await hello).not.toBe('OK');
    expect(api.conversation.calls.at(-1)).toMatchObject({ method: 'Hello', outcome: 'stalled' });
  });

  test('cuts the connection before anything is done', async () => {
    const task = api.tasks.push({ syncFull: {} });
    await client.getTask({ hostId });
    api.inject({ method: 'FinishTask', mishap: 'cut' });
    const finish = () => client.finishTask({ hostId, taskId: task.id, finalState: success });
    expect(await refusal(finish())).not.toBe('OK');
    expect(task.finishes).toEqual([]);
    expect(await refusal(finish())).toBe('OK');
    expect(task.finishes).toHaveLength(1);
  });

  test('loses the answer to what has been done', async () => {
    const task = api.tasks.push({ syncFull: {} });
    await client.getTask({ hostId });
    api.inject({ method: 'FinishTask', mishap: 'lost' });
    const finish = client.finishTask({ hostId, taskId: task.id, finalState: success });
    expect(await refusal(finish)).not.toBe('OK');
    expect(task.finishes).toHaveLength(1);
    expect(api.conversation.calls.at(-1)).toMatchObject({ method: 'FinishTask', outcome: 'lost' });
  });

  test('loses a task on its way, which is handed out again', async () => {
    const task = api.tasks.push({ hello: {} });
    api.inject({ method: 'GetTask', mishap: 'lost' });
    expect(await refusal(client.getTask({ hostId }))).not.toBe('OK');
    expect((await client.getTask({ hostId })).task?.id).toBe(task.id);
  });

  test.each([
    ['a cut', 'cut', 'cut'],
    ['a refusal', Code.ResourceExhausted, 'ResourceExhausted'],
  ] as const)('meets an upload in the middle: %s', async (_, mishap, outcome) => {
    const task = api.tasks.push({ syncFull: {} });
    await client.getTask({ hostId });
    api.inject({ method: 'UploadAsset', mishap, afterChunks: 2 });
    const chunks = ['one', 'two', 'three'].map((text) => Buffer.from(text));
    const { metadata, data, eof } = parts(task.id, chunks);
    const send = () => upload(client, task.id, [metadata, ...data, eof]);
    expect(await refusal(send())).not.toBe('OK');
    expect(task.uploads).toEqual([]);
    const struck = { method: 'UploadAsset', outcome, message: { chunks: [3, 3], eof: false } };
    expect(await api.conversation.until((call) => call.outcome === outcome)).toMatchObject(struck);
    expect(await refusal(send())).toBe('OK');
    expect(task.uploads).toMatchObject([{ chunks: [3, 3, 5] }]);
  });
});
