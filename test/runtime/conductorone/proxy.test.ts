import { readFile } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { readClient, requestToken } from '../../../src/oauth/token.ts';
import { Api } from '../../../src/runtime/conductorone/api.ts';
import { connectionTo } from '../../../src/runtime/conductorone/connection.ts';
import { endpointOf } from '../../../src/runtime/conductorone/endpoint.ts';
import { proxyFor } from '../../../src/runtime/conductorone/proxy.ts';
import { AccessTokenCache } from '../../../src/runtime/conductorone/token-cache.ts';
import { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import { HttpProxy } from '../../integration/processes/http-proxy.ts';
import { temporaryFolder } from '../../support/files.ts';

// Of all that Node.js trusts, tests need none, and to read them takes its time.
const authorities = getCACertificates('default');
afterAll(() => setDefaultCACertificates(authorities));
let conductorOne: ConnectorApi;

beforeEach(async () => {
  conductorOne = await ConnectorApi.start({ folder: await temporaryFolder() });
  setDefaultCACertificates([await readFile(conductorOne.caFile, 'utf8')]);
});

afterEach(async () => {
  await conductorOne.stop();
});

/** An API behind a proxy. */
async function apiThrough(url: string): Promise<Api> {
  const { clientId, clientSecret } = conductorOne.credentials;
  const endpoint = endpointOf(clientId, {});
  const client = await readClient(clientId, clientSecret);
  const proxy = new URL(url);
  const tokens = new AccessTokenCache(() => requestToken(client, endpoint.host, { proxy }));
  return new Api(() => connectionTo(endpoint.host, { proxy }), tokens, endpoint, 'agent');
}

test('logins and calls go through the proxy, with its password', async () => {
  const proxy = await HttpProxy.start('bot:pass word');
  const api = await apiThrough(proxy.url('bot:pass%20word'));
  expect(await api.getTask()).toMatchObject({ task: undefined });
  expect(await api.getTask()).toMatchObject({ task: undefined });
  const { host } = conductorOne;
  expect(proxy.asked).toEqual([`CONNECT ${host}`, `CONNECT ${host}`]);
  expect(proxy.credentials).toEqual(['bot:pass word', 'bot:pass word']);
  await conductorOne.stop();
  await proxy.stop();
});

test('a proxy that refuses is told of, without its password', async () => {
  const proxy = await HttpProxy.start('bot:right');
  const { clientId } = conductorOne.credentials;
  const endpoint = endpointOf(clientId, {});
  const tokens = new AccessTokenCache(async () => ({
    authorization: 'Bearer 1',
    expires: performance.now() + 60_000,
  }));
  const url = new URL(proxy.url('bot:canary'));
  const api = new Api(() => connectionTo(endpoint.host, { proxy: url }), tokens, endpoint, 'agent');
  const error = await api.getTask().catch((reason: Error) => reason);
  expect(error).toMatchObject({
    passing: true,
    message: expect.stringMatching(
      /^GetTask: no answer from localhost:\d+: the proxy 127\.0\.0\.1:\d+ answers 407\. Check .*HTTPS_PROXY/,
    ),
  });
  expect((error as Error).message).not.toContain('canary');
  await proxy.stop();
});

test('a proxy that is not there is told of', async () => {
  const proxy = await HttpProxy.start();
  const url = proxy.url();
  await proxy.stop();
  const login = await apiThrough(url);
  await expect(login.getTask()).rejects.toThrow(/^GetTask: no answer from localhost:\d+: .*ECONNREFUSED/);
  const endpoint = endpointOf(conductorOne.credentials.clientId, {});
  const tokens = new AccessTokenCache(async () => ({
    authorization: 'Bearer 1',
    expires: performance.now() + 60_000,
  }));
  const api = new Api(() => connectionTo(endpoint.host, { proxy: new URL(url) }), tokens, endpoint, 'agent');
  await expect(api.getTask()).rejects.toThrow(/no answer from localhost:\d+: the proxy .*ECONNREFUSED/);
});

test.each([
  [{}, undefined],
  [{ HTTP_PROXY: 'http://proxy:3128' }, undefined],
  [{ HTTPS_PROXY: 'http://proxy:3128' }, 'proxy:3128'],
  [{ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.conductor.one:8443' }, undefined],
  [{ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.conductor.one:443' }, 'proxy:3128'],
])('with %j the proxy is %s', (environment, host) => {
  expect(proxyFor('acme.conductor.one:8443', environment)?.host).toBe(host);
});

test('what is no proxy is not repeated', () => {
  expect(() => proxyFor('acme.conductor.one', { HTTPS_PROXY: 'http://bot:canary@proxy:port' })).toThrow(
    /^HTTPS_PROXY is not the address of a proxy, such as http:\/\/host:port$/,
  );
});
