import { setTimeout as sleep } from 'node:timers/promises';
import { Code } from '@connectrpc/connect';
import { TaskError } from '../conductorone/task.ts';
import { addMember, addPermission, removeMember, removePermission, setRole } from '../confluence/changes.ts';
import type { Client } from '../confluence/client.ts';
import { isMember, permissionsHeld, rolesHeld } from '../confluence/current-access.ts';
import type { Permission, Principal } from '../confluence/model.ts';
import type { EntitlementKey } from './entitlement.ts';

/** What somebody may hold. */
export interface AssignmentKey {
  readonly entitlement: EntitlementKey;
  readonly principal: Principal;
}

/** That one principal holds one entitlement, or not. */
export interface Assignment {
  readonly isHeld: () => Promise<boolean>;
  readonly give: () => Promise<void>;
  /** Only to be called while it is held. */
  readonly take: () => Promise<void>;
}

/** The waits before a change is looked for, in milliseconds: what was just written may not be read at once. */
const waits = [0, 500, 1_500];

/** @param signal ends what waits for a change */
export function assignmentOf(
  client: Client,
  { entitlement, principal }: AssignmentKey,
  signal: AbortSignal,
): Assignment {
  switch (entitlement.kind) {
    case 'member':
      return membership(client, entitlement.groupId, principal.id);
    case 'permission':
      return permission(client, entitlement.spaceId, { ...entitlement, principal }, signal);
    case 'role':
      return role(client, entitlement.spaceId, principal, entitlement.roleId);
  }
}

/**
 * Sees to it that something is held, or no more.
 * @returns whether anything was to be done
 * @throws TaskError UNAVAILABLE where Confluence has accepted the change and it does not show
 * @throws ConfluenceError
 */
export async function ensure(
  held: boolean,
  { isHeld, give, take }: Assignment,
  signal: AbortSignal,
): Promise<boolean> {
  if ((await isHeld()) === held) return false;
  try {
    await (held ? give() : take());
  } catch (error) {
    // Where an answer was lost, the change was made, and refused when it was tried again.
    if ((await isHeld()) === held) return true;
    throw error;
  }
  for (const wait of waits) {
    await sleep(wait, undefined, { signal });
    if ((await isHeld()) === held) return true;
  }
  throw new TaskError(
    Code.Unavailable,
    `Confluence has accepted the ${held ? 'grant' : 'revoke'}, but it has not taken effect`,
  );
}

function membership(client: Client, groupId: string, accountId: string): Assignment {
  return {
    isHeld: () => isMember(client, groupId, accountId),
    give: () => addMember(client, groupId, accountId),
    take: () => removeMember(client, groupId, accountId),
  };
}

function permission(client: Client, spaceId: string, wanted: Permission, signal: AbortSignal): Assignment {
  const { principal, verb, noun } = wanted;
  const find = async () => {
    const held = await permissionsHeld(client, spaceId, principal);
    return held.filter((each) => each.verb === verb && each.noun === noun);
  };
  return {
    isHeld: async () => (await find()).length > 0,
    give: async () => {
      if (verb !== 'read' || noun !== 'space') {
        // Nothing else can be given before it. Taking anything else leaves it: it may have been there before.
        const readSpace = permission(client, spaceId, { principal, verb: 'read', noun: 'space' }, signal);
        await ensure(true, readSpace, signal);
      }
      await addPermission(client, spaceId, wanted);
    },
    take: async () => {
      for (const { id } of await find()) await removePermission(client, spaceId, id);
    },
  };
}

/** A principal has one role in a space at most: another one is replaced, and never taken by mistake. */
function role(client: Client, spaceId: string, principal: Principal, roleId: string): Assignment {
  return {
    isHeld: async () => (await rolesHeld(client, spaceId, principal)).includes(roleId),
    give: () => setRole(client, spaceId, principal, roleId),
    take: () => setRole(client, spaceId, principal, undefined),
  };
}
