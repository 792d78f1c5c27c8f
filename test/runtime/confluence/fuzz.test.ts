import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ConfluenceError } from '../../../src/runtime/confluence/error.ts';
import { logIn } from '../../../src/runtime/confluence/login.ts';
import { readSite, readSiteRoles } from '../../../src/runtime/confluence/site.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { Collector, RoleCollector } from './collector.ts';
import { expectedPermissions } from './expected.ts';
import { everything, hasty } from './reading.ts';
import { type Tamper, Tampering } from './tampering.ts';

const site = generateSite({ users: 25, groups: 4, spaces: 4, permissions: 60 });
const whole = expectedPermissions(site, everything);

let simulator: Simulator;
let tampering: Tampering;
beforeAll(async () => {
  simulator = await Simulator.start({ site });
  tampering = await Tampering.start(simulator);
});
afterAll(async () => {
  await tampering.stop();
  await simulator.stop();
});

/** Reads with answers that are not what they were; resolves with what was read, or with the error. */
async function readTampered(tamper: Tamper, what: 'permissions' | 'roles' = 'permissions') {
  tampering.tamper = tamper;
  const { username, token: apiKey } = simulator.auth;
  try {
    const { client } = await logIn({ domainUrl: tampering.url, username, apiKey }, hasty);
    if (what === 'roles') return await readSiteRoles(client, everything, new RoleCollector());
    const collector = new Collector();
    return { collector, skipped: await readSite(client, everything, collector) };
  } catch (error) {
    return error;
  }
}

const endpoints = {
  permissions: [
    '/user/current',
    '/user/bulk',
    '/search/user',
    '/rest/api/group',
    '/membersByGroupId',
    '/v2/spaces',
    '/permissions',
  ],
  roles: ['/space-role-mode', '/space-roles', '/role-assignments'],
} as const;

describe.each(['permissions', 'roles'] as const)('any JSON in place of an answer, reading %s,', (what) => {
  test.each(endpoints[what])('is an error: %s', async (endpoint) => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (json) => {
        const read = await readTampered((path, answer) => (path.endsWith(endpoint) ? json : answer), what);
        expect(read).toBeInstanceOf(ConfluenceError);
      }),
      { numRuns: 40 },
    );
  });
});

describe('what one list does not tell, another one or a look-up does:', () => {
  /** Without a field of each account that this endpoint tells of. */
  const without = (endpoint: string, field: string): Tamper => {
    const changed = (json: unknown): unknown => {
      if (Array.isArray(json)) return json.map(changed);
      if (typeof json !== 'object' || json === null) return json;
      const entries = Object.entries(json).filter(([key]) => !('accountId' in json) || key !== field);
      return Object.fromEntries(entries.map(([key, value]) => [key, changed(value)]));
    };
    return (path, answer) => (path.endsWith(endpoint) ? changed(answer) : answer);
  };

  test.each([
    ['/search/user', 'accountType'],
    ['/search/user', 'operations'],
    ['/membersByGroupId', 'accountType'],
    ['/membersByGroupId', 'operations'],
  ])('%s without %s', async (endpoint, field) => {
    const calm = await readTampered((_, answer) => answer);
    expect(calm).toMatchObject({ skipped: { searchCapped: false } });
    expect(await readTampered(without(endpoint, field))).toEqual(calm);
  });
});

/** Something that can be changed in an answer. */
interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string;
}

function placesIn(json: unknown): readonly Place[] {
  if (typeof json !== 'object' || json === null) return [];
  const holder = json as Place['holder'];
  return Object.entries(json).flatMap(([key, value]) => [{ holder, key }, ...placesIn(value)]);
}

/** Changes the nth answer in one place. */
function changing(nth: number, at: number, change: (place: Place) => void): Tamper {
  let count = 0;
  return (_, answer) => {
    count += 1;
    const places = placesIn(answer);
    const place = count === nth ? places[at % places.length] : undefined;
    if (place) change(place);
    return answer;
  };
}

const nth = fc.integer({ min: 1, max: 13 });

test('whatever stands in one place of an answer, it is an error or keeps what a sink is promised', () =>
  fc.assert(
    fc.asyncProperty(nth, fc.nat(), fc.jsonValue(), async (count, at, json) => {
      const read = await readTampered(
        changing(count, at, ({ holder, key }) => Object.assign(holder, { [key]: json })),
      );
      // The collector throws an error of its own where a promise is broken.
      if (read instanceof Error) expect(read).toBeInstanceOf(ConfluenceError);
    }),
    { numRuns: 120 },
  ));

test('whatever is missing in an answer, it is an error or nobody is lost in silence', () =>
  fc.assert(
    fc.asyncProperty(nth, fc.nat(), async (count, at) => {
      const read = await readTampered(
        changing(count, at, ({ holder, key }) => {
          if (!Array.isArray(holder)) delete holder[key];
        }),
      );
      if (read instanceof Error) {
        expect(read).toBeInstanceOf(ConfluenceError);
        return;
      }
      const { collector, skipped } = read as { collector: Collector; skipped: typeof whole.skipped };
      expect(collector.names.size).toBe(whole.names.size);
      expect([...collector.spaces.keys()]).toEqual(expect.arrayContaining([...whole.spaces.keys()]));
      expect(collector.people.size + skipped.otherAccounts).toBeGreaterThanOrEqual(whole.people.size);
      const held = [...collector.spaces.values()].reduce((sum, { held }) => sum + held.length, 0);
      const classes = [skipped.anonymous, ...skipped.accessClasses.values()];
      const ofClasses = classes.reduce((sum, { permissions }) => sum + permissions, 0);
      const left = skipped.dangling + ofClasses + skipped.unwanted;
      expect(held + left).toBe([...site.spaces.values()].flatMap(({ permissions }) => permissions).length);
    }),
    { numRuns: 120 },
  ));
