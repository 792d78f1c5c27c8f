import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { afterEach, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/files.ts';
import { Client } from './client.ts';
import type { Faults, Mishap } from './faults.ts';
import { generateSite } from './generate.ts';
import { Simulator } from './simulator.ts';

const site = generateSite();
const spaces = '/wiki/api/v2/spaces';
const current = '/wiki/rest/api/user/current';
const always = { path: /./, times: Number.POSITIVE_INFINITY } as const;

let simulator: Simulator;
const start = async (faults: Faults = {}) => {
  simulator = await Simulator.start({ site, faults });
  return Client.of(simulator);
};
afterEach(() => simulator.stop());

describe('a mishap', () => {
  test.each<[Mishap, number]>([
    [429, 429],
    [503, 503],
    [500, 500],
    [502, 502],
    [403, 403],
    [404, 404],
    [410, 410],
    [401, 401],
    ['missing-scope', 401],
    ['html', 200],
  ])('%s is answered %d', async (mishap, status) => {
    const client = await start({ rules: [{ ...always, mishap }] });
    for (const path of [spaces, current]) expect((await client.get(path)).status).toBe(status);
    expect(simulator.requests.map((one) => one.status)).toEqual([status, status]);
  });

  test('is worded as the version of the API has it', async () => {
    const client = await start({ rules: [{ ...always, mishap: 500 }] });
    expect((await client.get(spaces)).body).toEqual({
      errors: [{ status: 500, code: 'INTERNAL_SERVER_ERROR', title: 'Internal Server Error', detail: null }],
    });
    expect((await client.get(current)).body).toMatchObject({ statusCode: 500, data: { successful: false } });
  });

  test('may be a missing scope', async () => {
    const client = await start({ rules: [{ ...always, mishap: 'missing-scope' }] });
    expect((await client.get(spaces)).body).toEqual({
      code: 401,
      message: 'Unauthorized; scope does not match',
    });
  });

  test('may be an expired cursor', async () => {
    const client = await start({ rules: [{ ...always, mishap: 'expired-cursor' }] });
    const { status, body } = await client.get(`${spaces}?limit=1`);
    expect(status).toBe(200);
    expect((await client.get(body._links.next)).status).toBe(400);
  });

  test('may be half an answer', async () => {
    const client = await start({ rules: [{ ...always, mishap: 'malformed' }] });
    await expect(client.get(spaces)).rejects.toThrow(SyntaxError);
  });

  test.each<[Mishap, string]>([
    ['dropped', 'fetch failed'],
    ['cut', 'terminated'],
  ])('%s ends the connection', async (mishap, message) => {
    const client = await start({ rules: [{ path: /./, mishap }] });
    await expect(client.get(spaces)).rejects.toThrow(message);
    expect((await client.get(spaces)).status).toBe(200);
    expect(simulator.requests.map(({ status }) => status)).toEqual([mishap === 'cut' ? 200 : mishap, 200]);
  });

  test('may be that no answer comes, until all is over', async () => {
    const client = await start({ rules: [{ path: /./, times: 2, mishap: 'stalled' }] });
    await expect(client.call('GET', spaces, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout');
    const stalled = expect(client.get(spaces)).rejects.toThrow('fetch failed');
    await client.get(current);
    await simulator.stop();
    await stalled;
    await start();
  });

  test('leaves a write undone where the connection is dropped, and done where it is cut', async () => {
    const client = await start();
    const groupId = [...site.groups.values()].find(({ name }) => name === 'empty')?.id ?? '';
    const accountId = [...site.users.keys()][1] ?? '';
    const members = () => simulator.site.group(groupId).members;
    const body = { accountId };
    const add = () => client.call('POST', `/wiki/rest/api/group/userByGroupId?groupId=${groupId}`, { body });
    simulator.inject({ path: /./, mishap: 'dropped' });
    await expect(add()).rejects.toThrow();
    expect(members()).toEqual([]);
    simulator.inject({ path: /./, mishap: 'cut' });
    await add().catch(() => undefined);
    expect(members()).toEqual([accountId]);
    simulator.site.removeMember(groupId, accountId);
  });
});

describe('a 429', () => {
  test('says when to come back, and why', async () => {
    const client = await start({ rules: [{ path: /./, mishap: 429 }], retryAfterSeconds: 7 });
    const { headers } = await client.get(spaces);
    expect(Object.fromEntries(headers)).toMatchObject({
      'retry-after': '7',
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': expect.stringMatching(/^\d{4}-.*Z$/),
      'x-ratelimit-nearlimit': 'true',
      'ratelimit-reason': 'confluence-burst-based',
    });
  });

  test('tells who comes too early', async () => {
    const client = await start({ rules: [{ path: /./, mishap: 429 }], retryAfterSeconds: 60 });
    await client.get(spaces);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await client.get(spaces);
    expect(simulator.requests.map(({ early }) => early)).toEqual([false, true]);
  });

  test('comes of a budget that is spent', async () => {
    const client = await start({ budget: { requests: 10, windowSeconds: 3600 } });
    const headers = [];
    for (let index = 0; index < 11; index += 1) {
      const received = await client.get(current);
      headers.push([received.status, received.headers.get('x-ratelimit-remaining')]);
      expect(received.headers.get('x-ratelimit-nearlimit')).toBe(index < 8 ? null : 'true');
    }
    expect(headers.slice(0, 2)).toEqual([
      [200, '9'],
      [200, '8'],
    ]);
    expect(headers.slice(-2)).toEqual([
      [200, '0'],
      [429, '0'],
    ]);
    const { headers: last } = await client.get(current);
    expect(Number(last.get('retry-after'))).toBeGreaterThan(3500);
  });
});

test('a 503 says when to come back', async () => {
  const client = await start({ rules: [{ path: /./, mishap: 503 }] });
  const { headers } = await client.get(spaces);
  expect(headers.get('retry-after')).toBe('1');
  expect(headers.has('ratelimit-reason')).toBe(false);
});

test('faults change while it runs', async () => {
  const client = await start();
  const status = async () => (await client.get(spaces)).status;
  expect(await status()).toBe(200);
  simulator.faults = { shares: { 500: 1 } };
  expect(await status()).toBe(500);
  simulator.inject({ path: /./, mishap: 404 });
  expect([await status(), await status()]).toEqual([404, 500]);
  simulator.faults = {};
  expect(await status()).toBe(200);
});

test('requests are recorded, with the number of those that were under way together', async () => {
  const client = await start({ latencyMs: 500 });
  await Promise.all(['a', 'b', 'c'].map((key) => client.get(`${spaces}?keys=${key}`)));
  expect(simulator.peakInFlight).toBe(3);
  expect(simulator.requests.map(({ query }) => query.get('keys')).sort()).toEqual(['a', 'b', 'c']);
  expect(simulator.requests[0]).toMatchObject({ method: 'GET', path: spaces, status: 200, early: false });
  simulator.clear();
  expect(simulator.requests).toEqual([]);
  await client.get(spaces);
  expect(simulator.peakInFlight).toBe(1);
});

test('a stop ends what is under way', async () => {
  const client = await start({ latencyMs: 600_000 });
  const late = expect(client.get(spaces)).rejects.toThrow('fetch failed');
  await new Promise((resolve) => setTimeout(resolve, 50));
  await simulator.stop();
  await late;
  await start();
});

test('tokens and the cloud id follow from the seed', async () => {
  await start();
  const other = await Simulator.start({ site, seed: 2 });
  const again = await Simulator.start({ site, seed: 1 });
  expect(again.auth).toEqual(simulator.auth);
  expect(again.cloudId).toBe(simulator.cloudId);
  expect(other.auth.token).not.toBe(simulator.auth.token);
  await other.stop();
  await again.stop();
});

test('HTTPS is trusted by the certificate authority’s file', async () => {
  simulator = await Simulator.start({ site, tls: { folder: await temporaryFolder() } });
  const { url, caFile = '', environment } = simulator;
  expect(environment).toMatchObject({ BATON_DOMAIN_URL: url, SSL_CERT_FILE: caFile });
  const sent = request(`${url}/_edge/tenant_info`, { ca: await readFile(caFile), agent: false }).end();
  const [response] = await once(sent, 'response');
  expect(response.statusCode).toBe(200);
  response.resume();
});
