import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { expect, test } from '@jest/globals';
import { OptInRequiredSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/connector_pb.ts';
import { BatonServiceFinishTaskRequestSchema } from '../../../src/runtime/proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import { messageJson } from './message-json.ts';

const known = anyPack(OptInRequiredSchema, create(OptInRequiredSchema));
const stranger = { typeUrl: 'type.googleapis.com/acme.Stranger', value: Buffer.from('odd') };

test('tells of fields and annotations that the product does not know', () => {
  const message = create(BatonServiceFinishTaskRequestSchema, {
    hostId: 'host',
    finalState: { case: 'success', value: { annotations: [known, stranger] } },
  });
  message.$unknown = [{ no: 77, wireType: 2, data: Uint8Array.of(0) }];
  const before = structuredClone(message);
  expect(messageJson(BatonServiceFinishTaskRequestSchema, message)).toEqual({
    hostId: 'host',
    success: {
      annotations: [
        { '@type': 'type.googleapis.com/c1.connector.v2.OptInRequired' },
        {
          '@type': 'type.googleapis.com/google.protobuf.Struct',
          value: { unreadable: stranger.typeUrl, base64: stranger.value.toString('base64') },
        },
      ],
    },
    unknownFields: ['77'],
  });
  expect(structuredClone(message)).toEqual(before);
});
