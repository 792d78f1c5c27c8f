import { EventEmitter } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { main } from '../../../src/runtime/main.ts';
import { HttpProxy } from '../../integration/processes/http-proxy.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { loopbackCertificate, proxiedName } from '../../support/certificate.ts';
import { temporaryFolder } from '../../support/files.ts';
import { freePort } from '../../support/free-ports.ts';
import { runHere } from '../../support/in-process.ts';
import { Echo } from '../cli/echo.ts';
import { confluenceSyncHere, logged } from '../cli/run.ts';
import { ServingHere } from '../cli/serving.ts';
import { until } from '../conductorone/clock.ts';
import { type Answer, Collector } from './collector.ts';
import type { ReceivedSpan } from './otlp.ts';

let folder: string;
let collector: Collector;
const ends: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  collector = await Collector.start();
  ends.push(() => collector.stop());
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type Texts = Readonly<Record<string, string>>;

/** What has a collector without TLS take everything. */
const plainly = (endpoint = collector.endpoint): Texts => ({
  BATON_OTEL_COLLECTOR_ENDPOINT: endpoint,
  BATON_OTEL_COLLECTOR_ENDPOINT_TLS_INSECURE: 'true',
});

async function simulated(): Promise<Simulator> {
  const simulator = await Simulator.start({ site: siteFrom(smallSite) });
  ends.push(() => simulator.stop());
  return simulator;
}

/** A sync of the small site. */
async function synced(settings: Texts, simulator?: Simulator) {
  const { environment } = simulator ?? (await simulated());
  return confluenceSyncHere([], { env: { ...environment, ...settings }, cwd: folder });
}

/** Spans as `parent > name`, with the parents that a collector knows. */
function tree(spans: readonly ReceivedSpan[]): readonly string[] {
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  return [
    ...new Set(spans.map(({ parentSpanId, name }) => `${names.get(parentSpanId) ?? ''} > ${name}`)),
  ].sort();
}

function spanOf(name: string): ReceivedSpan {
  const found = collector.spans.find((span) => span.name === name);
  if (!found) throw new Error(`There is no span ${name}.`);
  return found;
}

describe('a sync', () => {
  test('is one trace: its stages, and the requests of each', async () => {
    const { exitCode, stderr } = await synced(plainly());
    expect([exitCode, logged(stderr).map(({ level }) => level)]).toEqual([0, ['info']]);
    const { spans } = collector;
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
    const sync = spanOf('sync');
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
    expect(spanOf('GET /wiki/api/v2/spaces')).toMatchObject({
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
    const { stderr } = await synced(plainly());
    const [line = {}] = logged(stderr);
    const { level, ts: _, msg, ...attributes } = line;
    const [record] = collector.logs;
    expect(collector.logs).toHaveLength(1);
    expect(record).toMatchObject({ level, severity: 9, body: msg, attributes });
    expect(record?.resource).toMatchObject({ 'service.name': 'confluence-sync' });
    expect(record?.traceId).toBe(spanOf('sync').traceId);
  });

  test('tells of requests that are made again, and of waits', async () => {
    const simulator = await simulated();
    simulator.inject({ path: /v2\/spaces\?/, mishap: 429, times: 1 });
    simulator.inject({ path: /search\/user/, mishap: 'dropped', times: 1 });
    const { exitCode } = await synced(plainly(), simulator);
    expect(exitCode).toBe(0);
    const tries = (route: string) =>
      collector.spans
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
    const { attributes, events } = spanOf('sync');
    expect(attributes['confluence_sync.retries']).toBe(2);
    expect(events).toMatchObject([{ name: 'rate limited' }]);
  });

  test('that fails is an error, with its message', async () => {
    const simulator = await simulated();
    simulator.auth.revoked = true;
    const { exitCode, stderr } = await synced(plainly(), simulator);
    expect(exitCode).toBe(1);
    const [line] = logged(stderr);
    expect(spanOf('sync').status).toEqual({ code: 2, message: line?.['msg'] });
    expect(collector.logs).toMatchObject([{ level: 'error', severity: 17, body: line?.['msg'] }]);
  });

  test('that is interrupted has not failed, and what it did before arrives', async () => {
    const simulator = await simulated();
    simulator.inject({ path: /v2\/spaces\?/, mishap: 'stalled', times: Number.POSITIVE_INFINITY });
    const events = new EventEmitter();
    const ended = runHere(main, [], {
      directory: folder,
      environment: { ...simulator.environment, ...plainly() },
      events,
    });
    await until(() => collector.spans.length > 0);
    events.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toMatchObject({ exitCode: 143 });
    expect(spanOf('sync').status.code).toBe(0);
    expect(spanOf('GET /wiki/api/v2/spaces')).toMatchObject({
      attributes: { 'error.type': expect.any(String) },
      status: { code: 2 },
    });
    expect(collector.logs.map(({ body }) => body)).toContain('Interrupted. Nothing was written.');
  });

  test('at a terminal tells people there, and has a log for the collector', async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 300 });
    const simulator = await simulated();
    const exitCode = await main(['node', 'confluence-sync'], {
      stdin: Readable.from([]),
      stdout: new PassThrough(),
      stderr: terminal,
      environment: { ...simulator.environment, ...plainly() },
      directory: folder,
      events: new EventEmitter(),
      exit: () => {},
    });
    expect([exitCode, String(terminal.read())]).toEqual([0, expect.stringMatching(/sync[.]c1z: 3 users/)]);
    expect(collector.logs).toMatchObject([{ level: 'info', body: 'sync complete' }]);
    expect(spanOf('sync').status.code).toBe(0);
  });

  test.each([
    ['traces', 'BATON_OTEL_LOGGING_DISABLED', [true, false]],
    ['logs', 'BATON_OTEL_TRACING_DISABLED', [false, true]],
  ])('sends %s only', async (_, variable, sent) => {
    expect(await synced({ ...plainly(), [variable]: 'true' })).toMatchObject({ exitCode: 0 });
    expect([collector.spans.length > 0, collector.logs.length > 0]).toEqual(sent);
  });

  test.each<[string, Texts]>([
    ['no endpoint', { BATON_OTEL_COLLECTOR_ENDPOINT: '' }],
    ['neither traces nor logs', { BATON_OTEL_LOGGING_DISABLED: 'true', BATON_OTEL_TRACING_DISABLED: 'true' }],
    ['an SDK that is disabled', { OTEL_SDK_DISABLED: 'true' }],
  ])('sends nothing: %s', async (_, settings) => {
    const endpoint = `http://${collector.endpoint}`;
    const { exitCode } = await synced({ ...plainly(), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...settings });
    expect([exitCode, collector.requests]).toEqual([0, []]);
  });

  test('goes by the variables that OpenTelemetry has for all', async () => {
    await synced({
      ...plainly(),
      OTEL_SERVICE_NAME: 'ours',
      OTEL_RESOURCE_ATTRIBUTES: 'team=identity',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=canary',
    });
    expect(spanOf('sync').resource).toMatchObject({ 'service.name': 'ours', team: 'identity' });
    expect(collector.requests.map(({ headers }) => headers['x-key'])).toEqual(
      collector.requests.map(() => 'canary'),
    );
  });
});

describe('a collector with TLS', () => {
  let certificate: { readonly key: string; readonly cert: string };

  beforeEach(async () => {
    certificate = await loopbackCertificate();
    await collector.stop();
    collector = await Collector.start(certificate);
  });

  test.each<[string, (pem: string) => Promise<Texts>]>([
    [
      'in a file',
      async (pem) => {
        await writeFile(join(folder, 'ca.pem'), pem);
        return { BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT_PATH: 'ca.pem' };
      },
    ],
    ['as PEM', async (pem) => ({ BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT: pem })],
    [
      'as base64 of PEM, as the vendor’s connector takes it',
      async (pem) => ({
        BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT: Buffer.from(pem).toString('base64url'),
      }),
    ],
  ])('is trusted by its certificate %s', async (_, settings) => {
    const { exitCode } = await synced({
      BATON_OTEL_COLLECTOR_ENDPOINT: collector.endpoint,
      ...(await settings(certificate.cert)),
    });
    expect([exitCode, spanOf('sync').status.code]).toEqual([0, 0]);
  });

  test('is reached through the proxy that the environment names', async () => {
    const proxy = await HttpProxy.start();
    ends.push(() => proxy.stop());
    const { exitCode } = await synced({
      BATON_OTEL_COLLECTOR_ENDPOINT: `${proxiedName}:${collector.port}`,
      BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT: certificate.cert,
      HTTPS_PROXY: proxy.url(),
    });
    expect([exitCode, spanOf('sync').status.code]).toEqual([0, 0]);
    expect(proxy.asked).toContain(`CONNECT ${proxiedName}:${collector.port}`);
  });

  test('is not spoken with in clear, nor one without TLS by it', async () => {
    const plain = await Collector.start();
    ends.push(() => plain.stop());
    const secured = await synced({ BATON_OTEL_COLLECTOR_ENDPOINT: plain.endpoint });
    const inClear = await synced(plainly());
    expect([secured, inClear].map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(secured.stderr).toMatch(/ERR_SSL_WRONG_VERSION_NUMBER[.] It must take OTLP over gRPC/);
    expect(inClear.stderr).toMatch(/It must take OTLP over gRPC, usually at port 4317, with TLS unless/);
    expect([plain.requests, collector.requests]).toEqual([[], []]);
  });

  test('that nobody knows gets nothing, and the sync goes on', async () => {
    const { exitCode, stderr } = await synced({ BATON_OTEL_COLLECTOR_ENDPOINT: collector.endpoint });
    const warnings = logged(stderr).filter(({ level }) => level === 'warn');
    expect([exitCode, warnings]).toEqual([
      0,
      [expect.objectContaining({ msg: expect.stringContaining('self-signed certificate') })],
    ]);
    expect(collector.requests).toEqual([]);
  });
});

test.each([
  ['grant', { BATON_GRANT_ENTITLEMENT: 'group:g-empty:member' }, 0, 0],
  ['revoke', { BATON_REVOKE_GRANT: 'group:g-empty:member:user:ada' }, 0, 0],
  ['grant', { BATON_GRANT_ENTITLEMENT: 'group:nowhere:member' }, 1, 2],
])('a %s by its flags, %j, is a trace of its own', async (name, change, exitCode, status) => {
  const principal = { BATON_GRANT_PRINCIPAL: 'ada', BATON_GRANT_PRINCIPAL_TYPE: 'user' };
  const asked = { ...change, ...(name === 'grant' && principal) };
  expect(await synced({ ...plainly(), ...asked })).toMatchObject({ exitCode });
  expect(spanOf(name).status.code).toBe(status);
  expect(collector.spans.filter(({ parentSpanId }) => parentSpanId === '')).toHaveLength(1);
});

test('a collector may be at a socket', async () => {
  const path = join(folder, 'otel.sock');
  await collector.stop();
  collector = await Collector.start(undefined, path);
  expect(await synced(plainly(`unix://${path}`))).toMatchObject({ exitCode: 0 });
  expect(spanOf('sync').status.code).toBe(0);
  await rm(path, { force: true });
});

describe('whatever becomes of the collector, a sync is done', () => {
  test.each<[string, Answer, RegExp, number]>([
    ['it refuses', { grpc: 7, message: 'not you' }, /refuses (?:traces|logs): PERMISSION_DENIED: not you/, 2],
    ['it cannot now', { http: 503 }, /UNAVAILABLE: HTTP 503/, 1],
    ['nobody listens', 'taken', /connect ECONNREFUSED/, 1],
  ])('%s', async (title, answer, message, count) => {
    collector.answer = answer;
    const endpoint = title === 'nobody listens' ? `localhost:${await freePort()}` : collector.endpoint;
    const { exitCode, stderr } = await synced(plainly(endpoint));
    const lines = logged(stderr).map(({ level, msg }) => [level, msg]);
    expect([exitCode, lines]).toEqual([
      0,
      [['info', 'sync complete'], ...Array(count).fill(['warn', expect.stringMatching(message)])],
    ]);
  });

  test('it says nothing', async () => {
    collector.answer = 'silence';
    const { exitCode, stderr } = await synced(plainly());
    expect([exitCode, logged(stderr).map(({ msg }) => msg)]).toEqual([
      0,
      ['sync complete', expect.stringContaining(': no answer in time.')],
    ]);
    expect(collector.requests.length).toBeGreaterThan(0);
    // Nothing is left that would keep a process from ending.
    await until(() => collector.connections === 0);
  });
});

test.each<[Texts, string]>([
  [
    { BATON_OTEL_COLLECTOR_ENDPOINT: 'http://canary:canary@collector' },
    'error: --otel-collector-endpoint (or BATON_OTEL_COLLECTOR_ENDPOINT) has credentials before the host, which are not sent: OTEL_EXPORTER_OTLP_HEADERS takes them. Write it like collector:4317.',
  ],
  [
    { BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT_PATH: 'none.pem' },
    'error: --otel-collector-endpoint-tls-cert-path none.pem: cannot be read (ENOENT).',
  ],
  [
    { BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT: 'canary' },
    'error: --otel-collector-endpoint-tls-cert (or its variable) holds no certificate as PEM.',
  ],
  [
    {
      BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT: 'canary',
      BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT_PATH: 'none.pem',
    },
    'error: Give --otel-collector-endpoint-tls-cert-path or --otel-collector-endpoint-tls-cert, not both.',
  ],
])(
  'a setting that cannot be used ends the command before anything is asked: %j',
  async (settings, message) => {
    const simulator = await simulated();
    expect(await synced({ ...plainly(), ...settings }, simulator)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: message,
    });
    expect([simulator.requests, collector.requests]).toEqual([[], []]);
  },
);

test('settings that have no effect are named', async () => {
  const { cert } = await loopbackCertificate();
  const { exitCode, stderr } = await synced({
    ...plainly(),
    BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT: cert,
    OTEL_RESOURCE_ATTRIBUTES: 'canary',
  });
  const warnings = logged(stderr).filter(({ level }) => level === 'warn');
  expect([exitCode, warnings.map(({ msg }) => msg)]).toEqual([
    0,
    [
      'OTEL_RESOURCE_ATTRIBUTES has no effect: write it like name=value,other=value, with percent-encoding.',
      'Certificates for the collector have no effect: it is reached without TLS.',
    ],
  ]);
});

describe('in service mode', () => {
  let serving: ServingHere;

  beforeEach(async () => {
    serving = await ServingHere.prepare(folder, { site: siteFrom(smallSite) });
    ends.push(() => serving.end());
  });

  test('each task is a trace of its own, up to its upload, and the last lines of the log arrive', async () => {
    const { api } = serving;
    const tasks = [api.tasks.push({ syncFull: {} }), api.tasks.push({ grant: {} })];
    serving.launch({ ...plainly(), BATON_PROVISIONING: 'true' });
    await Promise.all(tasks.map(({ finished }) => finished));
    const { exitCode, stderr } = await serving.stopped();
    expect(exitCode).toBe(0);
    const service = 'c1.connectorapi.baton.v1.BatonService';
    const [sync, grant] = [spanOf('sync'), spanOf('grant')];
    const ofSync = collector.spans.filter(({ traceId }) => traceId === sync.traceId);
    expect(tree(ofSync)).toEqual(
      expect.arrayContaining([
        ' > sync',
        'sync > log in',
        'sync > read groups',
        'sync > write',
        `sync > ${service}/FinishTask`,
        `sync > ${service}/UploadAsset`,
      ]),
    );
    expect(spanOf(`${service}/UploadAsset`)).toMatchObject({
      kind: 3,
      attributes: { 'rpc.system.name': 'grpc', 'rpc.response.status_code': '0' },
      status: { code: 0 },
    });
    expect(spanOf('write').end).toBeLessThanOrEqual(spanOf(`${service}/UploadAsset`).start);
    expect(sync).toMatchObject({
      attributes: { 'confluence_sync.task.outcome': 'done', 'confluence_sync.spaces': 2 },
      status: { code: 0 },
    });
    expect(grant.traceId).not.toBe(sync.traceId);
    expect(grant).toMatchObject({
      attributes: { 'confluence_sync.task.outcome': 'failed' },
      status: { code: 2, message: expect.any(String) },
    });
    // What belongs to no task is in none of the traces.
    expect(new Set(collector.spans.filter(({ parentSpanId }) => parentSpanId === ''))).toEqual(
      new Set(collector.spans.filter(({ name }) => ['sync', 'grant', 'hello'].includes(name))),
    );
    expect(collector.logs.map(({ body }) => body)).toEqual(logged(String(stderr)).map(({ msg }) => msg));
    const ended = collector.logs.filter(({ attributes }) => attributes['kind'] === 'syncFull');
    expect(ended.map(({ body, traceId }) => [body, traceId])).toContainEqual(['task ended', sync.traceId]);
  });

  test('a collector that is down is warned of once, and tasks are done', async () => {
    const { api } = serving;
    collector.answer = { grpc: 14 };
    const tasks = Array.from({ length: 5 }, () => api.tasks.push({ syncFull: {} }));
    serving.launch(plainly());
    for (const { finished } of tasks) expect(await finished).toMatchObject({ outcome: 'success' });
    const { exitCode, stderr } = await serving.stopped();
    const warnings = logged(String(stderr)).filter(({ level }) => level === 'warn');
    expect([exitCode, warnings]).toEqual([
      0,
      [expect.objectContaining({ msg: expect.stringContaining('UNAVAILABLE') })],
    ]);
  });
});

describe('nothing private reaches the collector', () => {
  const [user, key] = ['canary@acme.example', 'canary/key'];
  const basic = Buffer.from(`${user}:${key}`).toString('base64').replace(/=+$/, '');

  const sent = () => Buffer.concat(collector.requests.map(({ bytes }) => bytes)).toString('latin1');

  test.each([
    ['info', ['canary', basic]],
    // Names are in a log of this level.
    ['debug', [key, encodeURIComponent(key), basic]],
  ])('of a sync whose server repeats it, at level %s', async (level, secrets) => {
    const echo = await Echo.start('', () => 403);
    ends.push(() => echo.stop());
    const { exitCode } = await confluenceSyncHere([], {
      env: {
        ...plainly(),
        BATON_DOMAIN_URL: echo.url,
        BATON_USERNAME: user,
        BATON_API_KEY: key,
        BATON_LOG_LEVEL: level,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-key=canary%2Fkey',
      },
      cwd: folder,
    });
    expect(exitCode).toBe(1);
    expect(spanOf('sync').status.message).toContain('(hidden)');
    expect(collector.logs.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(sent()).not.toContain(secret);
  });

  test('of service mode', async () => {
    const serving = await ServingHere.prepare(folder, { site: siteFrom(smallSite) });
    ends.push(() => serving.end());
    const echo = await Echo.start('', () => 403);
    ends.push(() => echo.stop());
    const task = serving.api.tasks.push({ syncFull: {} });
    serving.launch({ ...plainly(), BATON_DOMAIN_URL: echo.url, BATON_USERNAME: user, BATON_API_KEY: key });
    await task.finished;
    await serving.stopped();
    expect(spanOf('sync').status).toMatchObject({ code: 2, message: expect.stringContaining('(hidden)') });
    const { BATON_CLIENT_SECRET: secret } = serving.api.environment;
    expect(secret).toMatch(/./);
    for (const each of ['canary', basic, String(secret)]) expect(sent()).not.toContain(each);
  });

  test('of ids in the paths of a site', async () => {
    await synced({ ...plainly(), BATON_OTEL_LOGGING_DISABLED: 'true' });
    const names = collector.spans.map(({ name, attributes }) => `${name} ${attributes['url.template']}`);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => /\d{2,}|[?=]/.test(name.replaceAll('/v2/', '')))).toEqual([]);
  });
});
