import type { JsonObject } from '@bufbuild/protobuf';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nouns, validPairs, verbs } from '../../../src/config/vocabulary.ts';
import type { Objects } from '../../../src/runtime/c1z/writer.ts';
import type { Permission, Principal, RoleAssignment } from '../../../src/runtime/confluence/model.ts';
import { grantId, type NewGrant } from '../../../src/runtime/messages/grant.ts';
import type { Entitlement } from '../../../src/runtime/proto/gen/c1/connector/v2/entitlement_pb.ts';
import { Status_ResourceStatus } from '../../../src/runtime/proto/gen/c1/connector/v2/resource_pb.ts';
import { userResource } from '../../../src/runtime/sync/objects.ts';
import { permissionSink, roleSink } from '../../../src/runtime/sync/sinks.ts';

/** What Confluence accepts, verb and noun. */
const accepted: readonly (readonly [string, string])[] = [
  ['create', 'page'],
  ['create', 'blogpost'],
  ['create', 'comment'],
  ['create', 'attachment'],
  ['delete', 'page'],
  ['delete', 'blogpost'],
  ['delete', 'comment'],
  ['delete', 'attachment'],
  ['delete', 'space'],
  ['read', 'space'],
  ['export', 'space'],
  ['administer', 'space'],
  ['archive', 'page'],
  ['restrict_content', 'space'],
];

/** Keeps what is added. */
function collected(add: (objects: Objects) => void) {
  const entitlements: Entitlement[] = [];
  const grants: NewGrant[] = [];
  add({
    addResourceTypes: () => {},
    addResources: () => {},
    addEntitlements: (added) => void entitlements.push(...added),
    addGrants: (added) => void grants.push(...added),
  });
  return {
    entitlements: entitlements.map(({ id }) => id),
    grants: grants.map(({ entitlement, principal }) => grantId(entitlement.id, principal)),
    heldEntitlements: grants.map(({ entitlement }) => entitlement.id),
  };
}

// Few characters, so that ids come out alike: account ids hold colons, ids of groups and roles are UUIDs.
const characters = ['1', '2', 'a', 'é', '🦊', ' ', '/', '-', '.', 'user', 'group', 'member', 'assigned'];
const textOf = (units: readonly string[]) =>
  fc.string({ unit: fc.constantFrom(...units), minLength: 1, maxLength: 4 });
const plainId = textOf(characters);
const accountId = textOf([...characters, ':', ':user:', ':member:user:']);
const spaceId = fc.integer({ min: 1, max: 30 }).map(String);
const principal: fc.Arbitrary<Principal> = fc.oneof(
  accountId.map((id) => ({ type: 'user' as const, id })),
  plainId.map((id) => ({ type: 'group' as const, id })),
);
const closed = { anonymous: [], classes: new Map() };
const spaceOf = (id: string) => ({ id, key: `K${id}`, name: `Space ${id}` });

test('every space has the valid pairs of the chosen nouns and verbs, and no other entitlements', () => {
  fc.assert(
    fc.property(
      fc.subarray([...nouns]),
      fc.subarray([...verbs]),
      fc.uniqueArray(spaceId),
      (chosenNouns, chosenVerbs, ids) => {
        const { entitlements } = collected((objects) => {
          const sink = permissionSink(objects, validPairs(chosenNouns, chosenVerbs));
          for (const id of ids) sink.space(spaceOf(id), [], closed);
        });
        const chosen = accepted.filter(
          ([verb, noun]) =>
            (chosenVerbs as readonly string[]).includes(verb) &&
            (chosenNouns as readonly string[]).includes(noun),
        );
        expect(entitlements.toSorted()).toEqual(
          ids.flatMap((id) => chosen.map(([verb, noun]) => `space:${id}:${verb}-${noun}`)).sort(),
        );
      },
    ),
  );
});

test('permissions and memberships never share an id, and are of entitlements that are there', () => {
  const permission: fc.Arbitrary<Permission> = fc
    .record({ principal, pair: fc.constantFrom(...accepted, ['copy', 'page'] as const) })
    .map(({ pair: [verb, noun], ...held }) => ({ ...held, verb, noun }));
  const spaces = fc.uniqueArray(
    fc.tuple(spaceId, fc.uniqueArray(permission, { selector: (each) => JSON.stringify(each) })),
    { selector: ([id]) => id },
  );
  const groups = fc.uniqueArray(fc.tuple(plainId, fc.uniqueArray(accountId)), { selector: ([id]) => id });
  fc.assert(
    fc.property(spaces, groups, (ofSpaces, ofGroups) => {
      const { entitlements, grants, heldEntitlements } = collected((objects) => {
        const sink = permissionSink(objects, validPairs());
        sink.groups(ofGroups.map(([id]) => ({ id, name: id })));
        for (const [id, members] of ofGroups) sink.members(id, members);
        for (const [id, permissions] of ofSpaces) sink.space(spaceOf(id), permissions, closed);
      });
      expect(new Set(entitlements).size).toBe(entitlements.length);
      expect(grants).toHaveLength([...ofSpaces, ...ofGroups].flatMap(([, held]) => held as unknown[]).length);
      expect(new Set(grants).size).toBe(grants.length);
      expect(heldEntitlements.filter((id) => !entitlements.includes(id))).toEqual([]);
    }),
  );
});

test('role assignments never share an id, and are of entitlements that are there', () => {
  const roles = fc.uniqueArray(plainId, { minLength: 1, maxLength: 6 });
  const given = roles.chain((ids) => {
    const assignment: fc.Arbitrary<RoleAssignment> = fc.record({
      principal,
      roleId: fc.constantFrom(...ids),
    });
    const ofSpace = fc.uniqueArray(assignment, { selector: (each) => JSON.stringify(each) });
    const spaces = fc.uniqueArray(fc.tuple(spaceId, ofSpace), { selector: ([id]) => id });
    return fc.tuple(fc.constant(ids), spaces);
  });
  fc.assert(
    fc.property(given, ([ids, ofSpaces]) => {
      const { entitlements, grants, heldEntitlements } = collected((objects) => {
        const sink = roleSink(objects);
        sink.roles(ids.map((id) => ({ id, name: id, description: '', builtIn: false, permissions: [] })));
        for (const [id, assignments] of ofSpaces) sink.space(spaceOf(id), assignments, closed);
      });
      expect(new Set(entitlements).size).toBe(entitlements.length);
      expect(grants).toHaveLength(ofSpaces.flatMap(([, held]) => held).length);
      expect(new Set(grants).size).toBe(grants.length);
      expect(new Set(heldEntitlements)).toEqual(new Set(entitlements));
    }),
  );
});

describe('the profile of a space', () => {
  const open = {
    anonymous: ['read space', 'create comment'],
    classes: new Map([['all-licensed-users', ['read space']]]),
  };
  const profileOf = (add: (objects: Objects) => void) => {
    const found: (JsonObject | undefined)[] = [];
    add({
      addResourceTypes: () => {},
      addResources: (resources) => void found.push(...resources.map(({ profile }) => profile)),
      addEntitlements: () => {},
      addGrants: () => {},
    });
    return found.at(-1);
  };

  test('says who may do what in it that is nobody in particular', () => {
    const space = {
      id: '1',
      key: 'ENG',
      name: 'Engineering',
      type: 'global',
      status: 'current',
      ownerId: 'ada',
    };
    expect(profileOf((objects) => permissionSink(objects, []).space(space, [], open))).toEqual({
      space_key: 'ENG',
      space_type: 'global',
      space_status: 'current',
      space_owner_id: 'ada',
      anonymous_access: ['create comment', 'read space'],
      access_classes: { 'all-licensed-users': ['read space'] },
    });
  });

  test('says nothing of what Confluence leaves out', () => {
    const space = { id: '1', name: 'Engineering' };
    expect(profileOf((objects) => permissionSink(objects, []).space(space, [], closed))).toEqual({});
  });

  test('names roles, if these are what people have', () => {
    const role = { id: 'r-1', name: 'Viewer', description: '', builtIn: true, permissions: [] };
    const ofRoles = { anonymous: ['r-1'], classes: new Map([['all-licensed-users', ['r-1', 'r-gone']]]) };
    const profile = profileOf((objects) => {
      const sink = roleSink(objects);
      sink.roles([role]);
      sink.space({ id: '1', name: 'Engineering' }, [], ofRoles);
    });
    expect(profile).toEqual({
      anonymous_access: ['Viewer'],
      access_classes: { 'all-licensed-users': ['Viewer', 'r-gone'] },
    });
  });
});

test.each([
  [true, Status_ResourceStatus.ENABLED],
  [false, Status_ResourceStatus.DISABLED],
  [undefined, Status_ResourceStatus.UNSPECIFIED],
])('an account that is enabled: %s', (enabled, expected) => {
  const { status, profile } = userResource({
    id: 'ada',
    kind: 'person',
    displayName: 'Ada',
    enabled,
    guest: true,
  });
  expect(status?.status).toBe(expected);
  expect(profile).toEqual({
    user_name: 'Ada',
    account_type: 'atlassian',
    email: '',
    id: 'ada',
    is_guest: true,
  });
});
