import {
  create,
  createRegistry,
  type DescMessage,
  type MessageInitShape,
  type Registry,
} from '@bufbuild/protobuf';
import { type Any, anyPack } from '@bufbuild/protobuf/wkt';
import { file_c1_connector_v2_annotation_grant } from '../proto/gen/c1/connector/v2/annotation_grant_pb.ts';
import { file_c1_connector_v2_annotation_resource_tree } from '../proto/gen/c1/connector/v2/annotation_resource_tree_pb.ts';
import { file_c1_connector_v2_annotation_trait } from '../proto/gen/c1/connector/v2/annotation_trait_pb.ts';
import { file_c1_connector_v2_connector } from '../proto/gen/c1/connector/v2/connector_pb.ts';

/** What annotations may hold: to be named where messages become JSON, or come from it. */
export const annotations: Registry = createRegistry(
  file_c1_connector_v2_annotation_grant,
  file_c1_connector_v2_annotation_resource_tree,
  file_c1_connector_v2_annotation_trait,
  file_c1_connector_v2_connector,
);

/** A message as an annotation of another one. */
export function annotation<Desc extends DescMessage>(schema: Desc, init?: MessageInitShape<Desc>): Any {
  return anyPack(schema, create(schema, init));
}
