import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Expansion } from '../../../../src/runtime/c1z/expansion/expansion.ts';
import { C1zReader } from '../../../../src/runtime/c1z/reader.ts';
import { type Grant, GrantSchema } from '../../../../src/runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import {
  ResourceIdSchema,
  ResourceSchema,
} from '../../../../src/runtime/proto/gen/c1/connector/v2/resource_pb.ts';
import { temporaryFolder } from '../../../support/files.ts';
import { byId, databaseIn, jsonOf, writeSample } from '../contents.ts';
import { directGrants, expandedGrants } from '../expected-grants.ts';
import { entitlement, grant, group, type Sample, space, user } from '../sample.ts';

const ada = user('ada');
const bo = user('bo');
const staff = group('staff');
const guests = group('guests');
const wiki = space('wiki');
const inStaff = entitlement(staff, 'member');
const inGuests = entitlement(guests, 'member');
const read = entitlement(wiki, 'read');
const write = entitlement(wiki, 'write');

/** A sample of these grants, with every entitlement there is. */
const sampleOf = (grants: Sample['grants'], entitlements = [inStaff, inGuests, read, write]): Sample => ({
  resourceTypes: [],
  resources: [ada, bo, staff, guests, wiki],
  entitlements,
  grants,
});

/** Sources of a user's grant, and whether it is of the group's making. */
type Outcome = Readonly<Record<string, { readonly through: readonly string[]; readonly immutable: boolean }>>;

const added = (...through: readonly string[]) => ({ through, immutable: true });
const direct = (...through: readonly string[]) => ({ through, immutable: false });

describe('members of a group get what the group is granted', () => {
  test.each<[string, Sample, Expansion, Outcome]>([
    [
      'one grant per member',
      sampleOf([grant(inStaff, ada), grant(inStaff, bo), grant(read, staff)]),
      { added: 2, merged: 0, dropped: 0 },
      { 'read:ada': added(inStaff.id), 'read:bo': added(inStaff.id) },
    ],
    [
      'of each entitlement',
      sampleOf([grant(inStaff, ada), grant(read, staff), grant(write, staff)]),
      { added: 2, merged: 0, dropped: 0 },
      { 'read:ada': added(inStaff.id), 'write:ada': added(inStaff.id) },
    ],
    [
      'whoever holds it directly keeps that grant',
      sampleOf([grant(inStaff, ada), grant(read, ada), grant(read, staff)]),
      { added: 0, merged: 1, dropped: 0 },
      { 'read:ada': direct(inStaff.id, read.id) },
    ],
    [
      'a direct grant of something else stays as it is',
      sampleOf([grant(inStaff, ada), grant(write, ada), grant(read, staff)]),
      { added: 1, merged: 0, dropped: 0 },
      { 'read:ada': added(inStaff.id), 'write:ada': direct() },
    ],
    [
      'two groups give one grant',
      sampleOf([
        grant(inStaff, ada),
        grant(inGuests, ada),
        grant(inGuests, bo),
        grant(read, staff),
        grant(read, guests),
      ]),
      { added: 2, merged: 0, dropped: 0 },
      { 'read:ada': added(inGuests.id, inStaff.id), 'read:bo': added(inGuests.id) },
    ],
    [
      'two groups and a direct grant',
      sampleOf([
        grant(read, staff),
        grant(read, guests),
        grant(read, ada),
        grant(inStaff, ada),
        grant(inGuests, ada),
      ]),
      { added: 0, merged: 1, dropped: 0 },
      { 'read:ada': direct(inGuests.id, inStaff.id, read.id) },
    ],
    [
      'nobody is in an empty group',
      sampleOf([grant(inStaff, ada), grant(read, guests)]),
      { added: 0, merged: 0, dropped: 0 },
      {},
    ],
    [
      'the same told twice',
      sampleOf([grant(inStaff, ada), grant(read, staff), grant(inStaff, ada), grant(read, staff)]),
      { added: 1, merged: 0, dropped: 0 },
      { 'read:ada': added(inStaff.id) },
    ],
    [
      'a group whose membership is no entitlement',
      sampleOf([grant(inStaff, ada), grant(read, staff)], [inGuests, read]),
      { added: 0, merged: 0, dropped: 1 },
      {},
    ],
    [
      'a permission that is no entitlement',
      sampleOf([grant(inStaff, ada), grant(read, staff), grant(write, staff)], [inStaff, write]),
      { added: 1, merged: 0, dropped: 1 },
      { 'write:ada': added(inStaff.id) },
    ],
  ])('%s', async (_, sample, expansion, outcome) => {
    const { grants, ...written } = await expand(sample);
    expect(written.expansion).toEqual(expansion);
    expect(outcomeOf(grants)).toEqual(outcome);
    expect(grants.map((grant) => jsonOf(GrantSchema, grant))).toEqual(
      byId(expandedGrants(distinct(sample))).map((grant) => jsonOf(GrantSchema, grant)),
    );
  });

  test('unless it is left to somebody else', async () => {
    const sample = sampleOf([grant(inStaff, ada), grant(read, staff)]);
    const { grants, expansion } = await expand(sample, { expand: false });
    expect(expansion).toBeUndefined();
    expect(grants.map(({ id }) => id)).toEqual([`${inStaff.id}:user:ada`, `${read.id}:group:staff`]);
  });

  test('nothing is said of an expansion where no grant is expandable', async () => {
    expect((await expand(sampleOf([grant(inStaff, ada)]))).expansion).toBeUndefined();
  });
});

test.each<[string, Sample, string]>([
  [
    'a group in a group',
    sampleOf([grant(inStaff, guests), grant(read, staff), grant(inGuests, ada)]),
    'groups in groups are not expanded: group:staff:member is granted to a group',
  ],
  [
    'another group’s members',
    sampleOf([grant(inStaff, ada), { ...grant(read, guests), expandable: [inStaff.id] }]),
    'group:staff:member is not of group guests, which is granted through it',
  ],
])('%s is refused', async (_, sample, message) => {
  await expect(expand(sample)).rejects.toThrow(message);
});

test('every row’s message has the bytes that protobuf-es gives it, and its columns agree with it', async () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 70 });
  const sites = fc.record({
    users: fc.uniqueArray(text, { minLength: 1, maxLength: 6 }),
    groups: fc.uniqueArray(text, { minLength: 1, maxLength: 5 }),
    slugs: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
    // Long ones take lengths of two bytes.
    space: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
    draws: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { maxLength: 40 }),
  });
  await fc.assert(
    fc.asyncProperty(sites, async (site) => {
      const sample = distinct(drawn(site));
      const { path } = await expand(sample);
      const database = await databaseIn(path);
      const rows = database.prepare('select * from v1_grants').all();
      const expected = byId(expandedGrants(sample));
      expect(
        new Map(
          rows.map((row) => [row['external_id'], Buffer.from(row['data'] as Uint8Array).toString('hex')]),
        ),
      ).toEqual(
        new Map(
          expected.map((grant) => [grant.id, Buffer.from(toBinary(GrantSchema, grant)).toString('hex')]),
        ),
      );
      expect(new Set(rows.map(identity))).toEqual(new Set(expected.map(identityOf)));
      expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
      database.close();
    }),
    { numRuns: 20 },
  );
});

test.each([127, 128, 200, 16_383, 16_384, 40_000])('a grant whose id has %d bytes', async (length) => {
  const held = entitlement(wiki, 'x'.repeat(length - 'space:wiki::user:ada'.length));
  const { grants } = await expand(sampleOf([grant(held, ada)], [held]));
  expect(grants.map(({ id }) => id)).toEqual([`${held.id}:user:ada`]);
  expect(grants[0]?.id).toHaveLength(length);
});

describe('ids that begin like others', () => {
  const a = space('a');
  const entitlements = ['b', 'b:user', 'b:user:c', 'bc'].map((slug) => entitlement(a, slug));
  const holders = [
    user('c'),
    user('c:user:d'),
    user('cd'),
    group('c'),
    { ...user('c'), id: ofType('user-x', 'c') },
  ];
  const grants = entitlements.flatMap((held) =>
    holders.map((holder) => ({ ...grant(held, holder), expandable: [] })),
  );
  const isTwice = ({ entitlement, principal }: Sample['grants'][number]) =>
    entitlement.id === 'space:a:b:user:c' && principal.resource === 'd';

  test('come in their order', async () => {
    const sample = sampleOf(grants, entitlements);
    const { path, grants: found } = await expand(sample);
    expect(found.map(({ id }) => id).sort()).toEqual(
      directGrants(sample)
        .map(({ id }) => id)
        .sort(),
    );
    const database = await databaseIn(path);
    expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    database.close();
  });

  test('and are the same, are refused', async () => {
    const twice = [...grants, ...entitlements.map((held) => grant(held, user('d')))];
    expect(twice.filter(isTwice)).toHaveLength(1);
    await expect(expand(sampleOf(twice, entitlements))).rejects.toThrow(
      'two grants have the id space:a:b:user:c:user:d',
    );
  });
});

function ofType(resourceType: string, resource: string) {
  return create(ResourceIdSchema, { resourceType, resource });
}

async function expand(sample: Sample, options: { readonly expand?: boolean } = {}) {
  const path = join(await temporaryFolder(), 'sync.c1z');
  const { expansion } = await writeSample(path, sample, options);
  const reader = await C1zReader.open(path);
  try {
    return { path, expansion, grants: byId(reader.grants()) };
  } finally {
    await reader.close();
  }
}

function outcomeOf(grants: readonly Grant[]): Outcome {
  const ofUsers = grants.filter(
    ({ id, principal }) => principal?.id?.resourceType === 'user' && id.startsWith('space:'),
  );
  return Object.fromEntries(
    ofUsers.map(({ entitlement, principal, sources, annotations }) => [
      `${entitlement?.id.split(':').at(-1)}:${principal?.id?.resource}`,
      { through: Object.keys(sources?.sources ?? {}), immutable: annotations.length > 0 },
    ]),
  );
}

/** The same without grants that are told twice. */
function distinct(sample: Sample): Sample {
  const grants = new Map(
    sample.grants.map((grant) => [JSON.stringify([grant.entitlement.id, grant.principal]), grant]),
  );
  return { ...sample, grants: [...grants.values()] };
}

interface Drawing {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly slugs: readonly string[];
  readonly space: string;
  /** Per grant, numbers that choose its kind, who gets it and what. */
  readonly draws: readonly (readonly [number, number, number])[];
}

function drawn({ users, groups, slugs, space: id, draws }: Drawing): Sample {
  const pick = <Item>(items: readonly Item[], number: number) => items[number % items.length] as Item;
  const people = users.map((name) => user(name));
  const teams = groups.map(group);
  const memberships = teams.map((team) => entitlement(team, 'member'));
  // One sorts before the groups among a grant's sources, the other after them.
  const places = [create(ResourceSchema, { id: { resourceType: 'area', resource: id } }), space(id)];
  const permissions = places.flatMap((place) => slugs.map((slug) => entitlement(place, slug)));
  return {
    resourceTypes: [],
    resources: [...people, ...teams],
    entitlements: [...memberships, ...permissions],
    grants: draws.map(([kind, who, what]) => {
      if (kind % 3 === 0) return grant(pick(memberships, what), pick(people, who));
      return grant(pick(permissions, what), pick(kind % 3 === 1 ? people : teams, who));
    }),
  };
}

function identity(row: Readonly<Record<string, unknown>>): string {
  const columns = [
    'resource_type_id',
    'resource_id',
    'entitlement_id',
    'principal_resource_type_id',
    'principal_resource_id',
    'external_id',
  ];
  return JSON.stringify(columns.map((column) => row[column]));
}

function identityOf({ id, entitlement, principal }: Grant): string {
  const on = entitlement?.resource?.id;
  const to = principal?.id;
  return JSON.stringify([
    on?.resourceType,
    on?.resource,
    entitlement?.id,
    to?.resourceType,
    to?.resource,
    id,
  ]);
}
