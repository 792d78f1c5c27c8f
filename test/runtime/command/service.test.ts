import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Code } from '@connectrpc/connect';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { environment } from '../../../src/kubernetes/environment.ts';
import { secretData } from '../../../src/kubernetes/secrets.ts';
import { settings, variableOf } from '../../../src/runtime/command/settings.ts';
import { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { selfHostedOf, terraform } from '../../support/configs.ts';
import { temporaryFolder } from '../../support/files.ts';
import { command, confluenceSync, logged } from './run.ts';

let api: ConnectorApi;
let simulator: Simulator;
let scratch: string;
let service: ReturnType<typeof started> | undefined;

beforeEach(async () => {
  api = await ConnectorApi.start({ folder: await temporaryFolder() });
  simulator = await Simulator.start({ site: generateSite() });
  scratch = await temporaryFolder();
  service = undefined;
});
afterEach(async () => {
  service?.kill('SIGKILL');
  await service;
  await Promise.all([api.stop(), simulator.stop()]);
});

function started(settings: Readonly<Record<string, string>> = {}) {
  return execa(process.execPath, [...command], {
    cwd: scratch,
    reject: false,
    extendEnv: false,
    timeout: 60_000,
    env: {
      ...simulator.environment,
      ...api.environment,
      BATON_HOST_ID: 'host',
      TMPDIR: scratch,
      ...settings,
    },
  });
}

/** Ends the service as Kubernetes does. */
async function stopped() {
  service?.kill('SIGTERM');
  return service as NonNullable<typeof service>;
}

test('a full sync is read, uploaded and reported; nothing is left behind', async () => {
  const task = api.tasks.push({ syncFull: {} });
  service = started();
  expect(await task.finished).toMatchObject({ outcome: 'success' });
  const reader = await task.uploads[0]?.open();
  expect(reader?.run.type).toBe('full');
  const { resourcesByType, grants } = reader?.stats() ?? {};
  expect(resourcesByType).toMatchObject({ group: 10, space: 20 });
  await reader?.close();
  const { exitCode, stderr } = await stopped();
  expect(exitCode).toBe(0);
  expect(logged(stderr)).toMatchObject([
    { msg: 'connected' },
    { msg: 'task started', id: task.id, kind: 'syncFull' },
    { msg: 'sync complete', sync_type: 'full', grants },
    { msg: 'task ended', id: task.id, outcome: 'done' },
    { msg: 'stopping', running: 0 },
  ]);
  expect(await readdir(scratch)).toEqual([]);
});

test('a task says what to leave out', async () => {
  const [space] = simulator.site.spaces.keys();
  const resourcesOnly = api.tasks.push({ syncFull: { skipEntitlementsAndGrants: true } });
  const unexpanded = api.tasks.push({ syncFull: { skipExpandGrants: true } });
  const types = api.tasks.push({ syncFull: { syncResourceTypeIds: ['user'] } });
  const target = { id: { resourceType: 'space', resource: space ?? '' } };
  const targeted = api.tasks.push({ syncFull: { targetedSyncResources: [target], skipGrants: true } });
  service = started({ BATON_TASK_CONCURRENCY: '1' });
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

test('a sync that misses spaces is reported as failed, not uploaded', async () => {
  const [space] = simulator.site.spaces.values();
  const path = new RegExp(`/spaces/${space?.id}/permissions`);
  simulator.inject({ path, mishap: 403, times: Number.POSITIVE_INFINITY });
  const task = api.tasks.push({ syncFull: {} });
  service = started();
  expect(await task.finished).toMatchObject({
    outcome: 'error',
    code: Code.Unavailable,
    nonRetryable: false,
    message: expect.stringContaining(`some spaces could not be read: ${space?.key}: GET`),
  });
  expect(task.uploads).toEqual([]);
  await stopped();
  expect(await readdir(scratch)).toEqual([]);
});

test('a sync that finds much less than the one before is reported as failed, not uploaded', async () => {
  const before = api.tasks.push({ syncFull: {} });
  service = started({ BATON_TASK_CONCURRENCY: '1' });
  expect(await before.finished).toMatchObject({ outcome: 'success' });
  const [space] = simulator.site.spaces.values();
  simulator.site.spaces.clear();
  if (space) simulator.site.spaces.set(space.id, space);
  const after = api.tasks.push({ syncFull: {} });
  expect(await after.finished).toMatchObject({
    outcome: 'error',
    code: Code.FailedPrecondition,
    nonRetryable: true,
    message: expect.stringContaining('spaces: 1 instead of 20 (-95%)'),
  });
  expect(after.uploads).toEqual([]);
});

test('a Confluence that refuses the login fails the task and the health check, not the service', async () => {
  simulator.auth.revoked = true;
  const task = api.tasks.push({ syncFull: {} });
  const port = await freePort();
  service = started({ BATON_HEALTH_CHECK: 'true', BATON_HEALTH_CHECK_PORT: port });
  expect(await task.finished).toMatchObject({
    outcome: 'error',
    message: expect.stringContaining('The token may have expired or been revoked'),
  });
  expect(await answer(port, '/health')).toBe(503);
  expect(await answer(port, '/live')).toBe(200);
  const check = (...args: readonly string[]) =>
    confluenceSync(['health-check', ...args], { env: { BATON_HEALTH_CHECK_PORT: port } });
  expect(await check()).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('answers 503: {"status":"unhealthy"'),
  });
  expect(await check('--endpoint', 'live')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  simulator.auth.revoked = false;
  expect(await answer(port, '/health')).toBe(200);
  const { exitCode, stderr } = await stopped();
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
  service = started();
  for (const [{ finished }, why] of refused) {
    expect(await finished).toMatchObject({ outcome: 'error', nonRetryable: true, ...why });
  }
  expect(simulator.requests).toEqual([]);
  const hello = api.tasks.push({ hello: {} });
  expect(await hello.finished).toMatchObject({ outcome: 'hello' });
});

test('credentials that ConductorOne refuses end it with their remedy', async () => {
  api.inject({ method: 'Hello', mishap: Code.Unauthenticated, times: Number.POSITIVE_INFINITY });
  service = started();
  const { exitCode, stderr } = await service;
  expect(exitCode).toBe(1);
  expect(logged(stderr)).toMatchObject([
    { level: 'error', msg: expect.stringContaining('the credential may have been rotated or deleted') },
  ]);
  expect(stderr).not.toContain(api.environment['BATON_CLIENT_SECRET']);
});

test('told to stop, it lets a sync end within the grace period, and cancels it after that', async () => {
  simulator.faults = { latencyMs: 5_000 };
  const task = api.tasks.push({ syncFull: {} });
  service = started({ BATON_SHUTDOWN_GRACE: '1s' });
  while (simulator.requests.length === 0) await sleep(20);
  const { exitCode, stderr } = await stopped();
  expect(await task.finished).toMatchObject({ outcome: 'error', code: Code.Canceled });
  expect(exitCode).toBe(0);
  expect(logged(stderr)).toMatchObject([
    {},
    {},
    { msg: 'stopping', running: 1 },
    { msg: 'task ended', outcome: 'cancelled' },
  ]);
  expect(await readdir(scratch)).toEqual([]);
});

test('switches take no word after them', async () => {
  const { exitCode, stdout } = await confluenceSync(['-p', '--health-check', 'capabilities']);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('ConnectorCapabilities')]);
});

test('a health check of nobody fails', async () => {
  const port = await freePort();
  const { exitCode, stderr } = await confluenceSync(['health-check', '--health-check-port', port]);
  expect([exitCode, stderr]).toEqual([
    1,
    `http://127.0.0.1:${port}/health does not answer: connect ECONNREFUSED 127.0.0.1:${port}`,
  ]);
});

test('every variable that the workload sets is a setting', () => {
  const set = ['hosting', 'rbac'].flatMap((kind) => {
    const entitlements = { nouns: ['space' as const], verbs: ['read' as const] };
    const more = kind === 'rbac' ? { useRbac: true } : { entitlements };
    const connector = selfHostedOf({
      ...terraform,
      cloudId: '8eee82c4-07b0-45b6-a6cb-6c7280d53901',
      hosting: {
        ...terraform.hosting,
        image: 'registry.acme.com/confluence-sync:1.0.0',
        provisioning: true,
        ...more,
      },
    });
    const secrets = { clientId: '', clientSecret: '', apiKey: '' };
    return Object.keys({ ...environment(connector), ...secretData(connector, secrets) });
  });
  const known = settings.map(({ name }) => variableOf(name));
  expect(set.filter((name) => name.startsWith('BATON_') && !known.includes(name))).toEqual([]);
});

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return String(port);
}

async function answer(port: string, path: string): Promise<number> {
  const { status } = await fetch(`http://127.0.0.1:${port}${path}`);
  return status;
}
