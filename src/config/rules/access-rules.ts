import * as z from 'zod';
import type { Problem } from '../loading/problem.ts';
import { ruleSettings } from '../schema/access-rules.ts';
import { nouns, validPairs, verbs } from '../vocabulary.ts';
import { leaveOutOne, namedTwice } from './messages.ts';
import { type Rule, refuse, repeated, rule } from './rule.ts';

const pair = z.object({ verb: z.enum(verbs), noun: z.enum(nouns) });

/** The rules, of which those that are malformed are undefined. */
const read = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ rules: z.array(schema.optional().catch(undefined)) });

/** A rule about each of the rules. */
const each = <Schema extends z.ZodType>(
  schema: Schema,
  check: (one: z.output<Schema>) => Pick<Problem, 'code' | 'message'> | undefined,
): Rule =>
  rule(read(schema), ({ rules }) =>
    rules.flatMap((one, index): readonly Problem[] => {
      const found = one === undefined ? undefined : check(one);
      return found ? [{ ...found, path: ['rules', index] }] : [];
    }),
  );

/** Refuses a permission that Confluence does not have. */
export const impossibleRule = each(pair, ({ verb, noun }) =>
  validPairs([noun], [verb]).length > 0
    ? undefined
    : {
        code: 'impossible-rule',
        message: `Confluence has no permission ${verb}-${noun}. There are ${validPairs().join(', ')}.`,
      },
);

/** Refuses a rule that sets nothing. */
export const emptyRule = each(z.record(z.string(), z.unknown()), (one) =>
  Object.keys(one).some((key) => one[key] !== undefined && key !== 'verb' && key !== 'noun')
    ? undefined
    : { code: 'empty-rule', message: `says nothing. Give any of ${Object.keys(ruleSettings).join(', ')}.` },
);

/** Refuses emergency access without its policy, and the other way round. */
export const halfEmergencyAccess = each(
  z.object({ emergencyAccess: z.boolean().optional(), emergencyPolicy: z.string().optional() }),
  ({ emergencyAccess = false, emergencyPolicy }) =>
    emergencyAccess === (emergencyPolicy !== undefined)
      ? undefined
      : {
          code: 'half-emergency-access',
          message: emergencyAccess
            ? 'emergencyAccess: true needs emergencyPolicy. Give it.'
            : 'emergencyPolicy needs emergencyAccess: true. Give it, or leave emergencyPolicy out.',
        },
);

/** Refuses two rules for one permission. */
export const ruleGivenTwice = rule(read(pair), ({ rules }) =>
  repeated(rules.map((one) => one && `${one.verb}-${one.noun}`)).map((index) => ({
    code: 'duplicate',
    path: ['rules', index],
    message: `${rules[index]?.verb}-${rules[index]?.noun}: ${namedTwice}`,
  })),
);

/** Refuses a rule for what is not synced. */
export const ruleForNothing = rule(
  read(pair).extend({
    hosting: z.object({
      entitlements: z.object({
        nouns: z.array(z.enum(nouns)).min(1).optional(),
        verbs: z.array(z.enum(verbs)).min(1).optional(),
      }),
    }),
  }),
  ({ rules, hosting: { entitlements } }) => {
    const synced = new Set<string>(validPairs(entitlements.nouns, entitlements.verbs));
    const known = new Set<string>(validPairs());
    return rules.flatMap((one, index): readonly Problem[] => {
      const name = one && `${one.verb}-${one.noun}`;
      if (!name || synced.has(name) || !known.has(name)) return [];
      return [
        {
          code: 'rule-for-nothing',
          path: ['rules', index],
          message: `hosting.entitlements leaves ${name} out, so it is not synced. Add it there, or remove the rule.`,
        },
      ];
    });
  },
);

/** Refuses rules for space permissions where space roles are synced. */
export const rulesWithRbac = refuse(
  z.object({ rules: z.array(z.unknown()).min(1), hosting: z.object({ useRbac: z.literal(true) }) }),
  {
    code: 'rules-with-rbac',
    path: ['rules'],
    message: `not used with useRbac: true, which syncs space roles instead. ${leaveOutOne}`,
  },
);
