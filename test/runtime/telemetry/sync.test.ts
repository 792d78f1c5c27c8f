import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { main } from '../../../src/runtime/main.ts';
import { runHere } from '../../support/in-process.ts';
import { logged } from '../cli/run.ts';
import { until } from '../conductorone/clock.ts';
import { collecting, type Texts, tree } from './collecting.ts';

const world = collecting();

describe('a sync', () => {
  test('is one trace: its stages, and the requests of each', async () => {
    const { exitCode, stderr } = await world.synced(world.plainly());
    expect([exitCode, logged(stderr).map(({ level }) => level)]).toEqual([0, ['info']]);
    const { spans } = world.collector;
    expect(tree(spans)).toEqual([
      ' > sync',
      'log in > GET /wiki/rest/api/user/current',
      'read groups > GET /wiki/rest/api/group',
      'read groups > GET /wiki/rest/api/group/{id}/membersByGroupId',
      'read permissions > GET /wiki/api/v2/spaces/{id}/permissions',
      'read space roles > GET /wiki/api/v2/space-role-mode',
      'read space roles > GET /wiki/api/v2/space-roles',
      'read spaces > GET /wiki/api/v2/spaces',
      'read users > GET /wiki/rest/api/search/user',
      'sync > log in',
      'sync > read groups',
      'sync > read permissions',
      'sync > read space roles',
      'sync > read spaces',
      'sync > read users',
      'sync > write',
    ]);
    const sync = world.spanOf('sync');
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([sync.traceId]));
    expect(spans.filter(({ start, end, status }) => start > end || status.code === 2)).toEqual([]);
    expect(spans.map(({ resource }) => resource)).toEqual(
      spans.map(() => ({ 'service.name': 'confluence-sync', 'service.version': expect.any(String) })),
    );
    expect(sync.attributes).toMatchObject({
      'confluence_sync.type': 'full',
      'confluence_sync.users': 3,
      'confluence_sync.spaces': 2,
      'confluence_sync.requests': 10,
    });
    expect(world.spanOf('GET /wiki/api/v2/spaces')).toMatchObject({
      kind: 3,
      attributes: {
        'http.request.method': 'GET',
        'url.template': '/wiki/api/v2/spaces',
        'http.response.status_code': 200,
        'server.address': '127.0.0.1',
      },
    });
  });

  test('has its log sent as it is written, with the trace', async () => {
    const { stderr } = await world.synced(world.plainly());
    const [line = {}] = logged(stderr);
    const { level, ts: _, msg, ...attributes } = line;
    const [record] = world.collector.logs;
    expect(world.collector.logs).toHaveLength(1);
    expect(record).toMatchObject({ level, severity: 9, body: msg, attributes });
    expect(record?.resource).toMatchObject({ 'service.name': 'confluence-sync' });
    expect(record?.traceId).toBe(world.spanOf('sync').traceId);
  });

  test('tells of requests that are made again, and of waits', async () => {
    const simulator = await world.simulated();
    simulator.inject({ path: /v2\/spaces\?/, mishap: 429, times: 1 });
    simulator.inject({ path: /search\/user/, mishap: 'dropped', times: 1 });
    const { exitCode } = await world.synced(world.plainly(), simulator);
    expect(exitCode).toBe(0);
    const tries = (route: string) =>
      world.collector.spans
        .filter(({ name }) => name === `GET ${route}`)
        .map(({ attributes, status }) => ({
          status: attributes['http.response.status_code'],
          error: attributes['error.type'],
          resent: attributes['http.request.resend_count'],
          code: status.code,
        }));
    expect(tries('/wiki/api/v2/spaces')).toEqual([
      { status: 429, error: '429', resent: undefined, code: 2 },
      { status: 200, error: undefined, resent: 1, code: 0 },
    ]);
    expect(tries('/wiki/rest/api/search/user')).toMatchObject([
      { status: undefined, error: expect.stringMatching(/^[A-Z_]+$/), code: 2 },
      { status: 200, resent: 1, code: 0 },
    ]);
    const { attributes, events } = world.spanOf('sync');
    expect(attributes['confluence_sync.retries']).toBe(2);
    expect(events).toMatchObject([{ name: 'rate limited' }]);
  });

  test('that fails is an error, with its message', async () => {
    const simulator = await world.simulated();
    simulator.auth.revoked = true;
    const { exitCode, stderr } = await world.synced(world.plainly(), simulator);
    expect(exitCode).toBe(1);
    const [line] = logged(stderr);
    expect(world.spanOf('sync').status).toEqual({ code: 2, message: line?.['msg'] });
    expect(world.collector.logs).toMatchObject([{ level: 'error', severity: 17, body: line?.['msg'] }]);
  });

  test('that is interrupted has not failed, and what it did before arrives', async () => {
    const simulator = await world.simulated();
    simulator.inject({ path: /v2\/spaces\?/, mishap: 'stalled', times: Number.POSITIVE_INFINITY });
    const events = new EventEmitter();
    const ended = runHere(main, [], {
      directory: world.folder,
      environment: { ...simulator.environment, ...world.plainly() },
      events,
    });
    await until(() => world.collector.spans.length > 0);
    events.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toMatchObject({ exitCode: 143 });
    expect(world.spanOf('sync').status.code).toBe(0);
    expect(world.spanOf('GET /wiki/api/v2/spaces')).toMatchObject({
      attributes: { 'error.type': expect.any(String) },
      status: { code: 2 },
    });
    expect(world.collector.logs.map(({ body }) => body)).toContain('Interrupted. Nothing was written.');
  });

  test('at a terminal tells people there, and has a log for the collector', async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 300 });
    const simulator = await world.simulated();
    const exitCode = await main(['node', 'confluence-sync'], {
      stdin: Readable.from([]),
      stdout: new PassThrough(),
      stderr: terminal,
      environment: { ...simulator.environment, ...world.plainly() },
      directory: world.folder,
      events: new EventEmitter(),
      exit: () => {},
    });
    expect([exitCode, String(terminal.read())]).toEqual([0, expect.stringMatching(/sync[.]c1z: 3 users/)]);
    expect(world.collector.logs).toMatchObject([{ level: 'info', body: 'sync complete' }]);
    expect(world.spanOf('sync').status.code).toBe(0);
  });

  test.each([
    ['traces', 'BATON_OTEL_LOGGING_DISABLED', [true, false]],
    ['logs', 'BATON_OTEL_TRACING_DISABLED', [false, true]],
  ])('sends %s only', async (_, variable, sent) => {
    expect(await world.synced({ ...world.plainly(), [variable]: 'true' })).toMatchObject({ exitCode: 0 });
    expect([world.collector.spans.length > 0, world.collector.logs.length > 0]).toEqual(sent);
  });

  test.each<[string, Texts]>([
    ['no endpoint', { BATON_OTEL_COLLECTOR_ENDPOINT: '' }],
    ['neither traces nor logs', { BATON_OTEL_LOGGING_DISABLED: 'true', BATON_OTEL_TRACING_DISABLED: 'true' }],
    ['an SDK that is disabled', { OTEL_SDK_DISABLED: 'true' }],
  ])('sends nothing: %s', async (_, settings) => {
    const endpoint = `http://${world.collector.endpoint}`;
    const { exitCode } = await world.synced({
      ...world.plainly(),
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      ...settings,
    });
    expect([exitCode, world.collector.requests]).toEqual([0, []]);
  });

  test('goes by the variables that OpenTelemetry has for all', async () => {
    await world.synced({
      ...world.plainly(),
      OTEL_SERVICE_NAME: 'ours',
      OTEL_RESOURCE_ATTRIBUTES: 'team=identity',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=canary',
    });
    expect(world.spanOf('sync').resource).toMatchObject({ 'service.name': 'ours', team: 'identity' });
    expect(world.collector.requests.map(({ headers }) => headers['x-key'])).toEqual(
      world.collector.requests.map(() => 'canary'),
    );
  });
});

test.each([
  ['grant', { BATON_GRANT_ENTITLEMENT: 'group:g-empty:member' }, 0, 0],
  ['revoke', { BATON_REVOKE_GRANT: 'group:g-empty:member:user:ada' }, 0, 0],
  ['grant', { BATON_GRANT_ENTITLEMENT: 'group:nowhere:member' }, 1, 2],
])('a %s by its flags, %j, is a trace of its own', async (name, change, exitCode, status) => {
  const principal = { BATON_GRANT_PRINCIPAL: 'ada', BATON_GRANT_PRINCIPAL_TYPE: 'user' };
  const asked = { ...change, ...(name === 'grant' && principal) };
  expect(await world.synced({ ...world.plainly(), ...asked })).toMatchObject({ exitCode });
  expect(world.spanOf(name).status.code).toBe(status);
  expect(world.collector.spans.filter(({ parentSpanId }) => parentSpanId === '')).toHaveLength(1);
});
