import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { HealthError, HealthServer } from '../../../src/runtime/health/server.ts';

let validate: (signal: AbortSignal) => Promise<unknown>;
let validations: number;
let trouble: string | undefined;
let metrics: () => Promise<string>;
let server: HealthServer;
const redact = (text: string) => text.replaceAll('canary', '(hidden)');
beforeEach(async () => {
  validate = async () => {};
  validations = 0;
  trouble = undefined;
  metrics = async () => 'up 1\n';
  server = await HealthServer.start({
    port: 0,
    bindAddress: '127.0.0.1',
    validate: (signal) => {
      validations += 1;
      return validate(signal);
    },
    trouble: () => trouble,
    redact,
    metrics: () => metrics(),
  });
});
afterEach(() => server.stop());

/** Of a server that is asked nothing. */
const idle = { validate: async () => {}, trouble: () => undefined, redact, metrics: async () => '' };

const ask = async (path: string) => {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
  const type = response.headers.get('content-type');
  return { status: response.status, type, text: await response.text() };
};

const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

test.each([
  ['/live', 'alive', 0],
  ['/ready', 'ready', 0],
  ['/ready?verbose', 'ready', 0],
  ['/health', 'healthy', 1],
])('%s is %s', async (path, status, validated) => {
  const answer = await ask(path);
  expect(answer).toMatchObject({ status: 200, type: 'application/json' });
  expect(JSON.parse(answer.text)).toEqual({ status, timestamp });
  expect(validations).toBe(validated);
});

test('a connector that cannot work is unhealthy, and lives', async () => {
  validate = async () => {
    throw new Error('Confluence answers 401: canary');
  };
  const answer = await ask('/health');
  expect(answer.status).toBe(503);
  expect(JSON.parse(answer.text)).toEqual({
    status: 'unhealthy',
    timestamp,
    details: { error: 'connector validation failed', validation_error: 'Confluence answers 401: (hidden)' },
  });
  expect((await ask('/live')).status).toBe(200);
});

test('a connector that does not go on is neither ready nor healthy, and lives', async () => {
  trouble = 'ConductorOne has not answered for 11 minutes.';
  for (const [path, status] of [
    ['/ready', 'not ready'],
    ['/health', 'unhealthy'],
  ] as const) {
    const answer = await ask(path);
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toEqual({ status, timestamp, details: { error: trouble } });
  }
  expect(validations).toBe(0);
  expect((await ask('/live')).status).toBe(200);
  trouble = undefined;
  expect((await ask('/ready')).status).toBe(200);
});

test('those who ask while a validation runs share it; who asks later does not', async () => {
  let finish: (() => void) | undefined;
  validate = () => new Promise<void>((resolve) => (finish = resolve));
  const answers = [ask('/health'), ask('/health')];
  while (!finish) await new Promise((resolve) => setTimeout(resolve, 5));
  // The second request is there once a third one, sent after it, is answered.
  await ask('/live');
  await new Promise((resolve) => setTimeout(resolve, 50));
  finish();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
  expect(validations).toBe(1);
  validate = async () => {};
  await ask('/health');
  expect(validations).toBe(2);
});

test('any other path is not there', async () => {
  expect(await ask('/')).toMatchObject({ status: 404, text: '404 page not found\n' });
});

test('metrics are for Prometheus, and ask nobody', async () => {
  const type = 'text/plain; version=0.0.4; charset=utf-8';
  expect(await ask('/metrics')).toEqual({ status: 200, type, text: 'up 1\n' });
  expect(validations).toBe(0);
});

test('metrics that cannot be told end their request, and nothing else', async () => {
  metrics = () => Promise.reject(new Error('no memory'));
  await expect(ask('/metrics')).rejects.toThrow('fetch failed');
  expect((await ask('/live')).status).toBe(200);
});

test.each([
  ['0.0.0.0', ['127.0.0.1', '[::1]']],
  ['::', ['127.0.0.1', '[::1]']],
  ['127.0.0.1', ['127.0.0.1']],
  ['::1', ['[::1]']],
])('bound to %s, it answers at %j', async (bindAddress, expected) => {
  const bound = await HealthServer.start({ port: 0, bindAddress, ...idle });
  const answers = await Promise.all(
    ['127.0.0.1', '[::1]'].map((host) =>
      fetch(`http://${host}:${bound.port}/live`).then(
        ({ ok }) => (ok ? [host] : []),
        () => [],
      ),
    ),
  );
  await bound.stop();
  expect(answers.flat()).toEqual(expected);
});

test('a port that is taken is an error that says what to do', async () => {
  const { port } = server;
  const other = HealthServer.start({ port, bindAddress: '127.0.0.1', ...idle });
  await expect(other).rejects.toThrow(HealthError);
  await expect(other).rejects.toThrow(
    /cannot listen on 127[.]0[.]0[.]1:\d+: .*EADDRINUSE.*--health-check-port/,
  );
});
