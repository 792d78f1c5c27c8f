import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { temporaryFolder } from '../support/files.ts';
import { baton, type Call, Client, confluence, type Login, made } from './client.ts';
import { ConductorOne } from './server.ts';

let conductorOne: ConductorOne;
let client: Client;

beforeAll(async () => {
  conductorOne = await ConductorOne.start(await temporaryFolder());
  client = await Client.of(conductorOne);
});
afterAll(() => conductorOne.stop());

describe('a login', () => {
  test('is answered with a token that opens the API', async () => {
    const { status, body } = await client.logIn();
    expect({ status, body }).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
    const authorization = `Bearer ${body.access_token}`;
    expect(authorization).not.toBe(client.bearer);
    const search = await client.call('POST', '/api/v1/search/apps', { body: {}, authorization });
    expect(search.status).toBe(200);
  });

  test.each<[string, () => Login | Promise<Login>]>([
    ['another audience', () => ({ audience: 'acme.conductor.one' })],
    ['an audience with a port', () => ({ audience: new URL(conductorOne.url).host })],
    ['an expired assertion', () => ({ expires: '-1 minute' })],
    ['another issuer', () => ({ issuer: 'stranger@localhost/spc' })],
    [
      'another key',
      async () => {
        const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
        return { key: await exportJWK(privateKey) };
      },
    ],
    ['no assertion', () => ({ form: { client_assertion: '' } })],
  ])('with %s is refused', async (_, login) => {
    expect(await client.logIn(await login())).toMatchObject({ status: 401, body: { code: 16 } });
  });

  test.each(['client_id', 'grant_type', 'client_assertion_type'])(
    'with another %s is a bad request',
    async (key) => {
      const { status, body } = await client.logIn({ form: { [key]: 'other' } });
      expect({ status, message: body.message }).toEqual({
        status: 400,
        message: expect.stringContaining(key),
      });
    },
  );
});

describe('a call', () => {
  test.each([
    ['without a token', () => ''],
    ['with a wrong token', () => 'Bearer stranger'],
    ['with the token under another scheme', () => client.bearer.replace('Bearer', 'Basic')],
    ['with the bare token', () => client.bearer.replace('Bearer ', '')],
  ])('%s is refused', async (_, authorization) => {
    const { status, body } = await client.call('POST', '/api/v1/search/apps', {
      body: {},
      authorization: authorization(),
    });
    expect({ status, body }).toEqual({
      status: 401,
      body: { code: 16, message: 'Unauthenticated', details: [] },
    });
  });

  const app = { displayName: 'Confluence' };
  const annotations = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`a${index}`, 'x']));
  const text = { stringValue: 'x' };
  test.each<[string, string, unknown, string]>([
    ['a body that is not JSON', '/apps', 'displayName: Confluence', 'JSON'],
    ['a body that is no object', '/apps', '[]', 'root'],
    ['an unknown field', '/apps', { ...app, displayname: 'x' }, '"displayname"'],
    ['a missing field', '/apps', {}, 'displayName'],
    ['a wrong type', '/apps', { ...app, monthlyCostUsd: '5' }, 'monthlyCostUsd'],
    ['an unknown value', '/apps', { ...app, identityMatching: 'STRICT' }, 'identityMatching'],
    ['a reserved annotation', '/apps', { ...app, annotations: { 'c1/x': 'y' } }, 'annotations'],
    ['too many annotations', '/apps', { ...app, annotations }, 'annotations'],
    ['an unknown field in a mask', '/apps/APP', { app, updateMask: 'displayName,name' }, 'updateMask'],
    ['an unknown catalog entry', '/apps/APP/connectors', { ...baton, catalogId: 'x' }, 'catalog'],
    ['an owner who is nobody', '/apps/APP/connectors', { ...baton, userIds: ['2nobody'] }, '2nobody'],
    ['an unknown setting', '/apps/APP/connectors/create', confluence({ url: text }), 'configuration url'],
    [
      'a setting that is no text',
      '/apps/APP/connectors/create',
      confluence({ username: { boolValue: true } }),
      'config.configuration.username',
    ],
    [
      'settings of another type',
      '/apps/APP/connectors/create',
      { ...confluence({}), config: { '@type': 'x', configuration: {} } },
      '@type',
    ],
    ['a page that is too large', '/search/apps', { pageSize: 101 }, 'pageSize'],
    ['a page of less than nothing', '/search/users', { pageSize: -1 }, 'pageSize'],
    ['a page token of its own', '/search/users', { pageToken: 'next' }, 'page token'],
  ])('with %s is a bad request', async (_, path, body, message) => {
    const { apps, connectors } = conductorOne.tenant;
    const { id } = conductorOne.tenant.addApp('Confluence');
    const before = [...apps, ...connectors];
    const answer = await client.call('POST', `/api/v1${path.replace('APP', id)}`, { body });
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 400,
      body: { code: 3, message: expect.stringContaining(message), details: [] },
    });
    expect([...apps, ...connectors]).toEqual(before);
  });

  test.each(['page_size=many', 'page_size=101', 'pageSize=10', 'page_token=x'])(
    'with the query %s is a bad request',
    async (query) => {
      const { connectors } = await made(client);
      expect((await client.call('GET', `${connectors}?${query}`)).status).toBe(400);
    },
  );

  type Made = Awaited<ReturnType<typeof made>>;
  test.each<[string, string, (one: Made, other: Made) => string]>([
    ['an unknown path', 'GET', () => '/api/v2/apps'],
    ['an unknown method', 'DELETE', () => '/api/v1/apps'],
    ['an unknown app', 'GET', () => '/api/v1/apps/2nothing'],
    ['an unknown app’s connectors', 'GET', () => '/api/v1/apps/2nothing/connectors'],
    ['an unknown connector', 'GET', ({ connectors }) => `${connectors}/2nothing`],
    ['another app’s connector', 'GET', (one, other) => `${other.connectors}/${one.connectorId}`],
    ['an unknown credential', 'GET', ({ connector }) => `${connector}/credentials/2nothing`],
    [
      'another connector’s credential',
      'GET',
      (one, other) => `${other.connector}/credentials/${one.credentialId}`,
    ],
  ])('for %s finds nothing', async (_, method, path) => {
    const answer = await client.call(method, path(await made(client), await made(client)));
    expect(answer).toMatchObject({ status: 404, body: { code: 5 } });
  });
});

describe('a fault', () => {
  const path = /\/search\/apps$/;
  const search = (options: Call = {}) => client.call('POST', '/api/v1/search/apps', { body: {}, ...options });

  test('is answered as often as it says, with its headers, and only where it matches', async () => {
    conductorOne.inject({ method: 'POST', path, status: 429, headers: { 'retry-after': '7' }, times: 2 });
    conductorOne.inject({ method: 'GET', path, status: 500 });
    conductorOne.inject({ method: 'POST', path, status: 409 });
    expect((await client.call('POST', '/api/v1/search/users', { body: {} })).status).toBe(200);
    const tooMany = { status: 429, headers: { 'retry-after': '7' }, body: { code: 8, details: [] } };
    expect(await search()).toMatchObject(tooMany);
    expect(await search()).toMatchObject(tooMany);
    expect((await search()).status).toBe(409);
    expect((await search()).status).toBe(200);
  });

  test('cuts the connection and leaves the tenant as it was', async () => {
    const before = conductorOne.tenant.apps.size;
    conductorOne.inject({ method: 'POST', path: /\/apps$/, status: 'cut' });
    const body = { displayName: 'Confluence' };
    await expect(client.call('POST', '/api/v1/apps', { body })).rejects.toThrow('socket hang up');
    expect(conductorOne.tenant.apps.size).toBe(before);
    expect(conductorOne.requests.at(-1)).toEqual({ method: 'POST', path: '/api/v1/apps', status: 'cut' });
  });

  test('makes the real answer late', async () => {
    // So late that whoever waited for it would not come through this test.
    conductorOne.inject({ method: 'POST', path, delay: 600_000 });
    await expect(search({ signal: AbortSignal.timeout(200) })).rejects.toThrow('abort');
  });

  test.each([
    ['the real answer', {}, { status: 200, body: { list: expect.any(Array) } }],
    ['another answer', { status: 503 }, { status: 503, body: { code: 14 } }],
  ])('gives %s once its time has come', async (_, fault, answer) => {
    conductorOne.inject({ method: 'POST', path, delay: 20, ...fault });
    expect(await search()).toMatchObject(answer);
  });

  test('cuts the connection once its time has come', async () => {
    conductorOne.inject({ method: 'POST', path, delay: 20, status: 'cut' });
    await expect(search()).rejects.toThrow('socket hang up');
  });
});
