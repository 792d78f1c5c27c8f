import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Code } from '@connectrpc/connect';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import { Credentials } from '../../conductorone/credentials.ts';
import { generateSite } from '../../simulator/generate.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { temporaryFolder } from '../../support/files.ts';
import { freePort } from '../../support/free-ports.ts';
import { confluenceSync, logged } from './run.ts';
import { ServingHere } from './serving.ts';

let serving: ServingHere;
let api: ConnectorApi;
let simulator: Simulator;

beforeEach(async () => {
  serving = await ServingHere.prepare(await temporaryFolder(), { site: generateSite() });
  ({ api, simulator } = serving);
});
afterEach(() => serving.end());

test('a full sync is read, uploaded and reported; nothing is left behind', async () => {
  const task = api.tasks.push({ syncFull: {} });
  serving.launch();
  expect(await task.finished).toMatchObject({ outcome: 'success' });
  const reader = await task.uploads[0]?.open();
  expect(reader?.run.type).toBe('full');
  const { resourcesByType, grants } = reader?.stats() ?? {};
  expect(resourcesByType).toMatchObject({ group: 10, space: 20 });
  await reader?.close();
  const { exitCode, stderr } = await serving.stopped();
  expect(exitCode).toBe(0);
  expect(logged(stderr)).toMatchObject([
    { msg: 'connected' },
    { msg: 'task started', id: task.id, kind: 'syncFull' },
    { msg: 'sync complete', sync_type: 'full', grants },
    { msg: 'task ended', id: task.id, outcome: 'done' },
    { msg: 'stopping', running: 0 },
  ]);
  expect(await serving.left()).toEqual([]);
});

test('a task says what to leave out', async () => {
  const [space] = simulator.site.spaces.keys();
  const resourcesOnly = api.tasks.push({ syncFull: { skipEntitlementsAndGrants: true } });
  const unexpanded = api.tasks.push({ syncFull: { skipExpandGrants: true } });
  const types = api.tasks.push({ syncFull: { syncResourceTypeIds: ['user'] } });
  const target = { id: { resourceType: 'space', resource: space ?? '' } };
  const targeted = api.tasks.push({ syncFull: { targetedSyncResources: [target], skipGrants: true } });
  serving.launch({ BATON_TASK_CONCURRENCY: '1' });
  const statsOf = async ({ finished, uploads }: typeof types) => {
    expect(await finished).toMatchObject({ outcome: 'success' });
    const reader = await uploads[0]?.open();
    const found = { type: reader?.run.type, ...reader?.stats() };
    await reader?.close();
    return found;
  };
  expect(await statsOf(resourcesOnly)).toMatchObject({ type: 'resources_only', entitlements: 0, grants: 0 });
  const { grants = 0, type } = await statsOf(unexpanded);
  expect([type, grants > 0]).toEqual(['full', true]);
  expect(await statsOf(types)).toMatchObject({ type: 'full', resourceTypes: 1, entitlements: 0, grants: 0 });
  expect(await statsOf(targeted)).toMatchObject({
    type: 'partial',
    resourcesByType: { space: 1, user: 0, group: 0 },
    entitlementsByType: { space: expect.any(Number) },
    grants: 0,
  });
});

test('a sync that misses something is reported as failed, not uploaded', async () => {
  const [space] = simulator.site.spaces.values();
  const path = new RegExp(`/spaces/${space?.id}/permissions`);
  simulator.inject({ path, mishap: 403, times: Number.POSITIVE_INFINITY });
  const task = api.tasks.push({ syncFull: {} });
  serving.launch();
  expect(await task.finished).toMatchObject({
    outcome: 'error',
    code: Code.Unavailable,
    nonRetryable: false,
    message: expect.stringMatching(
      new RegExp(`some of the site could not be read.*\\(${space?.key}\\): GET.*BATON_UPLOAD_PARTIAL=true`),
    ),
  });
  expect(task.uploads).toEqual([]);
  await serving.stopped();
  expect(await serving.left()).toEqual([]);
});

test('a sync that takes longer than its time limit is reported as failed, and the service goes on', async () => {
  simulator.inject({ path: /spaces/, mishap: 'stalled', times: Number.POSITIVE_INFINITY });
  const late = api.tasks.push({ syncFull: {} });
  const next = api.tasks.push({ unknown: 'unset' });
  serving.launch({ BATON_TIME_LIMIT: '1s', BATON_TASK_CONCURRENCY: '1' });
  expect(await late.finished).toMatchObject({
    outcome: 'error',
    code: Code.DeadlineExceeded,
    nonRetryable: false,
    message: expect.stringContaining('longer than BATON_TIME_LIMIT allows'),
  });
  expect(late.uploads).toEqual([]);
  expect(await next.finished).toMatchObject({ code: Code.Unimplemented });
  await serving.stopped();
  expect(await serving.left()).toEqual([]);
});

test('a sync that misses something is uploaded as a partial one if that is allowed', async () => {
  const [space] = simulator.site.spaces.values();
  const path = new RegExp(`/spaces/${space?.id}/permissions`);
  simulator.inject({ path, mishap: 403, times: Number.POSITIVE_INFINITY });
  const task = api.tasks.push({ syncFull: {} });
  serving.launch({ BATON_UPLOAD_PARTIAL: 'true' });
  expect(await task.finished).toMatchObject({ outcome: 'success' });
  const reader = await task.uploads[0]?.open();
  expect([reader?.run.type, reader?.record()?.missing.length]).toEqual(['partial', 1]);
  await reader?.close();
});

test('a Confluence that refuses the login fails the task and the health check, not the service', async () => {
  simulator.auth.revoked = true;
  const task = api.tasks.push({ syncFull: {} });
  serving.launch();
  expect(await task.finished).toMatchObject({
    outcome: 'error',
    message: expect.stringContaining('The token may have expired or been revoked'),
  });
  expect((await serving.ask('/health')).status).toBe(503);
  expect((await serving.ask('/live')).status).toBe(200);
  const check = (...args: readonly string[]) =>
    confluenceSync(['health-check', ...args], { env: serving.healthEnvironment });
  expect(await check()).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('answers 503: {"status":"unhealthy"'),
  });
  expect(await check('--endpoint', 'live')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  simulator.auth.revoked = false;
  expect((await serving.ask('/health')).status).toBe(200);
  const { exitCode, stderr } = await serving.stopped();
  expect(exitCode).toBe(0);
  expect(stderr).not.toContain(simulator.auth.token);
  expect(stderr).not.toContain('@acme.com');
});

test('grants and revokes without --provisioning and unknown tasks are refused, and the service goes on', async () => {
  const withoutProvisioning = {
    code: Code.FailedPrecondition,
    message: expect.stringContaining('without --provisioning'),
  };
  const refused = [
    [api.tasks.push({ grant: {} }), withoutProvisioning],
    [api.tasks.push({ revoke: {} }), withoutProvisioning],
    [api.tasks.push({ unknown: 'unset' }), { code: Code.Unimplemented }],
  ] as const;
  serving.launch();
  for (const [{ finished }, why] of refused) {
    expect(await finished).toMatchObject({ outcome: 'error', nonRetryable: true, ...why });
  }
  expect(simulator.requests).toEqual([]);
  const hello = api.tasks.push({ hello: {} });
  expect(await hello.finished).toMatchObject({ outcome: 'hello' });
});

test('a task that asks for a resource type which does not exist fails for good, and asks Confluence nothing', async () => {
  const types = api.tasks.push({ syncFull: { syncResourceTypeIds: ['user', 'pages'] } });
  const id = { resourceType: 'pages', resource: '1' };
  const targeted = api.tasks.push({ syncFull: { targetedSyncResources: [{ id }] } });
  serving.launch();
  for (const { finished } of [types, targeted]) {
    expect(await finished).toMatchObject({
      outcome: 'error',
      code: Code.InvalidArgument,
      nonRetryable: true,
      message: expect.stringContaining('There is no resource type pages, only user, group, space'),
    });
  }
  expect(simulator.requests).toEqual([]);
});

test('event feeds and actions are listed: there are none', async () => {
  const feeds = api.tasks.push({ listEventFeeds: {} });
  const actions = api.tasks.push({ actionListSchemas: { resourceTypeId: 'space' } });
  serving.launch();
  const type = 'type.googleapis.com/c1.connector.v2';
  for (const [{ finished }, answer] of [
    [feeds, 'ListEventFeedsResponse'],
    [actions, 'ListActionSchemasResponse'],
  ] as const) {
    const response = { typeUrl: `${type}.${answer}`, value: new Uint8Array() };
    expect(await finished).toMatchObject({
      outcome: 'success',
      request: { finalState: { value: { response } } },
    });
  }
  expect(simulator.requests).toEqual([]);
});

test('with --skip-full-sync the login is tried, and an empty full sync uploaded', async () => {
  const task = api.tasks.push({ syncFull: {} });
  serving.launch({ BATON_SKIP_FULL_SYNC: 'true' });
  expect(await task.finished).toMatchObject({ outcome: 'success' });
  const reader = await task.uploads[0]?.open();
  expect([reader?.run.type, reader?.stats()]).toMatchObject([
    'full',
    { resourceTypes: 0, entitlements: 0, grants: 0 },
  ]);
  await reader?.close();
  expect(simulator.requests.filter(({ path }) => /group|search|spaces/.test(path))).toEqual([]);
  simulator.auth.revoked = true;
  const refused = api.tasks.push({ syncFull: {} });
  expect(await refused.finished).toMatchObject({ outcome: 'error' });
  const { stderr } = await serving.stopped();
  expect(stderr).toContain('BATON_SKIP_FULL_SYNC is set: nothing was read, and an empty sync is uploaded.');
  expect(await serving.left()).toEqual([]);
});

test('a task whose log is wanted uploads that too: its own requests, without secrets', async () => {
  const quiet = api.tasks.push({ syncFull: {} });
  const wanted = api.tasks.push({ syncFull: {} }, { debug: true });
  serving.launch();
  for (const { finished } of [quiet, wanted]) expect(await finished).toMatchObject({ outcome: 'success' });
  expect([quiet.uploads.length, wanted.uploads.length]).toEqual([1, 2]);
  const [sync, log] = wanted.uploads;
  const reader = await sync?.open();
  expect(reader?.run.type).toBe('full');
  await reader?.close();
  const text = await readFile(log?.path ?? '', 'utf8');
  const lines = logged(text);
  const requests = lines.filter(({ msg }) => msg === 'request');
  const urls = requests.map(({ url }) => String(url));
  const spaces = urls.flatMap((url) => /spaces[/](\d+)[/]permissions/.exec(url)?.[1] ?? []);
  expect(new Set(spaces)).toEqual(new Set(simulator.site.spaces.keys()));
  // Those of the other task, the same ones, are not among them.
  expect(new Set(urls).size).toBe(urls.length);
  expect(requests[0]).toMatchObject({ level: 'debug', method: 'GET', status: 200 });
  expect(lines.at(-1)).toMatchObject({ level: 'info', msg: 'sync complete' });
  expect(text).not.toContain(simulator.auth.token);
  const { stderr } = await serving.stopped();
  expect(stderr).not.toContain('"msg":"request"');
  expect(await serving.left()).toEqual([]);
});

test('a task whose log is wanted and that fails uploads nothing, and leaves nothing', async () => {
  simulator.auth.revoked = true;
  const task = api.tasks.push({ syncFull: {} }, { debug: true });
  serving.launch();
  expect(await task.finished).toMatchObject({ outcome: 'error' });
  expect(task.uploads).toEqual([]);
  await serving.stopped();
  expect(await serving.left()).toEqual([]);
});

test('credentials that ConductorOne refuses end it with their remedy', async () => {
  api.inject({ method: 'Hello', mishap: Code.Unauthenticated, times: Number.POSITIVE_INFINITY });
  const { exitCode, stderr } = await serving.launch();
  expect(exitCode).toBe(1);
  expect(logged(stderr)).toMatchObject([
    { level: 'error', msg: expect.stringContaining('the credential may have been rotated or deleted') },
  ]);
  expect(stderr).not.toContain(api.environment['BATON_CLIENT_SECRET']);
});

test.each([
  ['a client secret of another client', () => Credentials.generate('localhost').clientSecret],
  ['a client secret that was cut off', () => 'secret-token:conductorone.com:v1:eyJjYW5hcnk'],
])('%s is one clear line, and the end', async (_, secret) => {
  const wrong = secret();
  const { exitCode, stderr } = await serving.launch({ BATON_CLIENT_SECRET: wrong });
  expect(exitCode).toBe(1);
  expect(logged(stderr)).toMatchObject([
    { level: 'error', msg: expect.stringMatching(/refuses the credentials of|is cut off/) },
  ]);
  expect(stderr).not.toContain(wrong.split(':').at(-1));
});

test('tasks are worked at side by side: a slow one keeps no other waiting', async () => {
  simulator.faults = { latencyMs: 500 };
  const slow = [api.tasks.push({ syncFull: {} }), api.tasks.push({ syncFull: {} })];
  const quick = api.tasks.push({ hello: {} });
  serving.launch();
  expect(await quick.finished).toMatchObject({ outcome: 'hello' });
  expect(slow.map(({ state }) => state)).toEqual(['running', 'running']);
  for (const { finished, finishes } of slow) {
    expect(await finished).toMatchObject({ outcome: 'success' });
    expect(finishes).toHaveLength(1);
  }
});

test('an API token that is revoked in the midst of a sync fails that one, and not those with a new token', async () => {
  simulator.faults = { latencyMs: 100 };
  const task = api.tasks.push({ syncFull: {} });
  serving.launch();
  while (simulator.requests.length < 5) await sleep(10);
  simulator.auth.revoked = true;
  expect(await task.finished).toMatchObject({
    outcome: 'error',
    message: expect.stringContaining('The token may have expired or been revoked'),
  });
  expect(task.uploads).toEqual([]);
  simulator.auth.revoked = false;
  expect(await api.tasks.push({ syncFull: {} }).finished).toMatchObject({ outcome: 'success' });
});

test('switches take no word after them', async () => {
  const { exitCode, stdout } = await confluenceSync(['-p', '--health-check', 'capabilities']);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('ConnectorCapabilities')]);
});

test('a health check of nobody fails', async () => {
  const port = await freePort();
  const { exitCode, stderr } = await confluenceSync(['health-check', '--health-check-port', String(port)]);
  expect([exitCode, stderr]).toEqual([
    1,
    `http://127.0.0.1:${port}/health does not answer: connect ECONNREFUSED 127.0.0.1:${port}`,
  ]);
});

test('a temporary folder that is not there is one clear line, and the end', async () => {
  const { exitCode, stderr } = await serving.launch({ TMPDIR: '/nowhere' });
  expect(exitCode).toBe(1);
  expect(logged(stderr)).toMatchObject([{ level: 'error', msg: expect.stringContaining('/nowhere') }]);
});

test('a proxy that is none is one clear line, and the end', async () => {
  const { exitCode, stderr } = await serving.launch({ HTTPS_PROXY: 'http://user:canary@:0:0' });
  expect(exitCode).toBe(1);
  expect(logged(stderr)).toMatchObject([{ level: 'error', msg: expect.stringContaining('HTTPS_PROXY') }]);
  expect(stderr).not.toContain('canary');
  expect(await serving.left()).toEqual([]);
});
