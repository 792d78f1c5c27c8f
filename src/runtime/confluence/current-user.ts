import * as z from 'zod';
import type { Client } from './client.ts';
import { ConfluenceError, credentialsRemedy } from './error.ts';
import { text, user } from './response-schemas.ts';

const operations = z
  .array(
    z.object({ operation: text, targetType: text }).catch({ operation: undefined, targetType: undefined }),
  )
  .optional()
  .catch(undefined);

const schema = user.extend({ operations });

/** Whoever has logged in. */
export type CurrentUser = Partial<z.infer<typeof schema>> & { readonly accountId: string };

/** Asks who has logged in. @throws ConfluenceError `credentials` also if Confluence takes the caller for anonymous */
export async function currentUser(
  client: Client,
  options: { readonly attempts?: number; readonly withOperations?: boolean } = {},
): Promise<CurrentUser> {
  const { attempts, withOperations } = options;
  const { data } = await client.send({
    path: '/wiki/rest/api/user/current',
    query: withOperations ? { expand: 'operations' } : undefined,
    schema,
    attempts,
    priority: 2,
  });
  const { accountId } = data;
  if (accountId !== undefined) return { ...data, accountId };
  // Without valid credentials some sites answer as to the public.
  throw new ConfluenceError('credentials', 'Confluence answers 200, but takes the caller for anonymous', {
    status: 200,
    remedy: credentialsRemedy,
  });
}
