import * as z from 'zod';
import type { ConductorOne } from './conductorone.ts';

/** A page of a list of ConductorOne's API. */
interface Page<Item> {
  readonly list: readonly Item[];
  readonly nextPageToken?: string | null;
}

/** The shape of a page, by that of its items. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ list: z.array(item), nextPageToken: z.string().nullish() });

const apps = pageOf(z.object({ id: z.string(), displayName: z.string() }));
const users = pageOf(z.object({ user: z.object({ id: z.string(), email: z.string().nullish() }) }));

const policies = pageOf(z.object({ id: z.string(), displayName: z.string() }));

/** The items of all pages. */
export async function all<Item>(page: (token?: string) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const { list, nextPageToken } = await page(token);
    items.push(...list);
    token = nextPageToken || undefined;
  } while (token);
  return items;
}

/** The ids of the apps of a name, without regard to case, as a deployment finds them. @throws Obstacle */
export async function appsNamed(conductorOne: ConductorOne, displayName: string): Promise<readonly string[]> {
  const found = await all((pageToken) => conductorOne.post('search/apps', apps, { displayName, pageToken }));
  // A search finds whatever contains the words.
  return found.filter((app) => isSame(app.displayName, displayName)).map(({ id }) => id);
}

/** The display name of an app; undefined where there is none of that id. @throws Obstacle */
export async function appName(conductorOne: ConductorOne, id: string): Promise<string | undefined> {
  const { list } = await conductorOne.post('search/apps', apps, { appIds: [id] });
  return list.find((app) => app.id === id)?.displayName;
}

/** The ids of the users with an e-mail address, without regard to case. @throws Obstacle */
export async function usersWith(conductorOne: ConductorOne, email: string): Promise<readonly string[]> {
  const found = await all((pageToken) => conductorOne.post('search/users', users, { email, pageToken }));
  return found.filter(({ user }) => isSame(user.email ?? '', email)).map(({ user }) => user.id);
}

/** The ids of the policies of a kind and a name, without regard to case, as a deployment finds them. @throws Obstacle */
export async function policiesNamed(
  conductorOne: ConductorOne,
  kind: 'certify' | 'grant' | 'revoke',
  displayName: string,
): Promise<readonly string[]> {
  const policyTypes = [`POLICY_TYPE_${kind.toUpperCase()}`];
  const found = await all((pageToken) =>
    conductorOne.post('search/policies', policies, { displayName, policyTypes, pageToken }),
  );
  return found.filter((policy) => isSame(policy.displayName, displayName)).map(({ id }) => id);
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
