import type { Client } from './client.ts';
import { attemptsForOne } from './directory.ts';
import { type List, readList } from './lists.ts';
import type { Permission, Space } from './model.ts';
import { permission, type SeenPermission } from './response-schemas.ts';
import { Holdings } from './spaces.ts';

/** The principal of a permission for everybody who has not logged in. */
const anonymous = 'anonymous';

/** The permissions in a space, as a list. @param name of the space */
export function permissionsIn(spaceId: string, name: string): List<SeenPermission> {
  return {
    name: `permissions in the space "${name}"`,
    path: `/wiki/api/v2/spaces/${encodeURIComponent(spaceId)}/permissions`,
    paging: 'cursor',
    limit: 250,
    row: permission,
    keyOf: ({ principal, operation }) => {
      const parts = [principal?.type, principal?.id, operation?.key, operation?.targetType];
      return parts.includes(undefined) ? undefined : parts.join('\n');
    },
    attempts: attemptsForOne,
  };
}

/** What is held in a space. @throws ConfluenceError */
export async function permissionsOf(
  client: Client,
  { id, name }: Space,
  wanted: (verb: string, noun: string) => boolean,
): Promise<Holdings<Permission>> {
  const list = permissionsIn(id, name);
  const { rows, ...end } = await readList(client, list);
  const holdings = new Holdings<Permission>(list.name, end);
  for (const { principal, operation } of rows) {
    const [verb = '', noun = ''] = [operation?.key, operation?.targetType];
    const { type = '', id: holder = '' } = principal ?? {};
    if (!wanted(verb, noun)) holdings.unwanted += 1;
    else if (holder === anonymous) holdings.anonymous.push(`${verb} ${noun}`);
    else if (type === 'user' || type === 'group')
      holdings.held.push({ principal: { type, id: holder }, verb, noun });
    else holdings.toClass(type === 'access_class' ? holder : type, `${verb} ${noun}`);
  }
  return holdings;
}
