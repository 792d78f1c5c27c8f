import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import type { Client } from '../../../src/runtime/confluence/client.ts';
import { currentUser } from '../../../src/runtime/confluence/current-user.ts';
import { ConfluenceError, type Failure } from '../../../src/runtime/confluence/error.ts';
import { RetryingClient } from '../../../src/runtime/confluence/retrying-client.ts';
import type { Transport } from '../../../src/runtime/confluence/transport.ts';
import type { Mishap } from '../../simulator/faults.ts';
import { generateSite } from '../../simulator/generate.ts';
import { clientOf, hasty, withSimulator } from './reading.ts';

const site = generateSite();
const always = Number.POSITIVE_INFINITY;
const path = '/wiki/rest/api/user/current';

const many = (client: Client, count: number) =>
  Promise.allSettled(Array.from({ length: count }, () => currentUser(client)));

/** A client that answers as it is told to, call by call, and well from then on. */
function scripted(...failures: readonly (Failure | undefined)[]) {
  const calls = { sent: 0 };
  const client = {
    send: async () => {
      const failure = failures[calls.sent];
      calls.sent += 1;
      await sleep(1);
      if (failure) throw new ConfluenceError(failure, failure, { retryAfter: 10 });
      return { data: { accountId: 'answer' } } as never;
    },
  };
  return { client, calls };
}

describe.each<Mishap>([500, 502, 504, 'dropped', 'cut', 'malformed', 'html', 429, 503])('%s', (mishap) => {
  test('that passes is gone through', () =>
    withSimulator({ site, faults: { retryAfterSeconds: 0.03 } }, async (simulator) => {
      simulator.inject({ path: /./, times: 3, mishap });
      const client = clientOf(simulator);
      expect(await currentUser(client)).toHaveProperty('accountId');
      expect(simulator.requests).toHaveLength(4);
      expect(client.cost).toMatchObject({ requests: 4, retries: 3 });
    }));
});

test.each<Mishap>([500, 'dropped', 'html'])(
  '%s that stays names the call once all attempts are made',
  (mishap) =>
    withSimulator({ site }, async (simulator) => {
      simulator.inject({ path: /./, times: always, mishap });
      const client = clientOf(simulator, { ...hasty, attempts: 4 });
      await expect(currentUser(client)).rejects.toMatchObject({
        name: 'ConfluenceError',
        message: expect.stringContaining(`GET ${path}`),
      });
      expect(simulator.requests).toHaveLength(4);
    }),
);

test.each<Mishap>([400, 401, 403, 404])('%d is never tried again', (mishap) =>
  withSimulator({ site }, async (simulator) => {
    simulator.inject({ path: /./, times: always, mishap });
    await expect(currentUser(clientOf(simulator))).rejects.toThrow(ConfluenceError);
    expect(simulator.requests).toHaveLength(1);
  }),
);

describe.each([429, 503])('Retry-After of %d', (mishap) => {
  test('holds for every call', () =>
    withSimulator({ site, faults: { latencyMs: [0, 10], retryAfterSeconds: 0.8 } }, async (simulator) => {
      simulator.inject({ path: /./, nth: 10, mishap });
      simulator.inject({ path: /./, nth: 40, mishap });
      const client = clientOf(simulator);
      const settled = await many(client, 100);
      expect(settled.every(({ status }) => status === 'fulfilled')).toBe(true);
      expect(simulator.requests).toHaveLength(102);
      expect(simulator.requests.filter(({ early }) => early)).toEqual([]);
      expect(client.cost.waited).toBeGreaterThanOrEqual(1_600);
    }));
});

test('Retry-After of zero does not make it ask without a pause', () =>
  withSimulator({ site, faults: { retryAfterSeconds: 0 } }, async (simulator) => {
    simulator.inject({ path: /./, times: always, mishap: 429 });
    const calls = currentUser(
      clientOf(simulator, { ...hasty, backoff: 3_600_000, signal: AbortSignal.timeout(100) }),
    );
    await expect(calls).rejects.toMatchObject({ failure: 'stopped' });
    expect(simulator.requests).toHaveLength(1);
  }));

describe('how many calls run side by side', () => {
  test('is halved once it is too much, and grows again', async () => {
    const { client } = scripted(...Array<undefined>(20).fill(undefined), 'limited');
    const patient = new RetryingClient(client, { ceiling: 8, attempts: 3, backoff: 1 });
    const seen = new Set<number>();
    await Promise.all(
      Array.from({ length: 150 }, async () => {
        await currentUser(patient);
        seen.add(patient.concurrency);
      }),
    );
    expect([...seen].toSorted()).toEqual([4, 5, 6, 7, 8]);
    expect(patient.concurrency).toBe(8);
    expect(patient.cost.peak).toBe(8);
  });

  test('is halved once for calls that were under way together', async () => {
    const { client } = scripted(...Array<Failure>(8).fill('limited'));
    const patient = new RetryingClient(client, { ceiling: 8, attempts: 3, backoff: 1 });
    await many(patient, 8);
    expect(patient.concurrency).toBe(4);
  });

  test('is one at least', async () => {
    const { client } = scripted('limited', 'limited', 'limited', 'limited', 'limited');
    const patient = new RetryingClient(client, { ceiling: 4, attempts: 3, backoff: 1 });
    await currentUser(patient);
    expect(patient.concurrency).toBe(1);
  });

  test('is never more than the ceiling, as the site sees it', () =>
    withSimulator({ site, faults: { latencyMs: 5 } }, async (simulator) => {
      await many(clientOf(simulator, { ...hasty, ceiling: 5 }), 40);
      expect(simulator.peakInFlight).toBe(5);
    }));
});

describe('little left of what may be asked for', () => {
  /** A client whose answers say so, or not, one by one. */
  const nearing = (...said: readonly boolean[]) => {
    let sent = 0;
    const client = {
      rateLimit: { limit: undefined, remaining: undefined, near: false },
      send: async () => {
        client.rateLimit = { ...client.rateLimit, near: said[sent] ?? false };
        sent += 1;
        return { data: { accountId: 'answer' } } as never;
      },
    };
    return client;
  };

  test('lowers by one with each answer that says so, but not below one', async () => {
    const patient = new RetryingClient(nearing(true, true, true, true), { ceiling: 4, attempts: 3 });
    const seen = [];
    for (let index = 0; index < 4; index += 1) {
      await currentUser(patient);
      seen.push(patient.concurrency);
    }
    expect(seen).toEqual([3, 2, 1, 1]);
  });

  test('lets it grow again once an answer does not say so', async () => {
    const client = nearing(...Array<boolean>(12).fill(true));
    const patient = new RetryingClient(client, { ceiling: 3, attempts: 3 });
    for (let index = 0; index < 12; index += 1) await currentUser(patient);
    expect(patient.concurrency).toBe(1);
    for (let index = 0; index < 10; index += 1) await currentUser(patient);
    expect(patient.concurrency).toBe(2);
  });

  test('is what the site says in a header', () =>
    withSimulator({ site, faults: { budget: { requests: 10, windowSeconds: 3600 } } }, async (simulator) => {
      const client = clientOf(simulator);
      for (let index = 0; index < 8; index += 1) await currentUser(client);
      expect(client.concurrency).toBe(16);
      for (let index = 0; index < 2; index += 1) await currentUser(client);
      expect(client.concurrency).toBe(14);
    }));
});

describe('what is unreachable', () => {
  const unreachable = Array<Failure>(20).fill('unreachable');

  test('is tried a few times where it has never been reached', async () => {
    const { client, calls } = scripted(...unreachable);
    const patient = new RetryingClient(client, { ceiling: 1, attempts: 12, backoff: 1 });
    await expect(currentUser(patient)).rejects.toMatchObject({ failure: 'unreachable' });
    expect(calls.sent).toBe(5);
  });

  test('is tried as often as anything else where it has been', async () => {
    const { client, calls } = scripted(undefined, ...unreachable);
    const patient = new RetryingClient(client, { ceiling: 1, attempts: 12, backoff: 1 });
    await currentUser(patient);
    await expect(currentUser(patient)).rejects.toMatchObject({ failure: 'unreachable' });
    expect(calls.sent).toBe(13);
  });
});

describe('a failure for good', () => {
  test('ends all other calls if it concerns them: untrusted', async () => {
    const { client, calls } = scripted(undefined, 'untrusted');
    const settled = await many(new RetryingClient(client, { ceiling: 2, attempts: 3, backoff: 1 }), 50);
    expect(calls.sent).toBeLessThanOrEqual(4);
    const failed = settled.filter(({ status }) => status === 'rejected');
    expect(failed.length).toBeGreaterThanOrEqual(48);
    expect(failed[0]).toMatchObject({ reason: { failure: 'untrusted' } });
  });

  test('ends calls that wait for their next attempt', async () => {
    const { client } = scripted('server', 'untrusted');
    const patient = new RetryingClient(client, { ceiling: 2, attempts: 3, backoff: 3_600_000 });
    const failed = { status: 'rejected', reason: expect.objectContaining({ failure: 'untrusted' }) };
    expect(await many(patient, 2)).toEqual([failed, failed]);
  });

  test.each<Failure>(['credentials', 'forbidden', 'missing', 'refused'])(
    'may be that of one call only: %s',
    async (failure) => {
      const { client } = scripted(undefined, failure);
      const settled = await many(new RetryingClient(client, { ceiling: 2, attempts: 3 }), 50);
      expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    },
  );

  test('is that of what is no answer, after a few attempts', async () => {
    const { client, calls } = scripted(undefined, ...Array<Failure>(9).fill('malformed'));
    const patient = new RetryingClient(client, { ceiling: 1, attempts: 12, backoff: 1 });
    await currentUser(patient);
    await expect(currentUser(patient)).rejects.toMatchObject({ failure: 'malformed' });
    expect(calls.sent).toBe(4);
  });

  test('comes after as many attempts as the call has', async () => {
    const { client, calls } = scripted(undefined, ...Array<Failure>(9).fill('server'));
    const patient = new RetryingClient(client, { ceiling: 1, attempts: 12, backoff: 1 });
    await currentUser(patient);
    await expect(currentUser(patient, { attempts: 2 })).rejects.toMatchObject({ failure: 'server' });
    expect(calls.sent).toBe(3);
  });
});

describe('a wait', () => {
  const minute = 60_000;
  /** A client that is always told to come again later. */
  const limited = (retryAfter: number | undefined) => {
    const calls = { sent: 0 };
    const client: Transport = {
      send: async () => {
        calls.sent += 1;
        throw new ConfluenceError('limited', 'GET /x: Confluence answers 429: slow down', { retryAfter });
      },
    };
    return { client, calls };
  };

  test.each([
    ['2^63 seconds', 2 ** 63 * 1000, 'more than 1,000 h'],
    ['a day', 24 * 60 * minute, '24 h'],
    ['somewhat more than is allowed', 15 * minute + 1, '16 min'],
  ])('that is longer than is allowed is not begun: %s', async (_, retryAfter, inWords) => {
    const waited: number[] = [];
    const observer = { answered: () => {}, retried: () => {}, waited: (ms: number) => void waited.push(ms) };
    const { client, calls } = limited(retryAfter);
    const patient = new RetryingClient(client, { ceiling: 2, attempts: 3, observer });
    const [failed] = await many(patient, 3);
    expect(failed).toMatchObject({
      reason: {
        failure: 'limited',
        message: expect.stringMatching(
          new RegExp(`429: slow down, and asks to wait for ${inWords}; at most 15 min.*--max-wait`),
        ),
      },
    });
    expect(calls.sent).toBeLessThanOrEqual(2);
    expect(waited).toEqual([]);
    expect(patient.cost.waited).toBe(0);
  });

  test.each([-3_600_000, 3_600_000])('is as long as it is, though the clock is set by %d ms', async (by) => {
    const { client } = scripted('limited');
    const patient = new RetryingClient(client, {
      ceiling: 1,
      attempts: 3,
      deadline: performance.now() + 60_000,
    });
    const now = jest.spyOn(Date, 'now');
    const asked = currentUser(patient);
    const { getTime } = Date.prototype;
    now.mockImplementation(() => getTime.call(new Date()) + by);
    await expect(asked).resolves.toHaveProperty('accountId');
    now.mockRestore();
    expect(patient.cost.waited).toBeLessThan(1_000);
  });

  test('that is longer than the time that is left is not begun', async () => {
    const { client } = limited(3_000);
    const patient = new RetryingClient(client, {
      ceiling: 1,
      attempts: 3,
      deadline: performance.now() + 2_000,
    });
    await expect(currentUser(patient)).rejects.toMatchObject({
      failure: 'limited',
      message: expect.stringMatching(/429: slow down, .*longer than the time limit leaves/),
    });
  });

  test.each([0, undefined])('for ever ends, with growing pauses: Retry-After %s', async (retryAfter) => {
    const { client, calls } = limited(retryAfter);
    const patient = new RetryingClient(client, { ceiling: 1, attempts: 3, backoff: 4, longestWait: 300 });
    await expect(currentUser(patient)).rejects.toMatchObject({
      failure: 'limited',
      message: expect.stringContaining('429: slow down'),
    });
    // 4 + 8 + 16 … milliseconds.
    expect(calls.sent).toBeGreaterThanOrEqual(4);
    expect(calls.sent).toBeLessThanOrEqual(8);
  });

  test('is told with its reason', async () => {
    const told: unknown[] = [];
    const observer = {
      answered: () => {},
      retried: () => {},
      waited: (ms: number, why: string) => void told.push([ms > 0, why]),
    };
    const { client } = scripted('limited');
    await currentUser(new RetryingClient(client, { ceiling: 1, attempts: 3, backoff: 1, observer }));
    expect(told).toEqual([[true, 'limited']]);
  });
});

describe('is stopped', () => {
  test('at once, whatever it waits for', () =>
    withSimulator({ site, faults: { retryAfterSeconds: 600 } }, async (simulator) => {
      simulator.inject({ path: /./, nth: 3, times: always, mishap: 429 });
      const controller = new AbortController();
      const calls = many(clientOf(simulator, { ...hasty, signal: controller.signal }), 40);
      while (simulator.requests.length < 3) await sleep(1);
      controller.abort();
      for (const call of (await calls).slice(5)) {
        expect(call).toMatchObject({
          reason: { failure: 'stopped', message: expect.stringContaining('interrupted') },
        });
      }
    }));

  test('before the first call', () =>
    withSimulator({ site }, async (simulator) => {
      const client = clientOf(simulator, { ...hasty, signal: AbortSignal.abort() });
      await expect(currentUser(client)).rejects.toMatchObject({ failure: 'stopped' });
      expect(simulator.requests).toEqual([]);
    }));

  test('when its time is over', () =>
    withSimulator({ site, faults: { retryAfterSeconds: 600 } }, async (simulator) => {
      simulator.inject({ path: /./, times: always, mishap: 429 });
      await expect(
        currentUser(clientOf(simulator, { ...hasty, signal: AbortSignal.timeout(50) })),
      ).rejects.toMatchObject({
        failure: 'stopped',
        message: expect.stringContaining('time for reading Confluence is over'),
      });
    }));
});
