import * as z from 'zod';
import { nouns, validPairs, verbs } from '../vocabulary.ts';
import { leaveOutOne } from './messages.ts';
import { refuse } from './rule.ts';

/** Refuses nouns and verbs that select nothing. */
export const noValidEntitlement = refuse(
  z.object({
    hosting: z.object({
      entitlements: z
        .object({
          nouns: z.array(z.enum(nouns)).min(1).optional(),
          verbs: z.array(z.enum(verbs)).min(1).optional(),
        })
        .refine(({ nouns, verbs }) => validPairs(nouns, verbs).length === 0),
    }),
  }),
  {
    code: 'no-valid-entitlement',
    path: ['hosting', 'entitlements'],
    message: `these nouns and verbs form no valid pair, so nothing would be synced. Valid pairs: ${validPairs().join(', ')}.`,
  },
);

/** Refuses a choice of space permissions where space roles are synced. */
export const entitlementsWithRbac = refuse(
  z.object({
    hosting: z.object({
      useRbac: z.literal(true),
      entitlements: z.record(z.string(), z.unknown()).refine((chosen) => Object.keys(chosen).length > 0),
    }),
  }),
  {
    code: 'entitlements-with-rbac',
    path: ['hosting', 'entitlements'],
    message: `not used with useRbac: true, which syncs space roles instead. ${leaveOutOne}`,
  },
);
