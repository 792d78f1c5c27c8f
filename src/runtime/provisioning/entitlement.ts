import { Code } from '@connectrpc/connect';
import { validPairs } from '../../config/vocabulary.ts';
import { TaskError } from '../conductorone/task.ts';
import type { Principal } from '../confluence/model.ts';
import type { ResourceId } from '../proto/gen/c1/connector/v2/resource_pb.ts';

/** What can be granted and revoked. */
export type EntitlementKey =
  | { readonly kind: 'member'; readonly groupId: string }
  | { readonly kind: 'permission'; readonly spaceId: string; readonly verb: string; readonly noun: string }
  | { readonly kind: 'role'; readonly spaceId: string; readonly roleId: string };

// As sync/objects.ts writes them.
const member = /^group:(.+):member$/;
const permission = /^space:(\d{1,15}):([a-z_]+)-([a-z_]+)$/;
const role = /^space_role_assignment:(\d{1,15}):([^:]+):assigned$/;

const pairs: readonly string[] = validPairs();

/** Reads an entitlement's id. @throws TaskError INVALID_ARGUMENT */
export function parseEntitlement(id: string): EntitlementKey {
  const [, groupId] = member.exec(id) ?? [];
  if (groupId) return { kind: 'member', groupId };
  const [, permitting, verb, noun] = permission.exec(id) ?? [];
  if (permitting && verb && noun) return { kind: 'permission', spaceId: permitting, verb, noun };
  const [, spaceId, roleId] = role.exec(id) ?? [];
  if (spaceId && roleId) return { kind: 'role', spaceId, roleId };
  throw invalid(`The entitlement "${id}" is none that can be granted or revoked.`);
}

/** An entitlement's id, and its holder. Ids of accounts may have colons in them. */
const grant =
  /^(group:.+?:member|space:[^:]+:[^:]+|space_role_assignment:[^:]+:[^:]+:assigned):([a-z_]+):(.+)$/;

/** Takes a grant's id apart; undefined if it is none. */
export function parseGrantId(
  id: string,
):
  | { readonly entitlement: string; readonly principal: Pick<ResourceId, 'resourceType' | 'resource'> }
  | undefined {
  const [, entitlement, resourceType, resource] = grant.exec(id) ?? [];
  if (!entitlement || !resourceType || !resource) return undefined;
  return { entitlement, principal: { resourceType, resource } };
}

/** Lists may show more than Confluence gives one by one. @throws TaskError INVALID_ARGUMENT */
export function checkGrantable(entitlement: EntitlementKey): void {
  if (entitlement.kind !== 'permission') return;
  const pair = `${entitlement.verb}-${entitlement.noun}`;
  if (!pairs.includes(pair)) throw invalid(`Confluence grants no permission ${pair} in a space.`);
}

/**
 * Who is to hold an entitlement, or no more.
 * @throws TaskError INVALID_ARGUMENT where it is neither an account nor a group, or a group as a member
 */
export function principalOf({ resourceType, resource }: ResourceId, { kind }: EntitlementKey): Principal {
  const mayHold = resourceType === 'user' || (resourceType === 'group' && kind !== 'member');
  if (mayHold && resource !== '') return { type: resourceType, id: resource };
  const holders = kind === 'member' ? 'accounts' : 'accounts and groups';
  throw invalid(`A principal of type "${resourceType}" cannot hold this: only ${holders} can.`);
}

/** The error of a task that makes no sense. */
export function invalid(message: string): TaskError {
  return new TaskError(Code.InvalidArgument, message, { nonRetryable: true });
}
