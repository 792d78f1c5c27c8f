import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ConfluenceError } from '../../../src/runtime/confluence/error.ts';
import { logIn } from '../../../src/runtime/confluence/login.ts';
import type { Skipped } from '../../../src/runtime/confluence/model.ts';
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
async function readTampered(
  tamper: Tamper,
  what: 'permissions' | 'roles' = 'permissions',
): Promise<{ collector: Collector; skipped: Skipped } | Skipped | Error> {
  tampering.tamper = tamper;
  const { username, token: apiKey } = simulator.auth;
  try {
    const { client } = await logIn({ domainUrl: tampering.url, username, apiKey }, hasty);
    if (what === 'roles') {
      return (await readSiteRoles(client, everything, new RoleCollector())).skipped;
    }
    const collector = new Collector();
    return { collector, skipped: await readSite(client, everything, collector) };
  } catch (error) {
    return error as Error;
  }
}

/** What ends a reading, if it is any JSON. */
const neededByAll = {
  permissions: ['/user/current', '/search/user', '/rest/api/group', '/v2/spaces'],
  roles: ['/space-role-mode', '/space-roles'],
} as const;

/** What leaves one thing out, if it is any JSON. */
const neededByOne = {
  permissions: ['/user/bulk', '/membersByGroupId', '/permissions'],
  roles: ['/role-assignments'],
} as const;

/** JSON that is no answer of the API's: of some, every part could be left out. */
const nonsense = fc.jsonValue().filter((json) => !isPage(json));

function isPage(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'results' in json;
}

describe.each(['permissions', 'roles'] as const)('any JSON instead of an answer, reading %s,', (what) => {
  test.each(neededByAll[what])('is an error: %s', async (endpoint) => {
    await fc.assert(
      fc.asyncProperty(nonsense, async (json) => {
        const read = await readTampered((path, answer) => (path.endsWith(endpoint) ? json : answer), what);
        expect(read).toBeInstanceOf(ConfluenceError);
      }),
      { numRuns: 6 },
    );
  });

  test.each(neededByOne[what])('leaves out what it was of, and names it: %s', async (endpoint) => {
    await fc.assert(
      fc.asyncProperty(nonsense, async (json) => {
        const read = await readTampered((path, answer) => (path.endsWith(endpoint) ? json : answer), what);
        const { skipped } = 'skipped' in read ? read : { skipped: read };
        expect(skipped).toMatchObject({ missing: expect.arrayContaining([expect.anything()]) });
      }),
      { numRuns: 3 },
    );
  });
});

describe('what one answer does not say, another one does, in whichever order they come:', () => {
  const fields = ['accountType', 'operations', 'displayName', 'email', 'isGuest'] as const;
  const nothing = fc.constantFrom<unknown>(undefined, null, '', 7, {});

  /** Changes a field of each account that an endpoint describes. */
  const withField = (endpoint: string, field: string, value: unknown): Tamper => {
    const changed = (json: unknown): unknown => {
      if (Array.isArray(json)) return json.map(changed);
      if (typeof json !== 'object' || json === null) return json;
      const entries = Object.entries(json).map(([key, each]) => [key, changed(each)] as const);
      return Object.fromEntries('accountId' in json ? [...entries, [field, value]] : entries);
    };
    return (path, answer) => (path.endsWith(endpoint) ? changed(answer) : answer);
  };

  test('the reading is the calm one', async () => {
    const calm = await readTampered((_, answer) => answer);
    expect(calm).toMatchObject({ skipped: { missing: [] } });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/search/user', '/membersByGroupId'),
        fc.constantFrom(...fields),
        nothing,
        fc.constantFrom('/search/user', '/membersByGroupId', '/rest/api/group'),
        async (endpoint, field, value, late) => {
          tampering.late = late;
          const read = await readTampered(withField(endpoint, field, value));
          tampering.late = undefined;
          // A look-up is asked for what is needed, which names and addresses are not.
          const isNeeded = field === 'accountType' || field === 'operations';
          if (isNeeded) expect(read).toEqual(calm);
          else expect(namesOf(read)).toEqual(namesOf(calm));
        },
      ),
      { numRuns: 10 },
    );
  });

  const namesOf = (read: unknown) => {
    const { collector } = read as { collector: Collector };
    return [[...collector.people.keys()].sort(), collector.memberships, [...collector.spaces.keys()].sort()];
  };

  test('what no answer says of an account is unknown: neither disabled nor left out', async () => {
    const silent: Tamper = (path, answer) =>
      ['/search/user', '/membersByGroupId', '/user/bulk'].reduce<unknown>(
        (changed, endpoint) =>
          withField(
            endpoint,
            'operations',
            null,
          )(path, withField(endpoint, 'accountType', '')(path, changed)),
        answer,
      );
    const { collector, skipped } = (await readTampered(silent)) as { collector: Collector; skipped: Skipped };
    expect([...collector.people.keys()]).toEqual(expect.arrayContaining([...whole.people.keys()]));
    expect([...collector.people.values()].filter(({ enabled }) => enabled !== undefined)).toEqual([]);
    expect(skipped.unknownAccounts).toEqual([...collector.people.keys()].sort());
    expect(skipped.missing).toEqual([]);
  });

  test.each([
    ['active', true],
    ['inactive', false],
    ['closed', false],
    ['somehow', undefined],
  ])(
    'the status of an account counts if nothing is said of its licence: %s',
    async (accountStatus, enabled) => {
      const silent: Tamper = (path, answer) =>
        ['/search/user', '/membersByGroupId', '/user/bulk'].reduce<unknown>(
          (changed, endpoint) =>
            withField(
              endpoint,
              'operations',
              undefined,
            )(path, withField(endpoint, 'accountStatus', accountStatus)(path, changed)),
          answer,
        );
      const { collector } = (await readTampered(silent)) as { collector: Collector };
      const states = [...collector.people.values()].filter(
        ({ id }) => whole.people.get(id)?.enabled !== undefined,
      );
      expect(states.length).toBeGreaterThan(5);
      expect(new Set(states.map((account) => account.enabled))).toEqual(new Set([enabled]));
    },
  );
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

/** Whether a reading is an error of Confluence's, or says of everything that the calm one has where it is. */
function expectAccounted(read: Awaited<ReturnType<typeof readTampered>>): void {
  if (read instanceof Error) {
    // The collector throws an error of its own if a promise is broken.
    expect(read).toBeInstanceOf(ConfluenceError);
    return;
  }
  const { collector, skipped } = read as { collector: Collector; skipped: Skipped };
  if (skipped.missing.length > 0) return;
  const unusable = [...skipped.unusable.values()].reduce((sum, rows) => sum + rows, 0);
  expect(collector.names.size).toBe(whole.names.size);
  expect([...collector.spaces.keys()]).toHaveLength(whole.spaces.size);
  const { bots, customers, otherAccounts } = skipped;
  const accounts = collector.people.size + bots + customers + otherAccounts + unusable;
  const all = whole.people.size + whole.skipped.bots + whole.skipped.customers;
  expect(accounts).toBeGreaterThanOrEqual(all);
  const held = [...collector.spaces.values()].reduce((sum, { held }) => sum + held.length, 0);
  const classes = [skipped.anonymous, ...skipped.accessClasses.values()];
  const ofClasses = classes.reduce((sum, { permissions }) => sum + permissions, 0);
  const left = skipped.dangling + ofClasses + skipped.unwanted;
  expect(held + left).toBe([...site.spaces.values()].flatMap(({ permissions }) => permissions).length);
}

test('whatever stands in one place of an answer, a reading that is not partial has everything', () =>
  fc.assert(
    fc.asyncProperty(nth, fc.nat(), fc.jsonValue(), async (count, at, json) => {
      const read = await readTampered(
        changing(count, at, ({ holder, key }) => Object.assign(holder, { [key]: json })),
      );
      if (read instanceof Error) expect(read).toBeInstanceOf(ConfluenceError);
    }),
    { numRuns: 40 },
  ));

test('whatever is null or missing in an answer, a reading that is not partial has everything', () =>
  fc.assert(
    fc.asyncProperty(nth, fc.nat(), fc.boolean(), async (count, at, isNull) => {
      const read = await readTampered(
        changing(count, at, ({ holder, key }) => {
          if (isNull) Object.assign(holder, { [key]: null });
          else if (!Array.isArray(holder)) delete holder[key];
        }),
      );
      expectAccounted(read);
    }),
    { numRuns: 50 },
  ));
