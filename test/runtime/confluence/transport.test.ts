import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { Agent } from 'undici';
import { authorization } from '../../../src/runtime/confluence/address.ts';
import { currentUser } from '../../../src/runtime/confluence/current-user.ts';
import { RetryingClient } from '../../../src/runtime/confluence/retrying-client.ts';
import { type TransportOptions, transport } from '../../../src/runtime/confluence/transport.ts';
import { generateSite } from '../../simulator/generate.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { withSimulator } from './reading.ts';

const site = generateSite();

const sender = ({ url, auth }: Simulator, options: Partial<TransportOptions> = {}) =>
  transport(
    {
      base: url,
      authorization: authorization({ username: auth.username, apiKey: auth.token }),
    },
    { timeout: 5_000, ...options },
  );

describe('what comes in place of an answer', () => {
  test.each([
    [
      401,
      { failure: 'credentials', status: 401, message: expect.stringContaining('token may have expired') },
    ],
    ['missing-scope', { failure: 'credentials', message: expect.stringContaining('scope does not match') }],
    [403, { failure: 'forbidden', message: expect.stringContaining('administrator') }],
    [404, { failure: 'missing' }],
    [400, { failure: 'refused' }],
    [429, { failure: 'limited', retryAfter: 2_000 }],
    [503, { failure: 'limited', retryAfter: 2_000 }],
    [500, { failure: 'server', retryAfter: undefined }],
    [502, { failure: 'server' }],
    ['dropped', { failure: 'network' }],
    ['cut', { failure: 'network' }],
    ['malformed', { failure: 'network' }],
    [
      'html',
      {
        failure: 'unreachable',
        message: expect.stringMatching(/text\/html.* in place of JSON, with status 200[.] A proxy/),
      },
    ],
  ] as const)('%s', (mishap, error) =>
    withSimulator({ site, faults: { retryAfterSeconds: 2 } }, async (simulator) => {
      simulator.inject({ path: /./, mishap });
      const called = expect.stringContaining('GET /wiki/rest/api/user/current');
      const sending = currentUser(sender(simulator)).catch((reason: unknown) => reason);
      expect(await sending).toMatchObject({ name: 'ConfluenceError', ...error });
      expect(await sending).toMatchObject({ message: called });
      expect(simulator.requests).toHaveLength(1);
    }),
  );

  test('nothing at all', () =>
    withSimulator({ site }, async (simulator) => {
      simulator.inject({ path: /./, mishap: 'stalled' });
      await expect(currentUser(sender(simulator, { timeout: 50 }))).rejects.toMatchObject({
        failure: 'network',
      });
    }));

  test('nobody', async () => {
    const nobody = await withSimulator({ site }, async (simulator) => sender(simulator));
    await expect(currentUser(nobody)).rejects.toMatchObject({
      failure: 'unreachable',
      message: expect.stringMatching(/no answer from 127[.]0[.]0[.]1:\d+: .*ECONNREFUSED.*HTTPS_PROXY/),
    });
  });
});

test('ends a call at once when it is told to', () =>
  withSimulator({ site }, async (simulator) => {
    simulator.inject({ path: /./, mishap: 'stalled' });
    const controller = new AbortController();
    const sending = currentUser(sender(simulator, { signal: controller.signal }));
    controller.abort();
    await expect(sending).rejects.toMatchObject({
      failure: 'stopped',
      message: expect.stringContaining('interrupted'),
    });
  }));

describe('what an answer says of how much may be asked for', () => {
  test('nothing, before there is one and where Confluence says nothing', () =>
    withSimulator({ site }, async (simulator) => {
      const client = sender(simulator);
      expect(client.rateLimit).toBeUndefined();
      await currentUser(client);
      expect(client.rateLimit).toEqual({ limit: undefined, remaining: undefined, near: false });
    }));

  test('how much is left, and that it is little', () =>
    withSimulator({ site, faults: { budget: { requests: 6, windowSeconds: 60 } } }, async (simulator) => {
      const client = sender(simulator);
      await currentUser(client);
      expect(client.rateLimit).toEqual({ limit: 6, remaining: 5, near: false });
      for (let index = 0; index < 4; index += 1) await currentUser(client);
      expect(client.rateLimit).toEqual({ limit: 6, remaining: 1, near: true });
    }));
});

/** Runs with a transport to a server that answers everything in the same way. */
async function withServer(
  answer: RequestListener,
  run: (client: ReturnType<typeof transport>) => Promise<void>,
  options: Partial<TransportOptions> = {},
): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await run(transport({ base: `http://127.0.0.1:${port}` }, { timeout: 5_000, ...options }));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const me = JSON.stringify({ type: 'known', accountId: 'acc-1' });

test('an error response of 9 MB is retried like any other', async () => {
  let calls = 0;
  await withServer(
    (_, response) => {
      calls += 1;
      if (calls > 1) response.end(me);
      else response.writeHead(500).end(JSON.stringify({ message: 'word '.repeat(1_800_000) }));
    },
    async (client) => {
      const retrying = new RetryingClient(client, { ceiling: 1, attempts: 3, backoff: 1 });
      expect(await currentUser(retrying)).toMatchObject({ accountId: 'acc-1' });
      expect(retrying.cost).toMatchObject({ requests: 2, retries: 1 });
    },
    // A busy machine may need longer than the usual five seconds to send and read so much.
    { timeout: 60_000 },
  );
});

describe('a compressed answer', () => {
  const answered =
    (status: number, encoding: string, body: Buffer | string): RequestListener =>
    (_, response) => {
      response
        .writeHead(status, { 'content-type': 'application/json', 'content-encoding': encoding })
        .end(body);
    };

  test('is asked for, and read', async () => {
    let asked: IncomingMessage | undefined;
    const answer: RequestListener = (request, response) => {
      asked = request;
      answered(200, 'gzip', gzipSync(me))(request, response as never);
    };
    await withServer(answer, async (client) => {
      expect(await currentUser(client)).toMatchObject({ accountId: 'acc-1' });
      expect(asked?.headers['accept-encoding']).toBe('gzip, deflate, br');
    });
  });

  test.each<[string, number, string, Buffer | string, object]>([
    [
      'of an unknown kind',
      200,
      'foo',
      me,
      {
        failure: 'malformed',
        message: expect.stringMatching(
          /^GET \/wiki\/rest\/api\/user\/current: the answer of 127[.]0[.]0[.]1:\d+ cannot be read: its content-encoding "foo"/,
        ),
      },
    ],
    [
      'that is broken',
      200,
      'gzip',
      me,
      { failure: 'network', message: expect.stringContaining('its gzip data') },
    ],
    ['of no words', 204, 'gzip', '', { failure: 'network', status: 204 }],
    [
      'of an error',
      400,
      'gzip',
      gzipSync('{"message":"no such field"}'),
      { failure: 'refused', message: expect.stringContaining('answers 400: no such field') },
    ],
    ['of an unknown kind, of an error', 404, 'foo', me, { failure: 'missing' }],
    ['that is broken, of an error', 503, 'gzip', me, { failure: 'server', status: 503 }],
  ])('%s', (_, status, encoding, body, error) =>
    withServer(answered(status, encoding, body), async (client) => {
      await expect(currentUser(client)).rejects.toMatchObject({ name: 'ConfluenceError', ...error });
    }),
  );
});

describe('an answer that does not come to its end', () => {
  const late = {
    failure: 'network',
    message: expect.stringMatching(/127[.]0[.]0[.]1:\d+ has not sent its whole answer within 0[.]2 s$/),
  };

  test('but trickles', async () => {
    let timer: NodeJS.Timeout | undefined;
    const answer: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      timer = setInterval(() => response.write(' '), 20);
    };
    const run = (client: ReturnType<typeof transport>) =>
      expect(currentUser(client)).rejects.toMatchObject(late);
    await withServer(answer, run, { timeout: 200 }).finally(() => clearInterval(timer));
  });

  test('but begins with headers only', () =>
    withServer(
      (_, response) => response.writeHead(200).flushHeaders(),
      (client) => expect(currentUser(client)).rejects.toMatchObject(late),
      { timeout: 200 },
    ));

  test('as nobody ever connects', () => {
    const dispatcher = new Agent({ connect: () => {} });
    const run = (client: ReturnType<typeof transport>) =>
      expect(currentUser(client)).rejects.toMatchObject(late);
    return withServer(() => {}, run, { timeout: 200, dispatcher });
  });

  test('and is no longer waited for when it is told to stop', async () => {
    const controller = new AbortController();
    const answer: RequestListener = (_, response) => {
      response.writeHead(200).write('{');
      controller.abort();
    };
    const run = (client: ReturnType<typeof transport>) =>
      expect(currentUser(client)).rejects.toMatchObject({ failure: 'stopped' });
    await withServer(answer, run, { signal: controller.signal });
  });
});

test.each([
  [['ECONNREFUSED', 'ENETUNREACH'], 'unreachable'],
  [['ETIMEDOUT', 'ETIMEDOUT'], 'unreachable'],
  [['ECONNRESET', 'EPIPE'], 'network'],
  [['CERT_HAS_EXPIRED'], 'untrusted'],
])('errors of several addresses are all told: %j', async (codes, failure) => {
  const errors = codes.map((code, index) => Object.assign(new Error(`connect ${code} ::${index}`), { code }));
  // As Node.js makes one.
  const error = Object.assign(new AggregateError(errors), { message: '' });
  const dispatcher = new Agent({ connect: (_, callback) => setImmediate(() => callback(error, null)) });
  const run = async (client: ReturnType<typeof transport>) => {
    const reason: unknown = await currentUser(client).catch((thrown: unknown) => thrown);
    expect(reason).toMatchObject({
      failure,
      message: expect.stringContaining(errors.map(({ message }) => message).join('; ')),
    });
  };
  await withServer(() => {}, run, { dispatcher });
});
