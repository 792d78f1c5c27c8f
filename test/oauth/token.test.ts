import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { CredentialsError, readClient, requestToken } from '../../src/oauth/token.ts';
import { Credentials } from '../conductorone/credentials.ts';
import { loopbackCertificate } from '../support/certificate.ts';

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

// Of all that Node.js trusts, tests need none, and to read them takes its time.
const authorities = getCACertificates('default');
afterAll(() => setDefaultCACertificates(authorities));
let server: Server;
let host: string;
let reply: Reply;
let asked: string[];

beforeEach(async () => {
  const { key, cert } = await loopbackCertificate();
  setDefaultCACertificates([cert]);
  asked = [];
  server = createServer({ key, cert }, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `localhost:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function login() {
  const { clientId, clientSecret } = Credentials.generate('acme.conductor.one');
  return requestToken(await readClient(clientId, clientSecret), host);
}

const token = { access_token: 'abc', expires_in: 60 };

test.each([
  [{ ...token, token_type: 'Bearer' }, 'Bearer abc'],
  [{ ...token, token_type: 'bearer' }, 'Bearer abc'],
  [token, 'Bearer abc'],
  [{ ...token, token_type: 'DPoP' }, 'DPoP abc'],
])('the answer %j is used as %s', async (answer, authorization) => {
  reply = { body: JSON.stringify(answer) };
  expect(await login()).toMatchObject({ authorization });
});

test.each([400, 401, 403, 404])('%d refuses the credentials', async (status) => {
  reply = { status };
  const failed = login();
  await expect(failed).rejects.toBeInstanceOf(CredentialsError);
  await expect(failed).rejects.toThrow(
    `refuses the credentials of terraform@acme.conductor.one/spc (HTTP ${status})`,
  );
});

test.each([429, 500, 503])('%d says nothing of the credentials', async (status) => {
  reply = { status };
  const failed = login();
  await expect(failed).rejects.not.toBeInstanceOf(CredentialsError);
  await expect(failed).rejects.toThrow(`${host} answers ${status} to a login`);
});

test('a login is sent nowhere else', async () => {
  reply = { status: 307, headers: { location: `https://${host}/elsewhere` } };
  await expect(login()).rejects.toThrow(`${host} answers 307 to a login`);
  expect(asked).toEqual(['POST /auth/v1/token']);
});

test.each(['', '<html>', '{}', '{"access_token":"","expires_in":60}', '{"access_token":"abc"}'])(
  'an answer such as %j is no token',
  async (body) => {
    reply = { body };
    await expect(login()).rejects.toThrow(`${host} answers a login with something that is no token`);
  },
);

const canary = Buffer.from('{"kty":"OKP","d":"canary"}').toString('base64url');

test.each([
  ['too few parts', canary],
  ['too many', `secret-token:conductorone.com:v1:${canary}:more`],
  ['another version', `secret-token:conductorone.com:v2:${canary}`],
  ['half a key', `secret-token:conductorone.com:v1:${canary}`],
  ['no JSON', 'secret-token:conductorone.com:v1:canary'],
])('a secret with %s is refused and not repeated', async (_, secret) => {
  const failed = readClient('a@acme.conductor.one/spc', secret);
  await expect(failed).rejects.toThrow(/^the client secret is not one of ConductorOne’s, or is cut off$/);
  const error = await failed.catch((reason: Error) => reason);
  expect((error as Error).stack).not.toContain(canary);
});
