import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { connect } from '../../../src/runtime/confluence/connect.ts';
import type { Mishap } from '../../simulator/faults.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { expectedPermissions } from './expected.ts';
import { everything, hasty, readPermissions } from './reading.ts';
import { type Tamper, Tampering } from './tampering.ts';

// All that is odd about real sites at once: a reading is then equal to the calm one, or says what is missing.

const site = generateSite({ users: 60, groups: 6, spaces: 10, permissions: 250 });
const calm = expectedPermissions(site, everything);
const groups = [...site.groups.values()];
const spaces = [...site.spaces.values()];

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

/** What a site does that no document promises. */
interface Unruliness {
  /** The most rows of a page of a list that is counted, however many were asked for. */
  readonly most: number;
  readonly total: 'absent' | 'page' | 'null';
  /** The list that says nothing of licences and kinds of accounts. */
  readonly silent: '/search/user' | '/membersByGroupId' | 'neither';
  readonly silence: null | undefined | '';
  /** The list that comes last. */
  readonly late: '/search/user' | '/membersByGroupId' | '/rest/api/group' | '/v2/spaces';
  /** A row that cannot be used is at the end of each page of the search. */
  readonly rubbish: boolean;
  /** Numbers of groups and spaces that cannot be read, and how they answer. */
  readonly groups: readonly number[];
  readonly spaces: readonly number[];
  readonly mishap: Mishap;
}

const unruliness: fc.Arbitrary<Unruliness> = fc.record({
  most: fc.constantFrom(2, 7, 20, 1000),
  total: fc.constantFrom('absent', 'page', 'null'),
  silent: fc.constantFrom('/search/user', '/membersByGroupId', 'neither'),
  silence: fc.constantFrom(null, undefined, ''),
  late: fc.constantFrom('/search/user', '/membersByGroupId', '/rest/api/group', '/v2/spaces'),
  rubbish: fc.boolean(),
  groups: fc.uniqueArray(fc.nat(groups.length - 1), { maxLength: 2 }),
  spaces: fc.uniqueArray(fc.nat(spaces.length - 1), { maxLength: 2 }),
  mishap: fc.constantFrom<Mishap>(400, 403, 404, 500, 'malformed', 'html'),
});

/** A page of v1. */
interface OffsetPage {
  readonly results: readonly unknown[];
  readonly start: number;
}

function tamperOf({ most, total, silent, silence, rubbish }: Unruliness): Tamper {
  const isCounted = (path: string) => /\/(?:search\/user|group|membersByGroupId)$/.test(path);
  return (path, answer) => {
    if (!isCounted(path) || typeof answer !== 'object' || answer === null || !('results' in answer))
      return answer;
    const { results, start, ...page } = answer as OffsetPage & { readonly _links: object };
    const cut = results.slice(0, most).map((row) => (path.endsWith(silent) ? silenced(row, silence) : row));
    const next = cut.length < results.length ? { next: `/rest/api/x?start=${start + cut.length}` } : {};
    const odd = rubbish && path.endsWith('/search/user') && cut.length > 1 ? [{ user: null }] : [];
    const { totalSize: _, ...rest } = page as { readonly totalSize?: number };
    const sizes = { absent: {}, page: { totalSize: cut.length }, null: { totalSize: null } };
    return {
      ...rest,
      ...sizes[total],
      start,
      results: [...cut, ...odd],
      _links: { ...('_links' in page && page._links), ...next },
    };
  };
}

/** A row that says nothing of what its account is, and of its licence. */
function silenced(row: unknown, silence: Unruliness['silence']): unknown {
  const said = row as { readonly user?: object };
  const account = said.user ?? said;
  const silent = { ...account, accountType: silence, operations: silence };
  return said.user ? { ...said, user: silent } : silent;
}

test('an unruly site is read as a calm one, but for what is said to be missing', () =>
  fc.assert(
    fc.asyncProperty(unruliness, async (unruly) => {
      const { mishap, late } = unruly;
      const refusedGroups = unruly.groups.map((index) => groups[index]?.id ?? '');
      const refusedSpaces = unruly.spaces.map((index) => spaces[index]?.key ?? '');
      tampering.tamper = tamperOf(unruly);
      tampering.late = late;
      const times = Number.POSITIVE_INFINITY;
      simulator.faults = {
        rules: [
          ...refusedGroups.map((id) => ({ path: new RegExp(`/group/${id}/members`), times, mishap })),
          ...unruly.spaces.map((index) => ({
            path: new RegExp(`/spaces/${spaces[index]?.id}/permissions`),
            times,
            mishap,
          })),
        ],
      };
      const { username, token: apiKey } = simulator.auth;
      const client = connect({ domainUrl: tampering.url, username, apiKey }, hasty);
      const read = await readPermissions(simulator, everything, client);

      expect(read.skipped.missing.map(({ what }) => what)).toEqual(
        [
          ...unruly.groups.map((index) => `members of the group "${groups[index]?.name}"`),
          ...unruly.spaces.map((index) => `the space "${spaces[index]?.name}" (${spaces[index]?.key})`),
        ].sort(),
      );
      const whole = <Value>(all: ReadonlyMap<string, Value>, refused: readonly string[]) =>
        new Map([...all].filter(([key]) => !refused.includes(key)));
      expect(read.names).toEqual(calm.names);
      expect(read.memberships).toEqual(whole(calm.memberships, refusedGroups));
      expect(read.spaces).toEqual(whole(calm.spaces, refusedSpaces));
      // Whoever is in no other list is seen in what could not be read only.
      const seen = new Map(
        [...calm.people].filter(([id]) => read.people.has(id) || site.users.get(id)?.listed),
      );
      expect(read.people).toEqual(seen);
    }),
    { numRuns: 12 },
  ));
