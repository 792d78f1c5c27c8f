import { create, toBinary } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { isDirect } from '../../../src/runtime/c1z/direct-grants.ts';
import { GrantSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import { entitlement, space, user } from './sample.ts';

const id = 'space:1:read-space:user:ada';

function encoded(sources: readonly string[] | undefined): Uint8Array {
  const entries = sources?.map((source) => [source, { isDirect: true }] as const);
  const message = create(GrantSchema, {
    id,
    entitlement: entitlement(space('1'), 'read-space'),
    principal: user('ada'),
    ...(entries && { sources: { sources: Object.fromEntries(entries) } }),
  });
  return toBinary(GrantSchema, message);
}

test.each([
  ['no sources', undefined, true],
  ['empty sources', [], true],
  ['a group', ['group:staff:member'], false],
  ['two groups', ['group:admins:member', 'group:staff:member'], false],
  ['a group and itself', ['group:staff:member', 'space:1:read-space'], true],
  ['what its id only begins like', ['space:1:read'], false],
])('a grant with %s', (_, sources, direct) => {
  expect(isDirect(id, encoded(sources))).toBe(direct);
});

test('what is no message is an error', () => {
  expect(() => isDirect(id, Uint8Array.of(0x0a, 0xff))).toThrow();
});
