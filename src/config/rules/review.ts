import * as z from 'zod';
import { nouns, validPairs, verbs } from '../vocabulary.ts';
import { leaveOutOne } from './messages.ts';
import { refuse, rule } from './rule.ts';

/** Refuses a review of what is not synced. */
export const reviewOfNothing = rule(
  z.object({
    review: z.object({ permissions: z.array(z.string()) }),
    hosting: z.object({
      entitlements: z.object({
        nouns: z.array(z.enum(nouns)).min(1).optional(),
        verbs: z.array(z.enum(verbs)).min(1).optional(),
      }),
    }),
  }),
  ({ review: { permissions }, hosting: { entitlements } }) => {
    const synced: readonly string[] = validPairs(entitlements.nouns, entitlements.verbs);
    const known: readonly string[] = validPairs();
    return permissions.flatMap((permission, index) =>
      synced.includes(permission) || !known.includes(permission)
        ? []
        : [
            {
              code: 'review-of-nothing' as const,
              path: ['review', 'permissions', index],
              message: `hosting.entitlements leaves ${permission} out, so it is not synced. Add it there, or remove it here.`,
            },
          ],
    );
  },
);

/** Refuses a review of space permissions where space roles are synced. */
export const reviewedPermissionsWithRbac = refuse(
  z.object({
    review: z.object({ permissions: z.array(z.unknown()).min(1) }),
    hosting: z.object({ useRbac: z.literal(true) }),
  }),
  {
    code: 'reviewed-permissions-with-rbac',
    path: ['review', 'permissions'],
    message: `not used with useRbac: true, which syncs space roles instead. ${leaveOutOne}`,
  },
);
