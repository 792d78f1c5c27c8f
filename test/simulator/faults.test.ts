import { describe, expect, test } from '@jest/globals';
import { Fates, type Faults, type Mishap, refusedSpace } from './faults.ts';

const urls = Array.from({ length: 2000 }, (_, index) => `/wiki/api/v2/spaces/${index}/permissions`);

function mishaps(
  seed: number,
  faults: Faults,
  order: readonly string[],
): ReadonlyMap<string, Mishap | undefined> {
  const fates = new Fates(seed);
  return new Map(order.map((url) => [url, fates.next({ method: 'GET', url }, faults).mishap]));
}

describe('shares', () => {
  const faults: Faults = { shares: { 429: 0.2, 503: 0.1, dropped: 0.05, html: 0.02 } };

  test('follow from the seed and the request, whatever the order', () => {
    const first = mishaps(1, faults, urls);
    expect(new Map(mishaps(1, faults, urls.toReversed()))).toEqual(first);
    expect(mishaps(2, faults, urls)).not.toEqual(first);
  });

  test('are as large as asked', () => {
    const met = [...mishaps(1, faults, urls).values()];
    const share = (mishap: Mishap) => met.filter((one) => one === mishap).length / met.length;
    expect(share(429)).toBeCloseTo(0.2, 1);
    expect(share(503)).toBeCloseTo(0.1, 1);
    expect(share('dropped')).toBeCloseTo(0.05, 1);
    expect(share('html')).toBeGreaterThan(0);
  });

  test('let the same request through sooner or later', () => {
    const fates = new Fates(1);
    const met = Array.from({ length: 50 }, () =>
      fates.next({ method: 'GET', url: '/x' }, { shares: { 500: 0.5 } }),
    );
    expect(new Set(met.map(({ mishap }) => mishap))).toEqual(new Set([500, undefined]));
  });

  test('of expired cursors concern requests that bring one', () => {
    const fates = new Fates(1);
    const next = (url: string) =>
      fates.next({ method: 'GET', url }, { shares: { 'expired-cursor': 1 } }).mishap;
    expect(next('/wiki/api/v2/spaces?limit=1')).toBeUndefined();
    expect(next('/wiki/api/v2/spaces?limit=1&cursor=x')).toBe('expired-cursor');
  });
});

describe('a rule', () => {
  const struck = (faults: Faults, requests: readonly (readonly [string, string])[]) => {
    const fates = new Fates(1);
    return requests.map(([method, url]) => fates.next({ method, url }, faults).mishap);
  };
  const get = ['GET', '/a?b=1'] as const;

  test('strikes the first request that matches', () => {
    expect(struck({ rules: [{ path: /b=1/, mishap: 500 }] }, [['GET', '/b'], get, get])).toEqual([
      undefined,
      500,
      undefined,
    ]);
  });

  test('strikes from the nth on as many as it says, of its method', () => {
    const rules = [{ method: 'GET', path: /a/, nth: 2, times: 2, mishap: 'cut' }] as const;
    const requests = [get, ['POST', '/a'], get, get, get] as const;
    expect(struck({ rules }, requests)).toEqual([undefined, undefined, 'cut', 'cut', undefined]);
  });

  test('comes before a share, the first before others', () => {
    const rules = [
      { path: /a/, nth: 2, mishap: 'html' },
      { path: /a/, times: Number.POSITIVE_INFINITY, mishap: 403 },
    ] as const;
    expect(struck({ rules, shares: { 500: 1 } }, [get, get, get, ['GET', '/b']])).toEqual([
      403,
      'html',
      403,
      500,
    ]);
  });

  test('refuses a space always, or at first', () => {
    const permissions = ['GET', '/ex/confluence/x/wiki/api/v2/spaces/12/permissions?limit=250'] as const;
    const other = ['GET', '/wiki/api/v2/spaces/123/permissions'] as const;
    expect(struck({ rules: [refusedSpace('12', 404)] }, [permissions, other, permissions])).toEqual([
      404,
      undefined,
      404,
    ]);
    expect(struck({ rules: [refusedSpace('12', 403, 1)] }, [permissions, permissions])).toEqual([
      403,
      undefined,
    ]);
  });
});

test('latency is within its range, and follows from the seed', () => {
  const latencies = (latencyMs: number | readonly [number, number]) => {
    const fates = new Fates(1);
    return urls.map((url) => fates.next({ method: 'GET', url }, { latencyMs }).latencyMs);
  };
  expect(new Set(latencies(30))).toEqual(new Set([30]));
  const some = latencies([20, 40]);
  expect(some).toEqual(latencies([20, 40]));
  expect(Math.min(...some)).toBeGreaterThanOrEqual(20);
  expect(Math.max(...some)).toBeLessThan(40);
  expect(new Set(some).size).toBeGreaterThan(100);
});
