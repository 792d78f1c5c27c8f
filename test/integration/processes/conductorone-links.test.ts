import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Code } from '@connectrpc/connect';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readClient, requestToken } from '../../../src/oauth/token.ts';
import { Api } from '../../../src/runtime/conductorone/api.ts';
import { type ConnectionOptions, connectionTo } from '../../../src/runtime/conductorone/connection.ts';
import { ConductorOneError } from '../../../src/runtime/conductorone/error.ts';
import { helloRequestOf } from '../../../src/runtime/conductorone/hello.ts';
import { AccessTokenCache } from '../../../src/runtime/conductorone/token-cache.ts';
import { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import type { Method, Rule } from '../../conductorone/connector-api/faults.ts';
import { BrokenLink, breaks } from '../../support/broken-link.ts';
import { temporaryFolder } from '../../support/files.ts';

// An error that nobody listens to ends the process, and here the test.

// Of all that Node.js trusts, tests need none, and to read them takes its time.
const authorities = getCACertificates('default');
afterAll(() => setDefaultCACertificates(authorities));
const hour = 3_600_000;
let conductorOne: ConnectorApi;
let link: BrokenLink;
let file: string;
let api: Api;

beforeEach(async () => {
  const folder = await temporaryFolder();
  conductorOne = await ConnectorApi.start({ folder });
  setDefaultCACertificates([await readFile(conductorOne.caFile, 'utf8')]);
  link = await BrokenLink.start(Number(new URL(conductorOne.url).port));
  file = join(folder, 'sync.c1z');
  await writeFile(file, Buffer.alloc(3_000_000, 'c1z'));
});
afterEach(async () => {
  api.close();
  await link.stop();
  await conductorOne.stop();
});

async function apiBy(patience: number, options: ConnectionOptions = {}): Promise<Api> {
  const { clientId, clientSecret } = conductorOne.credentials;
  const client = await readClient(clientId, clientSecret);
  const tokens = new AccessTokenCache(() => requestToken(client, conductorOne.host));
  const host = `localhost:${link.port}`;
  const endpoint = { host, audience: host, clientName: 'bot', hostId: 'pod-1' };
  const connect = () => connectionTo(host, options);
  return new Api(connect, tokens, endpoint, 'agent', {
    timeouts: { answer: patience, task: patience, upload: patience },
  });
}

/** A task at which the connector works. */
async function begun(): Promise<string> {
  const { id } = conductorOne.tasks.push({ syncFull: {} });
  await conductorOne.tasks.take();
  return id;
}

const about = { package: 'confluence-sync', version: '1.2.3', metadata: { displayName: 'Confluence' } };

type Call = Exclude<Method, 'token'>;
const success = { finalState: { case: 'success' as const, value: {} } };
const calls: Readonly<Record<Call, (id: string, signal?: AbortSignal) => Promise<unknown>>> = {
  Hello: async (_, signal) => api.hello(await helloRequestOf(about), '', signal),
  GetTask: (_, signal) => api.getTask(signal),
  Heartbeat: (id, signal) => api.heartbeat(id, signal),
  UploadAsset: (id, signal) => api.uploadAsset(id, file, signal),
  FinishTask: (id, signal) => api.finishTask(id, success, signal),
};
const methods = Object.keys(calls) as Call[];

/** Whether an error is one that may pass. */
const passing = expect.objectContaining({ constructor: ConductorOneError, passing: true });

describe.each(breaks)('a connection that meets its %s', (how) => {
  // Nothing but a silence is waited for.
  const patience = how === 'silence' ? 2_000 : 20_000;
  const broken: Partial<Rule> = { struck: () => link.breakNow(how), delayMs: 400, mishap: 'cut' };

  test.each<[string, Call, Partial<Rule>]>([
    ...methods.map((method): [string, Call, Partial<Rule>] => ['', method, broken]),
    [' amid its chunks', 'UploadAsset', { ...broken, afterChunks: 2 }],
  ])('during a call%s of %s fails it, and the next one goes another way', async (_, method, rule) => {
    const id = await begun();
    api = await apiBy(patience);
    conductorOne.inject({ method, ...rule });
    // At once: while the session is told of its end.
    const again = calls[method](id).catch((error: unknown) => {
      expect(error).toEqual(passing);
      return calls[method](id);
    });
    await again;
    expect(link.broken).toBeGreaterThan(0);
    expect(await api.getTask()).toMatchObject({ task: undefined });
  });

  test.each([0, 300, 600])('after %d bytes fails one call only', async (bytes) => {
    api = await apiBy(patience);
    link.breakNext(how, bytes);
    await expect(api.getTask()).rejects.toEqual(passing);
    expect(await api.getTask()).toMatchObject({ task: undefined });
    expect(link.broken).toBe(1);
  });

  test('while nothing is under way fails one call at most', async () => {
    api = await apiBy(patience);
    await api.getTask();
    link.breakNow(how);
    await api.getTask().catch((error: unknown) => expect(error).toEqual(passing));
    expect(await api.getTask()).toMatchObject({ task: undefined });
  });
});

test.each(methods)('a silence in %s is noticed by an unanswered PING', async (method) => {
  const id = await begun();
  api = await apiBy(hour, { pingInterval: 500, pingTimeout: 1_500 });
  conductorOne.inject({ method, struck: () => link.breakNow('silence'), mishap: 'stalled' });
  const again = calls[method](id).catch((error: unknown) => {
    expect(error).toEqual(passing);
    return calls[method](id);
  });
  await again;
  expect(link.broken).toBeGreaterThan(0);
});

test.each(methods)(
  '%s is made again without a word if the server asks for another connection',
  async (method) => {
    const id = await begun();
    api = await apiBy(hour);
    await api.getTask();
    conductorOne.inject({ method, mishap: 'goodbye' });
    await calls[method](id);
    const outcomes = conductorOne.conversation.calls.filter((call) => call.method === method);
    expect(outcomes.at(-1)).toMatchObject({ outcome: 'OK' });
  },
);

test('a server that asks for another connection each time is told of', async () => {
  api = await apiBy(hour);
  conductorOne.inject({ method: 'GetTask', mishap: 'goodbye', times: 2 });
  await expect(api.getTask()).rejects.toEqual(passing);
  expect(await api.getTask()).toMatchObject({ task: undefined });
});

test.each(methods)(
  '%s ends as soon as its signal aborts, even amid a handshake that hangs',
  async (method) => {
    const id = await begun();
    api = await apiBy(hour);
    link.breakNext('silence', 0);
    const over = new AbortController();
    const call = calls[method](id, over.signal);
    while (link.broken === 0) await sleep(20);
    over.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
  },
);

test('an upload without progress is given up', async () => {
  const id = await begun();
  api = await apiBy(2_000);
  conductorOne.inject({ method: 'UploadAsset', mishap: 'stalled', afterChunks: 5 });
  const upload = api.uploadAsset(id, file);
  await expect(upload).rejects.toMatchObject({
    code: Code.DeadlineExceeded,
    message: expect.stringMatching(/^UploadAsset: no answer from localhost:\d+ in time/),
  });
  await api.uploadAsset(id, file);
});

test('an upload with progress may take longer than that', async () => {
  const id = await begun();
  api = await apiBy(2_000);
  for (const afterChunks of [1, 2, 3, 4]) {
    conductorOne.inject({ method: 'UploadAsset', delayMs: 700, afterChunks });
  }
  await api.uploadAsset(id, file);
});
