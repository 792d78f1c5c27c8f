import type { Check } from '../clients/check.ts';
import type { Connector } from '../config/schema/config.ts';
import type { Client } from '../runtime/confluence/client.ts';
import { groupList, membersOf, searchOf } from '../runtime/confluence/directory.ts';
import { type List, ListReader, probe } from '../runtime/confluence/lists.ts';
import { permissionsIn } from '../runtime/confluence/permissions.ts';
import { assignmentsIn, readRoles } from '../runtime/confluence/roles.ts';
import { ScopedClient } from '../runtime/confluence/scoped-client.ts';
import { spaceList } from '../runtime/confluence/spaces.ts';
import { counted } from '../text/count.ts';

/** What is looked at here. */
export const readingDescriptions = {
  reading: 'the owner may read what a sync reads, and how many groups and spaces that are',
} as const;

/** How many there are, as far as was counted. */
interface Count {
  readonly count: number;
  /** Whether there may be more. */
  readonly more: boolean;
}

/** What an account can read of a site. */
export interface Readable {
  readonly groups: Count;
  readonly spaces: Count;
}

/** So many pages of a list are counted: 10,000 groups, 2,500 spaces. */
const mostPages = 10;

/**
 * Counts groups and spaces, and reads a little of everything else that a sync reads: a scoped token may have scopes
 * for one and not for another.
 * @param held what the sync reads of each space
 * @throws ConfluenceError for the first that cannot be read
 */
export async function readable(client: Client, held: 'permissions' | 'roles'): Promise<Readable> {
  return ScopedClient.during(client, async (scoped) => {
    const [groups, spaces] = await Promise.all([
      rowsOf(scoped, groupList),
      rowsOf(scoped, spaceList),
      probe(scoped, searchOf('all')),
      held === 'roles' ? readRoles(scoped) : undefined,
    ]);
    const [groupId, spaceId] = [groups.first?.id, spaces.first?.id];
    await Promise.all([
      groupId === undefined ? undefined : probe(scoped, membersOf({ id: groupId, name: groupId })),
      spaceId === undefined
        ? undefined
        : held === 'roles'
          ? probe(scoped, assignmentsIn(spaceId, spaceId))
          : probe(scoped, permissionsIn(spaceId, spaceId)),
    ]);
    return { groups, spaces };
  });
}

async function rowsOf<Row>(
  client: Client,
  list: List<Row>,
): Promise<Count & { readonly first: Row | undefined }> {
  let [count, read] = [0, 0];
  let first: Row | undefined;
  for await (const page of new ListReader(client, list).pages()) {
    first ??= page[0];
    count += page.length;
    read += 1;
    if (read === mostPages) return { count, more: true, first };
  }
  return { count, more: false, first };
}

/** Whether a sync of the connector can read what it reads. @throws ConfluenceError where it cannot */
export async function readingCheck({ hosting }: Connector, client: Client): Promise<Check<'reading'>> {
  const useRbac = hosting.type === 'self-hosted' && hosting.useRbac;
  const { groups, spaces } = await readable(client, useRbac ? 'roles' : 'permissions');
  const message = `reads accounts, ${told(groups, 'group')} with members, and ${told(spaces, 'space')} with ${useRbac ? `roles. ConductorOne asks for these if space_role and space_role_assignment are ticked for the connector there` : 'permissions'}`;
  return {
    name: 'reading',
    state: 'ok',
    message,
    details: { groups: groups.count, spaces: spaces.count, complete: !groups.more && !spaces.more },
  };
}

function told({ count, more }: { readonly count: number; readonly more: boolean }, what: string): string {
  return `${more ? 'at least ' : ''}${counted(count, what)}`;
}
