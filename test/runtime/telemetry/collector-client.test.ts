import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CollectorClient, type Signal } from '../../../src/runtime/telemetry/collector-client.ts';
import { connectionTo } from '../../../src/runtime/telemetry/connection.ts';
import { endpointOf } from '../../../src/runtime/telemetry/endpoint.ts';
import { until } from '../conductorone/clock.ts';
import { Collector } from './collector.ts';

const bytes = new Uint8Array();

let collector: Collector;
let client: CollectorClient;
let warnings: string[];

beforeEach(async () => {
  collector = await Collector.start();
  warnings = [];
  client = clientOf(collector.endpoint);
});

afterEach(async () => {
  client.close();
  await collector.stop();
});

function clientOf(endpoint: string, timeout = 5_000): CollectorClient {
  return new CollectorClient({
    host: endpoint,
    connect: () => connectionTo(endpointOf(endpoint, false)),
    headers: { 'x-key': 'canary' },
    warn: (message) => warnings.push(message),
    timeout,
  });
}

test('send brings both signals to their services, with the headers', async () => {
  await client.send('traces', bytes);
  await client.send('logs', bytes);
  expect(collector.requests.map(({ path, headers }) => [path, headers['x-key']])).toEqual([
    ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'canary'],
    ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'canary'],
  ]);
  expect(warnings).toEqual([]);
});

test('send tries again what may pass', async () => {
  collector.answer = { grpc: 14 };
  const sending = client.send('traces', bytes);
  await until(() => collector.requests.length > 0);
  collector.answer = 'taken';
  await sending;
  expect(collector.requests).toHaveLength(2);
  expect(warnings).toEqual([]);
});

const silence = (why: string) =>
  `Traces and logs do not reach the collector ${collector.endpoint}: ${why}. It must take OTLP over gRPC, usually at port 4317, with TLS unless --otel-collector-endpoint-tls-insecure is set. What it does not take is dropped; nothing else depends on it.`;

const refusal = (signal: string, why: string, flag: string) =>
  `The collector ${collector.endpoint} refuses ${signal}: ${why}. They are dropped; ${flag} sends none.`;

/** Tries to send more than a collector that is down may be asked for. */
async function sendMuch(signal: Signal): Promise<void> {
  for (let index = 0; index < 50; index += 1) await client.send(signal, bytes).catch(() => {});
}

test.each([
  ['UNAVAILABLE', { grpc: 14, message: 'no canary here' }, 'UNAVAILABLE: no (hidden) here'],
  ['503', { http: 503 }, 'UNAVAILABLE: HTTP 503'],
] as const)('send leaves a collector alone that cannot now, and warns once: %s', async (_, answer, why) => {
  collector.answer = answer;
  await sendMuch('traces');
  await sendMuch('logs');
  // Three times each.
  expect(collector.requests).toHaveLength(6);
  expect(warnings).toEqual([silence(why)]);
});

test.each([
  ['UNAUTHENTICATED', { grpc: 16, message: 'who?' }, 'UNAUTHENTICATED: who?'],
  ['404', { http: 404 }, 'UNIMPLEMENTED: HTTP 404'],
] as const)(
  'send leaves a collector alone that refuses, and warns once of each signal: %s',
  async (_, answer, why) => {
    collector.answer = answer;
    await sendMuch('traces');
    await sendMuch('logs');
    expect(collector.requests).toHaveLength(2);
    expect(warnings).toEqual([
      refusal('traces', why, '--otel-tracing-disabled'),
      refusal('logs', why, '--otel-logging-disabled'),
    ]);
  },
);

test('send goes on with traces where a collector takes no logs', async () => {
  collector.answer = { grpc: 12, message: 'unknown service' };
  await sendMuch('logs');
  collector.answer = 'taken';
  await client.send('traces', bytes);
  await client.send('traces', bytes);
  expect(collector.requests.map(({ taken }) => taken)).toEqual([false, true, true]);
  expect(warnings).toEqual([refusal('logs', 'UNIMPLEMENTED: unknown service', '--otel-logging-disabled')]);
});

test('send asks once more in the end, and then nobody is waited for', async () => {
  collector.answer = { grpc: 16 };
  await expect(client.send('traces', bytes)).rejects.toThrow();
  collector.answer = 'taken';
  client.hurry();
  await client.send('traces', bytes);
  expect(collector.requests).toHaveLength(2);
  collector.answer = 'silence';
  const ended = expect(client.send('traces', bytes)).rejects.toThrow();
  await until(() => collector.requests.length === 3);
  client.close();
  await ended;
  expect(warnings).toHaveLength(1);
});

test('send gives up a collector that says nothing', async () => {
  collector.answer = 'silence';
  const hasty = clientOf(collector.endpoint, 200);
  hasty.hurry();
  await expect(hasty.send('traces', bytes)).rejects.toThrow();
  hasty.close();
  expect(collector.requests).toHaveLength(1);
  expect(warnings).toEqual([expect.stringContaining(': no answer in time. ')]);
});

test('send says what a connection fails with', async () => {
  const { endpoint } = collector;
  await collector.stop();
  client.hurry();
  await expect(client.send('traces', bytes)).rejects.toThrow();
  expect(warnings).toEqual([expect.stringMatching(new RegExp(`${endpoint}: connect ECONNREFUSED`))]);
  collector = await Collector.start();
});

test('send says what a collector takes only in part', async () => {
  collector.answer = { rejected: 3, why: 'too old' };
  await client.send('traces', bytes);
  await client.send('traces', bytes);
  expect(warnings).toEqual([`The collector ${collector.endpoint} refuses some traces: too old`]);
});
