import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SiteLogin } from '../../../src/runtime/confluence/address.ts';
import type { ConnectOptions } from '../../../src/runtime/confluence/connect.ts';
import { ConfluenceError } from '../../../src/runtime/confluence/error.ts';
import { logIn } from '../../../src/runtime/confluence/login.ts';
import { generateSite } from '../../simulator/generate.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { expectedPermissions } from './expected.ts';
import { everything, hasty, readPermissions, withSimulator } from './reading.ts';
import { Tampering } from './tampering.ts';

const site = generateSite();
const current = '/wiki/rest/api/user/current';
const tenantInfo = '/_edge/tenant_info';

type Token = 'token' | 'scopedToken';

/** Credentials of the simulator's account, and a gateway that is the simulator itself. */
const accessTo = ({ url, auth }: Simulator, token: Token = 'token'): SiteLogin => ({
  domainUrl: url,
  username: auth.username,
  apiKey: auth[token],
  gateway: `${url}/ex/confluence`,
});

const calls = ({ requests }: Simulator) => requests.map(({ path, status }) => `${path} ${status}`);

/** The error of a login that must fail. */
async function failure(access: SiteLogin, options: ConnectOptions = hasty): Promise<ConfluenceError> {
  const error = await logIn(access, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfluenceError);
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(access.apiKey);
  return error as ConfluenceError;
}

/** Runs a test against a server that answers as it is told to, and that keeps what it was sent. */
async function withServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  run: (url: string, received: readonly IncomingMessage[]) => Promise<void>,
): Promise<void> {
  const received: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    received.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, received);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('a token', () => {
  test('that is a classic one works at the site', () =>
    withSimulator({ site }, async (simulator) => {
      const { accountId, base, cloudId } = await logIn(accessTo(simulator), hasty);
      expect({ base, cloudId }).toEqual({ base: simulator.url, cloudId: undefined });
      expect(site.users.has(accountId)).toBe(true);
      expect(calls(simulator)).toEqual([`${current} 200`]);
    }));

  test('that is a scoped one works at the gateway, whose cloud id is discovered', () =>
    withSimulator({ site }, async (simulator) => {
      const { client, base, cloudId } = await logIn(accessTo(simulator, 'scopedToken'), hasty);
      expect({ base, cloudId }).toEqual({ base: simulator.gatewayUrl, cloudId: simulator.cloudId });
      const prefix = `/ex/confluence/${cloudId}`;
      expect(calls(simulator)).toEqual([`${current} 401`, `${tenantInfo} 200`, `${prefix}${current} 200`]);
      simulator.clear();
      expect(await readPermissions(simulator, everything, client)).toEqual(
        expectedPermissions(site, everything),
      );
      expect(simulator.requests.filter(({ path }) => !path.startsWith(prefix))).toEqual([]);
    }));

  test('needs no discovery where the cloud id is given', () =>
    withSimulator({ site }, async (simulator) => {
      const { cloudId } = simulator;
      const login = await logIn({ ...accessTo(simulator, 'scopedToken'), cloudId }, hasty);
      expect(login).toMatchObject({ base: simulator.gatewayUrl, cloudId });
      expect(calls(simulator)).toEqual([`/ex/confluence/${cloudId}${current} 200`]);
    }));

  test('that works nowhere is an error that tells of both attempts', () =>
    withSimulator({ site }, async (simulator) => {
      simulator.auth.revoked = true;
      const { url, gatewayUrl, cloudId } = simulator;
      expect(await failure(accessTo(simulator))).toMatchObject({
        failure: 'credentials',
        status: 401,
        message: `The login at ${url} failed: GET ${current}: Confluence answers 401. As a scoped token: The login at ${gatewayUrl} failed: GET ${current}: Confluence answers 401: Unauthorized. Check the user name and the API token. The token may have expired or been revoked, its owner may be deactivated, or it belongs to another site; a scoped token needs the cloud id, a classic one must not have it.`,
      });
      expect(calls(simulator)).toEqual([
        `${current} 401`,
        `${tenantInfo} 200`,
        `/ex/confluence/${cloudId}${current} 401`,
      ]);
    }));

  test('that is a classic one is refused at the gateway, and tried nowhere else', () =>
    withSimulator({ site }, async (simulator) => {
      const error = await failure({ ...accessTo(simulator), cloudId: simulator.cloudId });
      expect(error).toMatchObject({ failure: 'credentials', status: 401 });
      expect(error.message).toContain('a classic one must not have it');
      expect(simulator.requests).toHaveLength(1);
    }));

  test('that lacks a scope is said to', () =>
    withSimulator({ site }, async (simulator) => {
      simulator.inject({ path: /^\/ex\/confluence/, mishap: 'missing-scope' });
      const error = await failure(accessTo(simulator, 'scopedToken'));
      expect(error.failure).toBe('credentials');
      expect(error.message).toMatch(/scope does not match[.] The scoped token lacks a scope/);
    }));
});

describe('a cloud id that cannot be discovered leaves the error of the site', () => {
  test.each([
    ['no site', 404],
    ['an HTML page', 'html'],
    ['half an answer', 'malformed'],
  ] as const)('%s', (_, mishap) =>
    withSimulator({ site }, async (simulator) => {
      simulator.inject({ path: /tenant_info/, times: Number.POSITIVE_INFINITY, mishap });
      const error = await failure(accessTo(simulator, 'scopedToken'));
      expect(error.failure).toBe('credentials');
      expect(error.message).toMatch(
        /answers 401[.] As a scoped token: The cloud id could not be discovered: GET \/_edge\/tenant_info: .*expired or been revoked/,
      );
    }),
  );

  test('any other JSON', () =>
    withSimulator({ site }, async (simulator) => {
      const tampering = await Tampering.start(simulator);
      try {
        await fc.assert(
          fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.record({ cloudId: fc.jsonValue() })), async (json) => {
            tampering.tamper = (path, answer) => (path === tenantInfo ? json : answer);
            simulator.clear();
            const error = await failure({ ...accessTo(simulator, 'scopedToken'), domainUrl: tampering.url });
            expect(error.failure).toBe('credentials');
          }),
          { numRuns: 60 },
        );
      } finally {
        await tampering.stop();
      }
    }));

  test('a gateway that is not reached', () =>
    withSimulator({ site }, async (simulator) => {
      const gateway = 'http://127.0.0.1:1/ex/confluence';
      const error = await failure({ ...accessTo(simulator, 'scopedToken'), gateway });
      expect(error.failure).toBe('credentials');
      expect(error.message).toMatch(
        /login at http:\/\/127[.]0[.]0[.]1:1\/ex.*ECONNREFUSED.*Check the user name and the API token/,
      );
    }));
});

test('the time for the run holds for all that a login tries', () =>
  withSimulator({ site }, async (simulator) => {
    simulator.inject({ path: /^\/ex\/confluence/, mishap: 'stalled' });
    const error = await failure(accessTo(simulator, 'scopedToken'), {
      ...hasty,
      signal: AbortSignal.timeout(100),
    });
    expect(error.failure).toBe('stopped');
  }));

describe('a login is refused', () => {
  test('where a public site takes the caller for anonymous, and nothing is discovered', () =>
    withSimulator({ site, publicSite: true }, async (simulator) => {
      const error = await failure({ ...accessTo(simulator), username: 'nobody@acme.com' });
      expect(error).toMatchObject({ failure: 'credentials', status: 200 });
      expect(error.message).toMatch(/answers 200, but .* anonymous[.] Check the user name/);
      expect(calls(simulator)).toEqual([`${current} 200`]);
    }));

  test('where the owner may not use Confluence', () => {
    const [eve] = [...site.users.values()].filter(({ licensed }) => !licensed);
    return withSimulator({ site, account: eve?.accountId ?? '' }, async (simulator) => {
      const error = await failure(accessTo(simulator));
      expect(error.failure).toBe('forbidden');
      expect(error.message).toMatch(/answers 403: .*not permitted to use Confluence[.] Check.*IP allowlist/);
      expect(simulator.requests).toHaveLength(1);
    });
  });

  test('where no Confluence is', () =>
    withSimulator({ site }, async (simulator) => {
      simulator.inject({ path: /./, times: Number.POSITIVE_INFINITY, mishap: 404 });
      const error = await failure(accessTo(simulator));
      expect(error).toMatchObject({ failure: 'missing', status: 404 });
      expect(error.message).toContain(`The login at ${simulator.url} failed`);
      expect(error.message).toContain('Check the name of the site');
      expect(simulator.requests).toHaveLength(1);
    }));

  test.each([401, 403])('where Confluence wants a CAPTCHA: %d', (status) =>
    withServer(
      (_, response) =>
        response.writeHead(status, { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' }).end('{}'),
      async (url) => {
        const error = await failure({ domainUrl: url, username: 'a', apiKey: 'canary' });
        expect(error.message).toMatch(new RegExp(`answers ${status} \\(AUTHENTICATION_DENIED\\).*CAPTCHA`));
      },
    ),
  );

  test('where something else answers, which is not asked for long', () =>
    withSimulator({ site }, async (simulator) => {
      simulator.inject({ path: /./, times: Number.POSITIVE_INFINITY, mishap: 'html' });
      const error = await failure(accessTo(simulator));
      expect(error.failure).toBe('unreachable');
      expect(error.message).toMatch(
        /text\/html.* in place of JSON, with status 200[.] A proxy or a login page/,
      );
      expect(simulator.requests).toHaveLength(5);
    }));

  test('where something else answers in JSON', () =>
    withServer(
      (_, response) => response.end('["hello"]'),
      async (url, received) => {
        const error = await failure({ domainUrl: url, username: 'a', apiKey: 'canary' });
        expect(error.failure).toBe('malformed');
        expect(error.message).toContain('Something else than Confluence answers there');
        expect(received).toHaveLength(1);
      },
    ));
});

test('credentials go to no host that a redirection names', () =>
  withServer(
    (_, response) => response.end('{"accountId":"stolen"}'),
    (elsewhere, stolen) =>
      withServer(
        (_, response) => response.writeHead(302, { location: `${elsewhere}/secret?path` }).end(),
        async (url) => {
          const error = await failure({ domainUrl: url, username: 'a', apiKey: 'canary' });
          expect(error.failure).toBe('refused');
          expect(error.message).toContain(`answers 302, go to ${elsewhere}. That is not how`);
          expect(stolen).toEqual([]);
        },
      ),
  ));

test('the cloud id is asked for without credentials', () =>
  withServer(
    ({ url }, response) => {
      const status = url === tenantInfo ? 200 : 401;
      response.writeHead(status).end('{"cloudId":"it"}');
    },
    async (url, received) => {
      await failure({ domainUrl: url, username: 'a', apiKey: 'canary', gateway: `${url}/ex` });
      const asked = received.map((request) => [request.url, request.headers.authorization !== undefined]);
      expect(asked).toEqual([
        [current, true],
        [tenantInfo, false],
        [`/ex/it${current}`, true],
      ]);
    },
  ));

describe('a site that is not reached is given up after a few attempts', () => {
  test.each([
    ['a name that DNS does not know', 'no-such-site.invalid', /ENOTFOUND|EAI_AGAIN/],
    ['nobody there', 'http://127.0.0.1:1', /ECONNREFUSED/],
  ])('%s', async (_, domainUrl, code) => {
    const error = await failure({ domainUrl, username: 'a', apiKey: 'canary' });
    expect(error.failure).toBe('unreachable');
    expect(error.message).toMatch(code);
    expect(error.message).toContain('Check the name of the site');
  });

  test('a plain server where HTTPS is meant', () =>
    withSimulator({ site }, async (simulator) => {
      const domainUrl = simulator.url.slice('http://'.length);
      expect((await failure({ ...accessTo(simulator), domainUrl })).failure).toBe('unreachable');
    }));
});
