import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { HttpProxy } from '../../integration/processes/http-proxy.ts';
import { loopbackCertificate, proxiedName } from '../../support/certificate.ts';
import { freePort } from '../../support/free-ports.ts';
import { logged } from '../cli/run.ts';
import { until } from '../conductorone/clock.ts';
import { collecting, type Texts } from './collecting.ts';
import { type Answer, Collector } from './collector.ts';

const world = collecting();

describe('a collector with TLS', () => {
  let certificate: { readonly key: string; readonly cert: string };

  beforeEach(async () => {
    certificate = await loopbackCertificate();
    await world.listen(certificate);
  });

  test.each<[string, (pem: string) => Promise<Texts>]>([
    [
      'in a file',
      async (pem) => {
        await writeFile(join(world.folder, 'ca.pem'), pem);
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
    const { exitCode } = await world.synced({
      BATON_OTEL_COLLECTOR_ENDPOINT: world.collector.endpoint,
      ...(await settings(certificate.cert)),
    });
    expect([exitCode, world.spanOf('sync').status.code]).toEqual([0, 0]);
  });

  test('is reached through the proxy that the environment names', async () => {
    const proxy = await HttpProxy.start();
    world.endWith(() => proxy.stop());
    const { exitCode } = await world.synced({
      BATON_OTEL_COLLECTOR_ENDPOINT: `${proxiedName}:${world.collector.port}`,
      BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT: certificate.cert,
      HTTPS_PROXY: proxy.url(),
    });
    expect([exitCode, world.spanOf('sync').status.code]).toEqual([0, 0]);
    expect(proxy.asked).toContain(`CONNECT ${proxiedName}:${world.collector.port}`);
  });

  test('is not spoken with in clear, nor one without TLS by it', async () => {
    const plain = await Collector.start();
    world.endWith(() => plain.stop());
    const secured = await world.synced({ BATON_OTEL_COLLECTOR_ENDPOINT: plain.endpoint });
    const inClear = await world.synced(world.plainly());
    expect([secured, inClear].map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(secured.stderr).toMatch(/ERR_SSL_WRONG_VERSION_NUMBER[.] It must take OTLP over gRPC/);
    expect(inClear.stderr).toMatch(/It must take OTLP over gRPC, usually at port 4317, with TLS unless/);
    expect([plain.requests, world.collector.requests]).toEqual([[], []]);
  });

  test('that nobody knows gets nothing, and the sync goes on', async () => {
    const { exitCode, stderr } = await world.synced({
      BATON_OTEL_COLLECTOR_ENDPOINT: world.collector.endpoint,
    });
    const warnings = logged(stderr).filter(({ level }) => level === 'warn');
    expect([exitCode, warnings]).toEqual([
      0,
      [expect.objectContaining({ msg: expect.stringContaining('self-signed certificate') })],
    ]);
    expect(world.collector.requests).toEqual([]);
  });
});

test('a collector may be at a socket', async () => {
  const path = join(world.folder, 'otel.sock');
  await world.listen(undefined, path);
  expect(await world.synced(world.plainly(`unix://${path}`))).toMatchObject({ exitCode: 0 });
  expect(world.spanOf('sync').status.code).toBe(0);
  await rm(path, { force: true });
});

describe('whatever becomes of the collector, a sync is done', () => {
  test.each<[string, Answer, RegExp, number]>([
    ['it refuses', { grpc: 7, message: 'not you' }, /refuses (?:traces|logs): PERMISSION_DENIED: not you/, 2],
    ['it cannot now', { http: 503 }, /UNAVAILABLE: HTTP 503/, 1],
    ['nobody listens', 'taken', /connect ECONNREFUSED/, 1],
  ])('%s', async (title, answer, message, count) => {
    world.collector.answer = answer;
    const endpoint = title === 'nobody listens' ? `localhost:${await freePort()}` : world.collector.endpoint;
    const { exitCode, stderr } = await world.synced(world.plainly(endpoint));
    const lines = logged(stderr).map(({ level, msg }) => [level, msg]);
    expect([exitCode, lines]).toEqual([
      0,
      [['info', 'sync complete'], ...Array(count).fill(['warn', expect.stringMatching(message)])],
    ]);
  });

  test('it says nothing', async () => {
    world.collector.answer = 'silence';
    const { exitCode, stderr } = await world.synced(world.plainly());
    expect([exitCode, logged(stderr).map(({ msg }) => msg)]).toEqual([
      0,
      ['sync complete', expect.stringContaining(': no answer in time.')],
    ]);
    expect(world.collector.requests.length).toBeGreaterThan(0);
    // Nothing is left that would keep a process from ending.
    await until(() => world.collector.connections === 0);
  });
});
