import * as z from 'zod';
import type { Problem } from '../loading/problem.ts';
import { leaveOutOne } from './messages.ts';
import { rule } from './rule.ts';

const kinds = ['certify', 'grant', 'revoke'] as const;

/** Refuses a policy that is given by its name and by its id. */
export const policyGivenTwice = rule(
  z.object({ app: z.object({ create: z.record(z.string(), z.unknown()) }) }),
  ({ app: { create } }) =>
    kinds.flatMap((kind): readonly Problem[] => {
      const name = `${kind}Policy`;
      if (create[name] === undefined || create[`${name}Id`] === undefined) return [];
      return [
        {
          code: 'policy-given-twice',
          path: ['app', 'create', name],
          message: `${name}Id says it too. ${leaveOutOne}`,
        },
      ];
    }),
);
