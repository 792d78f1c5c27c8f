import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Code } from '@connectrpc/connect';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ServiceEvent } from '../../../src/runtime/conductorone/event.ts';
import { wait } from '../../../src/runtime/conductorone/retry.ts';
import { type ServiceOptions, serve } from '../../../src/runtime/conductorone/service.ts';
import type { TaskContext, TaskResult } from '../../../src/runtime/conductorone/task.ts';
import { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import { Credentials } from '../../conductorone/credentials.ts';
import { temporaryFolder } from '../../support/files.ts';
import { until } from './clock.ts';

let folder: string;
let api: ConnectorApi;
// Of all that Node.js trusts, tests need none, and to read them takes its time.
const authorities = getCACertificates('default');
afterAll(() => setDefaultCACertificates(authorities));

beforeEach(async () => {
  folder = await temporaryFolder();
  api = await ConnectorApi.start({ folder, tenant: 'acme.conductor.one' });
  setDefaultCACertificates([await readFile(api.caFile, 'utf8')]);
});

afterEach(async () => {
  await api.stop();
});

/** Serves the stand-in while something is done, with waits that are cut short, and stops. */
async function serving(
  work: (events: readonly ServiceEvent[]) => Promise<unknown>,
  options: Partial<ServiceOptions> = {},
): Promise<readonly ServiceEvent[]> {
  const stop = new AbortController();
  const events: ServiceEvent[] = [];
  const done = serve({
    credentials: () => api.credentials,
    about: { package: 'confluence-connector', version: '1.2.3', metadata: { displayName: 'Confluence' } },
    handlers: { syncFull: () => syncedFile() },
    signal: stop.signal,
    environment: { ...api.environment, BATON_HOST_ID: 'pod-1' },
    tell: (event) => events.push(event),
    wait: (milliseconds, signal) => wait(Math.min(milliseconds, 20), signal),
    ...options,
  });
  try {
    await Promise.race([work(events), done]);
  } finally {
    stop.abort();
    await done;
  }
  return events;
}

/** Bigger than two chunks. */
async function syncedFile(): Promise<TaskResult> {
  const file = join(folder, 'sync.c1z');
  await writeFile(file, Buffer.alloc(1_200_000, 'c1z'));
  return { files: [file] };
}

/** Every call with the task it was about and what became of it, but for polling and heartbeats. */
function said() {
  return api.conversation.calls
    .filter(({ method, task }) => method !== 'Heartbeat' && (method !== 'GetTask' || task !== undefined))
    .map(({ method, task, outcome }) => [method, task, outcome].filter(Boolean).join(' '));
}

test('a hello task and a sync, from the token to the last word', async () => {
  const hello = api.tasks.push({ hello: {} });
  const sync = api.tasks.push({ syncFull: { storageEngine: 'sqlite' } });
  await serving(() => sync.finished);
  expect(said()).toEqual([
    'token OK',
    'Hello OK',
    `GetTask ${hello.id} OK`,
    `Hello ${hello.id} OK`,
    `GetTask ${sync.id} OK`,
    `UploadAsset ${sync.id} OK`,
    `FinishTask ${sync.id} OK`,
  ]);
  const [token, first] = api.conversation.calls;
  expect(token?.message).toMatchObject({
    grant_type: 'client_credentials',
    header: { alg: 'EdDSA', nonce: 'set' },
    claims: { aud: 'acme.conductor.one', exp: 120, nbf: -120 },
  });
  expect(first).toMatchObject({
    method: 'Hello',
    headers: { authorization: 'Bearer', 'user-agent': 'connector confluence-connector/1.2.3' },
    message: {
      hostId: 'pod-1',
      buildInfo: { package: 'confluence-connector', packageVersion: '1.2.3' },
      connectorMetadata: { displayName: 'Confluence' },
    },
  });
  const upload = api.conversation.calls.find(({ method }) => method === 'UploadAsset');
  expect(upload?.message).toEqual({
    metadata: { hostId: 'pod-1', taskId: sync.id },
    chunks: [524_288, 524_288, 151_424],
    eof: true,
  });
  expect(sync.heartbeats).toBeGreaterThanOrEqual(1);
  expect(sync.finishes).toHaveLength(1);
});

test('tokens that expire in the midst of it are replaced', async () => {
  const first = api.tasks.push({ syncFull: {} });
  const second = { finished: Promise.resolve({}) as Promise<unknown> };
  await serving(async () => {
    await first.finished;
    api.credentials.expireTokens();
    const task = api.tasks.push({ syncFull: {} });
    second.finished = task.finished;
    await task.finished;
  });
  expect(await second.finished).toMatchObject({ outcome: 'success' });
  expect(said().filter((call) => call === 'token OK')).toHaveLength(2);
});

const methods = ['Hello', 'GetTask', 'Heartbeat', 'UploadAsset', 'FinishTask', 'token'] as const;

test.each(
  methods.flatMap((method) =>
    (['cut', Code.Unavailable] as const).map((mishap) => [method, mishap] as const),
  ),
)('%s that meets %p costs no task', async (method, mishap) => {
  api.inject({ method, mishap });
  const sync = api.tasks.push({ syncFull: {} });
  await serving(() => sync.finished);
  expect(sync.finishes).toMatchObject([{ outcome: 'success' }]);
  expect(sync.uploads).toHaveLength(1);
});

test.each(methods)('%s that is slow costs no task', async (method) => {
  api.inject({ method, delayMs: 1_500 });
  const sync = api.tasks.push({ syncFull: {} });
  await serving(() => sync.finished);
  expect(sync.finishes).toMatchObject([{ outcome: 'success' }]);
  expect(said().filter((call) => call.startsWith(method)).length).toBe(method === 'Heartbeat' ? 0 : 1);
});

test.each(methods.filter((method) => method !== 'token'))(
  'a token that is refused at %s is replaced, and nobody notices',
  async (method) => {
    api.inject({ method, mishap: Code.Unauthenticated });
    const sync = api.tasks.push({ syncFull: {} });
    const events = await serving(() => sync.finished);
    expect(sync.finishes).toMatchObject([{ outcome: 'success' }]);
    expect(said().filter((call) => call === 'token OK')).toHaveLength(2);
    expect(events.map(({ type }) => type)).not.toContain('retrying');
  },
);

test('an answer to FinishTask that is lost is asked for again', async () => {
  api.inject({ method: 'FinishTask', mishap: 'lost' });
  const sync = api.tasks.push({ syncFull: {} });
  const events = await serving((events) => until(() => events.some(({ type }) => type === 'task-ended')));
  expect(sync.finishes).toMatchObject([{ outcome: 'success' }, { outcome: 'success' }]);
  expect(sync.uploads).toHaveLength(1);
  expect(events.map(({ type }) => type)).not.toContain('task-end-not-reported');
});

test.each(['cut', Code.Unavailable] as const)(
  'an upload that meets %p in the middle is made again',
  async (mishap) => {
    api.inject({ method: 'UploadAsset', afterChunks: 1, mishap, times: 2 });
    const sync = api.tasks.push({ syncFull: {} });
    await serving(() => sync.finished);
    expect(sync.finishes).toMatchObject([{ outcome: 'success' }]);
    expect(sync.uploads).toHaveLength(1);
    expect(said().filter((call) => call.startsWith('UploadAsset'))).toHaveLength(3);
  },
);

test('a task of a kind that came up later is refused, and the next one done', async () => {
  const unknown = api.tasks.push({ unknown: 110 });
  const sync = api.tasks.push({ syncFull: {} });
  await serving(() => sync.finished);
  expect(unknown.finishes).toMatchObject([
    {
      outcome: 'error',
      code: Code.Unimplemented,
      nonRetryable: true,
      message: expect.stringContaining('110'),
    },
  ]);
  expect(sync.finishes).toMatchObject([{ outcome: 'success' }]);
});

test('credentials that were replaced are one clear line, without the secret', async () => {
  const other = Credentials.generate('acme.conductor.one', 'connector');
  const failed = serving(() => new Promise(() => {}), {
    credentials: () => ({ clientId: api.credentials.clientId, clientSecret: other.clientSecret }),
  });
  await expect(failed).rejects.toMatchObject({
    name: 'ConductorOneError',
    code: Code.Unauthenticated,
    message: expect.stringMatching(
      /^Hello: localhost:\d+ refuses the credentials of \S+ \(HTTP 401\)\. Check .*$/,
    ),
  });
  const error = await failed.catch((reason: Error) => reason);
  expect(`${(error as Error).message}${(error as Error).stack}`).not.toContain(
    other.clientSecret.split(':').at(-1),
  );
  expect(said()).toEqual(['token 401']);
});

test('a client id of another tenant is not asked for in the place of this one', async () => {
  const elsewhere = Credentials.generate('other.conductor.one', 'connector');
  let credentials: Pick<Credentials, 'clientId' | 'clientSecret'> = api.credentials;
  const events = await serving(
    async (events) => {
      await api.tasks.push({ hello: {} }).finished;
      credentials = elsewhere;
      api.credentials.expireTokens();
      await until(() => events.some(({ type }) => type === 'retrying'));
    },
    { credentials: () => credentials },
  );
  expect(events.find((event) => event.type === 'retrying')).toMatchObject({
    error: expect.stringContaining('the client id is of another tenant than acme.conductor.one: restart'),
  });
  expect(said().filter((call) => call === 'token OK')).toHaveLength(1);
});

test.each(['UploadAsset', 'FinishTask'] as const)(
  '%s that stays away leaves nobody hanging',
  async (method) => {
    api.inject({ method, mishap: Code.Unavailable, times: Number.POSITIVE_INFINITY });
    const sync = api.tasks.push({ syncFull: {} });
    const next = api.tasks.push({ hello: {} });
    await serving(async (events) => {
      await until(() => events.some((event) => event.type === 'task-ended' && event.id === sync.id));
      await next.finished;
    });
    expect(sync.finishes).toHaveLength(method === 'FinishTask' ? 0 : 1);
    expect(said().filter((call) => call.startsWith(method))).toHaveLength(method === 'FinishTask' ? 10 : 3);
  },
);

test('a sync that is cancelled is aborted, and said to be', async () => {
  const sync = api.tasks.push({ syncFull: {} });
  const untilAborted = (_: unknown, { signal }: TaskContext) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  await serving(
    async () => {
      await api.conversation.until(({ method, outcome }) => method === 'Heartbeat' && outcome === 'OK');
      sync.cancel();
      await sync.finished;
    },
    { handlers: { syncFull: untilAborted } },
  );
  expect(sync.finishes).toMatchObject([{ outcome: 'error', code: Code.Canceled, nonRetryable: false }]);
});

test('a GetTask that is never answered keeps nobody from stopping', async () => {
  api.inject({ method: 'GetTask', mishap: 'stalled' });
  const events = await serving(() => api.conversation.until(({ method }) => method === 'GetTask'));
  expect(events.at(-1)).toEqual({ type: 'stopping', running: 0 });
});
