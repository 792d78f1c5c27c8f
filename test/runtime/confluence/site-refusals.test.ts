import { describe, expect, test } from '@jest/globals';
import { refusedSpace } from '../../simulator/faults.ts';
import { generateSite } from '../../simulator/generate.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { expectedPermissions } from './expected.ts';
import { everything, readPermissions, withSimulator } from './reading.ts';

const always = Number.POSITIVE_INFINITY;

/** Large enough for several pages of accounts, members, and permissions of a space. */
const large = { users: 900, groups: 30, spaces: 120, permissions: 6000 } as const;

const paths = ({ requests }: Simulator) => requests.map(({ path }) => path);

test('credentials that are refused in the midst of it end all that is left to do, and nothing is discovered', () =>
  withSimulator({ site: generateSite(large) }, async (simulator) => {
    simulator.inject({ path: /./, nth: 100, times: always, mishap: 401 });
    await expect(readPermissions(simulator)).rejects.toMatchObject({
      failure: 'credentials',
      message: expect.stringContaining('expired or been revoked'),
    });
    expect(paths(simulator)).not.toContain('/_edge/tenant_info');
    const refused = simulator.requests.filter(({ status }) => status === 401);
    expect(refused.length).toBeLessThanOrEqual(40);
  }));

describe('a list of the whole site that may not be read fails it:', () => {
  test.each([
    ['accounts', /search\/user/],
    ['groups', /rest\/api\/group\?/],
    ['spaces', /v2\/spaces\?/],
  ])('%s', (_, path) =>
    withSimulator({ site: generateSite() }, async (simulator) => {
      simulator.inject({ path, times: always, mishap: 403 });
      await expect(readPermissions(simulator)).rejects.toMatchObject({
        failure: 'forbidden',
        message: expect.stringContaining('administrator'),
      });
      expect(simulator.requests.filter(({ status }) => status === 403)).toHaveLength(1);
    }),
  );

  test.each([
    ['missing-scope', 'lacks a scope'],
    [401, 'administrator access'],
  ] as const)('%s after a good login is about rights, not about a token that has expired', (mishap, remedy) =>
    withSimulator({ site: generateSite() }, async (simulator) => {
      simulator.inject({ path: /v2\/spaces\?/, times: always, mishap });
      const reading = readPermissions(simulator);
      await expect(reading).rejects.toMatchObject({
        failure: 'forbidden',
        message: expect.stringContaining(remedy),
      });
      await expect(reading).rejects.not.toThrow('expired');
    }),
  );

  test('a search that is not there is not Confluence Cloud', () =>
    withSimulator({ site: generateSite() }, async (simulator) => {
      simulator.inject({ path: /search\/user/, times: always, mishap: 404 });
      await expect(readPermissions(simulator)).rejects.toThrow(/not Confluence Cloud.*Data Center/);
    }));
});

describe.each([403, 404] as const)('a space that answers %d', (status) => {
  const site = generateSite(large);
  const spaces = [...site.spaces.values()];
  const several = spaces.find(({ permissions }) => permissions.length > 250);

  test.each([
    ['with its first page', spaces[0]?.id ?? ''],
    ['with one of several', several?.id ?? ''],
  ])('now and then is read again: %s', (_, id) =>
    withSimulator({ site }, async (simulator) => {
      const path = new RegExp(`/spaces/${id}/`);
      simulator.inject({ path, nth: id === several?.id ? 2 : 1, mishap: status });
      expect(await readPermissions(simulator)).toEqual(expectedPermissions(site, everything));
      expect(simulator.requests.filter((request) => request.status === status)).toHaveLength(1);
    }),
  );

  test('always is skipped and named, and nothing of it is handed on', () =>
    withSimulator(
      { site, faults: { rules: [refusedSpace(several?.id ?? '', status)] } },
      async (simulator) => {
        const { spaces: read, skipped } = await readPermissions(simulator);
        const { spaces: expected } = expectedPermissions(site, everything);
        expected.delete(several?.key ?? '');
        expect(read).toEqual(expected);
        const why = expect.stringContaining(`/wiki/api/v2/spaces/${several?.id}/permissions`);
        const what = `the space "${several?.name}" (${several?.key})`;
        expect(skipped.missing).toEqual([{ what, why }]);
      },
    ));
});
