import { hostname } from 'node:os';
import { expect, test } from '@jest/globals';
import { endpointOf } from '../../../src/runtime/conductorone/endpoint.ts';

const id = 'quiet-otter-123@acme.conductor.one/spc';

test('the client id says where, and the machine who', () => {
  expect(endpointOf(id, {})).toEqual({
    host: 'acme.conductor.one',
    audience: 'acme.conductor.one',
    clientName: 'quiet-otter-123',
    hostId: hostname(),
  });
});

test('the environment overrides both, but not whom assertions are meant for', () => {
  const environment = { BATON_C1_API_HOST: 'localhost:8443', BATON_HOST_ID: 'pod-7' };
  expect(endpointOf(id, environment)).toEqual({
    host: 'localhost:8443',
    audience: 'acme.conductor.one',
    clientName: 'quiet-otter-123',
    hostId: 'pod-7',
  });
});

test('what is set to nothing is not set', () => {
  expect(endpointOf(id, { BATON_C1_API_HOST: '', BATON_HOST_ID: '' })).toEqual(endpointOf(id, {}));
});

test('a host id is never longer than ConductorOne takes', () => {
  expect(endpointOf(id, { BATON_HOST_ID: 'x'.repeat(300) }).hostId).toHaveLength(256);
});

test.each(['', 'quiet-otter-123', 'a@b', '@acme.conductor.one/spc', 'a@acme.conductor.one/'])(
  'a client id cannot be "%s"',
  (wrong) => {
    expect(() => endpointOf(wrong, {})).toThrow('the client id must look like');
  },
);

test.each(['https://acme.conductor.one', 'acme.conductor.one/api', 'user:canary@host', 'host:port', 'a b'])(
  'the host of the API cannot be "%s"',
  (wrong) => {
    expect(() => endpointOf(id, { BATON_C1_API_HOST: wrong })).toThrow(
      /^BATON_C1_API_HOST must be a host.*path$/,
    );
  },
);
