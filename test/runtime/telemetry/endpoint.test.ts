import { expect, test } from '@jest/globals';
import { endpointOf } from '../../../src/runtime/telemetry/endpoint.ts';

test.each([
  ['collector:4317', true, 'https://collector:4317', 4317],
  ['collector:4317', false, 'http://collector:4317', 4317],
  ['collector.example.com', true, 'https://collector.example.com', 443],
  ['collector.example.com', false, 'http://collector.example.com', 443],
  ['collector:80', false, 'http://collector', 80],
  ['collector:443', true, 'https://collector', 443],
  ['[::1]:4317', true, 'https://[::1]:4317', 4317],
  ['dns:///collector:4317', true, 'https://collector:4317', 4317],
  ['dns:collector:4317', true, 'https://collector:4317', 4317],
  ['passthrough:///10.0.0.1:4317', false, 'http://10.0.0.1:4317', 4317],
  ['http://collector:4317', true, 'http://collector:4317', 4317],
  ['http://collector/', true, 'http://collector', 80],
  ['https://collector:4317/', false, 'https://collector:4317', 4317],
  ['https://collector', false, 'https://collector', 443],
] as const)('endpointOf takes %s, with TLS unless it says otherwise: %j', (text, secure, origin, port) => {
  const endpoint = endpointOf(text, secure);
  expect([endpoint.url.origin, endpoint.port, endpoint.socket]).toEqual([origin, port, undefined]);
});

test.each([
  ['unix:///run/otel.sock', '/run/otel.sock'],
  ['unix:otel.sock', 'otel.sock'],
])('endpointOf takes the socket %s', (text, socket) => {
  expect(endpointOf(text, false)).toMatchObject({ socket });
});

test.each([
  ['http://collector:4318/v1/traces', /has a path, as OTLP over HTTP has it/],
  ['collector:4317/v1', /has a path/],
  ['ftp://collector', /has a scheme that is not known/],
  ['https://canary:canary@collector', /has credentials before the host/],
  ['canary:canary@collector:4317', /has credentials before the host/],
  ['http://', /is not the address of a collector/],
  ['collector:port', /is not the address of a collector/],
  ['two words', /is not the address of a collector/],
  ['collector:4317?canary', /is not the address of a collector/],
])('endpointOf refuses %s, and does not repeat it', (text, message) => {
  expect(() => endpointOf(text, true)).toThrow(message);
  expect(() => endpointOf(text, true)).not.toThrow(/canary/);
});
