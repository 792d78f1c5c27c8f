import { describe, expect, test } from '@jest/globals';
import { getCurrentUser } from 'confluence.js/v1';
import { authorization, baseUrl } from '../../../src/runtime/confluence/access.ts';
import { type TransportOptions, transport } from '../../../src/runtime/confluence/transport.ts';
import { generateSite } from '../../simulator/generate.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { withSimulator } from './reading.ts';

const site = generateSite();

const sender = ({ url, auth }: Simulator, options: Partial<TransportOptions> = {}) =>
  transport({ domainUrl: url, username: auth.username, apiKey: auth.token }, { timeout: 5_000, ...options });

describe('where the paths are appended to', () => {
  test.each([
    ['acme.atlassian.net', 'https://acme.atlassian.net'],
    ['https://acme.atlassian.net/', 'https://acme.atlassian.net'],
    ['HTTPS://acme.atlassian.net//', 'HTTPS://acme.atlassian.net'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ])('%s', (domainUrl, url) => {
    expect(baseUrl({ domainUrl, username: '', apiKey: '' })).toBe(url);
  });

  test('the gateway, where there is a cloud id', () => {
    const access = { domainUrl: 'acme.atlassian.net', username: '', apiKey: '', cloudId: 'a/b' };
    expect(baseUrl(access)).toBe('https://api.atlassian.com/ex/confluence/a%2Fb');
    expect(baseUrl({ ...access, gateway: 'http://here' })).toBe('http://here/a%2Fb');
  });
});

test('says who asks in UTF-8', () => {
  const header = authorization({ domainUrl: '', username: 'zoë@acme.com', apiKey: 'a:b' });
  expect(Buffer.from(header.replace('Basic ', ''), 'base64').toString('utf8')).toBe('zoë@acme.com:a:b');
});

describe('what comes in place of an answer', () => {
  test.each([
    [401, { failure: 'credentials', message: expect.stringContaining('token may have expired') }],
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
    ['html', { failure: 'network' }],
  ] as const)('%s', (mishap, error) =>
    withSimulator({ site, faults: { retryAfterSeconds: 2 } }, async (simulator) => {
      simulator.inject({ path: /./, mishap });
      const called = expect.stringContaining('GET /wiki/rest/api/user/current');
      const sending = getCurrentUser(sender(simulator)).catch((reason: unknown) => reason);
      expect(await sending).toMatchObject({ name: 'ConfluenceError', ...error });
      expect(await sending).toMatchObject({ message: called });
      expect(simulator.requests).toHaveLength(1);
    }),
  );

  test('nothing at all', () =>
    withSimulator({ site }, async (simulator) => {
      simulator.inject({ path: /./, mishap: 'stalled' });
      await expect(getCurrentUser(sender(simulator, { timeout: 50 }))).rejects.toMatchObject({
        failure: 'network',
      });
    }));

  test('nobody', async () => {
    const nobody = await withSimulator({ site }, async (simulator) => sender(simulator));
    await expect(getCurrentUser(nobody)).rejects.toMatchObject({
      failure: 'network',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

test('ends a call at once when it is told to', () =>
  withSimulator({ site }, async (simulator) => {
    simulator.inject({ path: /./, mishap: 'stalled' });
    const controller = new AbortController();
    const sending = getCurrentUser(sender(simulator, { signal: controller.signal }));
    controller.abort();
    await expect(sending).rejects.toMatchObject({
      failure: 'stopped',
      message: expect.stringContaining('interrupted'),
    });
  }));
