import { create } from '@bufbuild/protobuf';
import { type Any, anyUnpack } from '@bufbuild/protobuf/wkt';
import { annotations } from '../../../src/runtime/messages/annotation.ts';
import { grantId } from '../../../src/runtime/messages/grant.ts';
import {
  GrantManagerServiceGrantResponseSchema,
  GrantManagerServiceRevokeResponseSchema,
} from '../../../src/runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import {
  Task_GrantTaskSchema,
  Task_RevokeTaskSchema,
} from '../../../src/runtime/proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';

/** Who holds an entitlement, or is to. */
export interface Asked {
  readonly entitlement: string;
  /** Type and id, e.g. `user`, `ada`. */
  readonly principal: readonly [resourceType: string, resource: string];
}

/** What ConductorOne asks for in a grant. */
export function grantTask({ entitlement, principal }: Asked) {
  return create(Task_GrantTaskSchema, {
    entitlement: { id: entitlement, resource: resourceOf(entitlement) },
    principal: { id: idOf(principal) },
  });
}

/** What ConductorOne asks for in a revoke. */
export function revokeTask({ entitlement, principal }: Asked) {
  return create(Task_RevokeTaskSchema, {
    grant: {
      entitlement: { id: entitlement, resource: resourceOf(entitlement) },
      principal: { id: idOf(principal) },
      id: grantId(entitlement, idOf(principal)),
    },
  });
}

/** What has been answered to a grant or a revoke: the ids of grants made, and the names of what is annotated. */
export function answered(response: Any | undefined) {
  const message =
    response &&
    (anyUnpack(response, GrantManagerServiceGrantResponseSchema) ??
      anyUnpack(response, GrantManagerServiceRevokeResponseSchema));
  if (!message) throw new Error(`no answer to a grant or a revoke: ${response?.typeUrl}`);
  return {
    type: message.$typeName,
    ...('grants' in message && { grants: message.grants.map(({ id }) => id) }),
    annotations: message.annotations.map(nameOf),
  };
}

/** The name of an annotation's type, which must be a known one. */
export function nameOf(annotation: Any): string | undefined {
  return anyUnpack(annotation, annotations)?.$typeName.split('.').at(-1);
}

function resourceOf(entitlement: string): { readonly id: ReturnType<typeof idOf> } {
  const [type = '', ...rest] = entitlement.split(':');
  return { id: idOf([type, rest.slice(0, -1).join(':')]) };
}

function idOf([resourceType, resource]: Asked['principal']) {
  return { resourceType, resource };
}
