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

/** Notes that roles must be asked for in ConductorOne as well. */
export const rolesToTick = refuse(
  z.object({ hosting: z.object({ type: z.literal('self-hosted'), useRbac: z.literal(true) }) }),
  {
    code: 'roles-to-tick',
    path: ['hosting', 'useRbac'],
    message:
      'ConductorOne asks for space roles only if the resource types space_role and space_role_assignment are ticked for this connector there. Tick both once it is deployed: else spaces come without any access.',
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
