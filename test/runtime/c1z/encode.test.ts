import { fromBinary, type JsonObject } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  compareBytes,
  encodeEntitlement,
  encodeGrant,
  encodeResource,
} from '../../../src/runtime/c1z/encode.ts';
import { GrantSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import { ResourceSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/resource_pb.ts';
import { entitlement, user } from './sample.ts';

const ordered: JsonObject = { a: { x: 1, y: [{ p: 1, q: 2 }] }, b: true, é: null, z: '' };
const shuffled: JsonObject = { z: '', é: null, a: { y: [{ q: 2, p: 1 }], x: 1 }, b: true };

test('the order of a profile’s keys does not show in the bytes', () => {
  const one = user('ada', { profile: ordered });
  const other = user('ada', { profile: shuffled });
  expect(encodeResource(other)).toEqual(encodeResource(one));
  expect(encodeEntitlement(entitlement(other, 'e'))).toEqual(encodeEntitlement(entitlement(one, 'e')));
  expect(fromBinary(ResourceSchema, encodeResource(other)).profile).toEqual(ordered);
  expect(Object.keys(other.profile ?? {})).toEqual(Object.keys(shuffled));
});

test('the fields of a grant, one after the other, are the grant', () => {
  const fields = {
    entitlement: { id: 'e', resource: user('ada') },
    principal: user('bo'),
    id: 'e:user:bo',
    sources: { sources: { e: { isDirect: true } } },
  };
  const { entitlement, principal, id, sources } = fields;
  const apart = [{ entitlement }, { principal }, { id }, { sources }].map(encodeGrant);
  expect(Buffer.concat(apart)).toEqual(Buffer.from(encodeGrant(fields)));
  expect(fromBinary(GrantSchema, Buffer.concat(apart)).id).toBe('e:user:bo');
});

test('texts are in the order of their bytes', () => {
  const unit = fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'ﬀ', '\u{10000}', '\ud800', '\udfff') });
  fc.assert(
    fc.property(unit, unit, (one, other) => {
      const bytes = Buffer.compare(Buffer.from(one), Buffer.from(other));
      expect(compareBytes(one, other)).toBe(bytes);
    }),
  );
  // As UTF-16 has it, this one comes first.
  expect(compareBytes('\u{10000}', '\ufb00')).toBe(1);
});
