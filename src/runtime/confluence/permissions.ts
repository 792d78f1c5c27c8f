import type { Client } from 'confluence.js/core';
import { getSpacePermissionsAssignments } from 'confluence.js/v2';
import type { Permission, Space } from './model.ts';
import { cursorPages } from './pages.ts';
import { cursorPageSize, type Holdings } from './spaces.ts';

/** The principal of a permission for everybody who has not logged in. */
const anonymous = 'anonymous';

/** The permissions of a space. @throws ConfluenceError */
export async function permissionsOf(
  client: Client,
  { id }: Space,
  wanted: (verb: string, noun: string) => boolean,
): Promise<Holdings<Permission>> {
  const held: Permission[] = [];
  const accessClasses = new Map<string, number>();
  const counts = { anonymous: 0, unwanted: 0 };
  const pages = cursorPages(
    'permissions',
    (cursor) => getSpacePermissionsAssignments(client, { id: Number(id), cursor, limit: cursorPageSize }),
    ({ principal, operation }) =>
      [principal?.type, principal?.id, operation?.key, operation?.targetType].join('\n'),
  );
  for await (const page of pages) {
    for (const { principal, operation } of page) {
      const [verb = '', noun = ''] = [operation?.key, operation?.targetType];
      const { type = 'unknown', id: holder = '' } = principal ?? {};
      if (!wanted(verb, noun)) counts.unwanted += 1;
      else if (holder === anonymous) counts.anonymous += 1;
      else if (type !== 'user' && type !== 'group') {
        accessClasses.set(type, (accessClasses.get(type) ?? 0) + 1);
      } else held.push({ principal: { type, id: holder }, verb, noun });
    }
  }
  return { held, accessClasses, ...counts };
}
