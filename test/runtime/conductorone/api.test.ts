import { Code, ConnectError } from '@connectrpc/connect';
import { expect, test } from '@jest/globals';
import { CredentialsError } from '../../../src/oauth/token.ts';
import { Api } from '../../../src/runtime/conductorone/api.ts';
import { AccessTokenCache } from '../../../src/runtime/conductorone/token-cache.ts';
import { Scripted, taskId } from './scripted.ts';

const id = taskId(1);
const endpoint = { host: 'acme.test', audience: 'acme.test', clientName: 'bot', hostId: 'pod-1' };

test('every call says who calls, and as what', async () => {
  const scripted = new Scripted();
  const api = scripted.api();
  await api.hello({}, '');
  await api.getTask();
  await api.heartbeat(id);
  await api.finishTask(id, { finalState: { case: 'success', value: {} } });
  expect(scripted.calls).toEqual(['Hello', 'GetTask', `Heartbeat ${id}`, `FinishTask ${id} success`]);
  expect(scripted.hostIds).toEqual(new Set(['pod-1']));
  expect(new Set(scripted.headers.map((headers) => headers.get('authorization')))).toEqual(
    new Set(['Bearer 1']),
  );
  expect(new Set(scripted.headers.map((headers) => headers.get('user-agent')))).toEqual(
    new Set(['bot confluence-connector/1.2.3']),
  );
});

test('a token that is refused is replaced, and the call made again', async () => {
  const scripted = new Scripted();
  scripted.fault = (_, calls) => (calls === 1 ? Code.Unauthenticated : undefined);
  await scripted.api().heartbeat(id);
  expect(scripted.headers.map((headers) => headers.get('authorization'))).toEqual(['Bearer 1', 'Bearer 2']);
});

test('a new token that is refused too is an error, and not asked for over and over', async () => {
  const scripted = new Scripted();
  scripted.fault = () => Code.Unauthenticated;
  const call = scripted.api((count) => `Bearer canary-${count}`).getTask();
  await expect(call).rejects.toMatchObject({
    code: Code.Unauthenticated,
    passing: false,
    message: expect.stringMatching(/^GetTask: acme\.test answers UNAUTHENTICATED: .*rotated or deleted/),
  });
  await expect(call).rejects.not.toHaveProperty('message', expect.stringContaining('canary'));
  expect(scripted.calls).toHaveLength(2);
});

test('refused credentials are told as such', async () => {
  const tokens = new AccessTokenCache(async () => {
    throw new CredentialsError('acme.test refuses the credentials of bot@acme.test/spc (HTTP 401)');
  });
  const scripted = new Scripted();
  const api = new Api(
    () => ({ transport: scripted.transport, goodbyes: 0, close: () => {} }),
    tokens,
    endpoint,
    'agent',
  );
  await expect(api.getTask()).rejects.toThrow(
    /^GetTask: acme\.test refuses the credentials of bot@acme\.test\/spc \(HTTP 401\)\. Check BATON_CLIENT_ID/,
  );
  expect(scripted.calls).toEqual([]);
});

test('a connection on which nobody answers in time is given up', async () => {
  const scripted = new Scripted();
  scripted.fault = (method) => (method === 'Heartbeat' ? Code.DeadlineExceeded : undefined);
  let connections = 0;
  const tokens = new AccessTokenCache(async () => ({
    authorization: 'Bearer 1',
    expires: performance.now() + 60_000,
  }));
  const connect = () => {
    connections += 1;
    return { transport: scripted.transport, goodbyes: 0, close: () => {} };
  };
  const api = new Api(connect, tokens, endpoint, 'agent');
  await expect(api.heartbeat(id)).rejects.toThrow('Heartbeat: no answer from acme.test in time');
  expect(connections).toBe(2);
  await api.getTask();
  expect(connections).toBe(2);
});

test('a file that is not there is no fault of ConductorOne', async () => {
  const scripted = new Scripted();
  await expect(scripted.api().uploadAsset(id, '/nowhere/sync.c1z')).rejects.toMatchObject({ code: 'ENOENT' });
  expect(scripted.calls).toEqual([]);
});

test.each([
  [Code.Unavailable, true],
  [Code.Internal, true],
  [Code.ResourceExhausted, true],
  [Code.NotFound, false],
  [Code.InvalidArgument, false],
])('whether code %d may pass: %p', async (code, passing) => {
  const scripted = new Scripted();
  scripted.fault = () => code;
  const error = await scripted
    .api()
    .getTask()
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code, passing, cause: expect.any(ConnectError) });
});
