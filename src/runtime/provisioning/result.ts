import { create } from '@bufbuild/protobuf';
import { type Any, anyPack } from '@bufbuild/protobuf/wkt';
import type { TaskResult } from '../conductorone/task.ts';
import { annotation } from '../messages/annotation.ts';
import { grantId } from '../messages/grant.ts';
import {
  GrantAlreadyExistsSchema,
  GrantAlreadyRevokedSchema,
} from '../proto/gen/c1/connector/v2/annotation_grant_pb.ts';
import type { Entitlement } from '../proto/gen/c1/connector/v2/entitlement_pb.ts';
import {
  type Grant,
  GrantManagerServiceGrantResponseSchema,
  GrantManagerServiceRevokeResponseSchema,
  GrantSchema,
} from '../proto/gen/c1/connector/v2/grant_pb.ts';
import type { ResourceId } from '../proto/gen/c1/connector/v2/resource_pb.ts';

/** That somebody holds an entitlement now. */
export function granted({ id, resource }: Entitlement, principal: ResourceId): TaskResult {
  const grant = create(GrantSchema, {
    entitlement: { id, resource },
    principal: { id: principal },
    id: grantId(id, principal),
  });
  return grantAnswer([grant], []);
}

/** That somebody has held it before. */
export function alreadyGranted(): TaskResult {
  return grantAnswer([], [annotation(GrantAlreadyExistsSchema)]);
}

/** That somebody does not hold it any more. */
export function revoked(): TaskResult {
  return revokeAnswer([]);
}

/** That nobody was found to hold it. */
export function alreadyRevoked(): TaskResult {
  return revokeAnswer([annotation(GrantAlreadyRevokedSchema)]);
}

// What is annotated is said twice, as the SDK does.

function grantAnswer(grants: Grant[], annotations: Any[]): TaskResult {
  const schema = GrantManagerServiceGrantResponseSchema;
  return { response: anyPack(schema, create(schema, { grants, annotations })), annotations };
}

function revokeAnswer(annotations: Any[]): TaskResult {
  const schema = GrantManagerServiceRevokeResponseSchema;
  return { response: anyPack(schema, create(schema, { annotations })), annotations };
}
