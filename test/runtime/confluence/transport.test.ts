import { describe, expect, test } from '@jest/globals';
import { authorization } from '../../../src/runtime/confluence/access.ts';
import { currentUser } from '../../../src/runtime/confluence/current-user.ts';
import { type TransportOptions, transport } from '../../../src/runtime/confluence/transport.ts';
import { generateSite } from '../../simulator/generate.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { withSimulator } from './reading.ts';

const site = generateSite();

const sender = ({ url, auth }: Simulator, options: Partial<TransportOptions> = {}) =>
  transport(
    {
      base: url,
      authorization: authorization({ domainUrl: url, username: auth.username, apiKey: auth.token }),
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
