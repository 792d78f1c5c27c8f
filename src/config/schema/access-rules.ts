import * as z from 'zod';
import { nouns, verbs } from '../vocabulary.ts';
import { policyName } from './app.ts';
import { durationPattern } from './duration.ts';
import { field, flag, nonEmpty, text } from './fields.ts';

/** What a rule may say of the entitlements that it is for. */
export const ruleSettings = {
  maxDuration: text(durationPattern, {
    expected: 'a duration',
    description: 'How long access may be granted at most.',
    remedy: 'Write it like 30m or 8h.',
  }).optional(),
  grantPolicy: policyName('access requests').optional(),
  revokePolicy: policyName('revocations').optional(),
  certifyPolicy: policyName('access reviews').optional(),
  riskLevel: text(/^(?=\S)[^\r\n]{1,200}$/, {
    expected: 'a name of 1 to 200 characters',
    description: 'Name of the risk level.',
    remedy: 'Write the name as ConductorOne shows it.',
  }).optional(),
  emergencyAccess: flag('Let access be asked for in an emergency.').optional(),
  emergencyPolicy: policyName('emergency access').optional(),
};

/** How access to spaces is asked for and granted. */
export const accessRules = field(
  nonEmpty(
    field(
      z.strictObject({
        verb: field(z.enum(verbs), {
          description: 'Operation of the space permission.',
          remedy: `Write one of ${verbs.join(', ')}.`,
        }),
        noun: field(z.enum(nouns), {
          description: 'Target of the space permission.',
          remedy: `Write one of ${nouns.join(', ')}.`,
        }),
        ...ruleSettings,
      }),
      { description: 'A rule.', remedy: 'Give verb, noun and what applies to them.' },
    ),
  ),
  {
    description:
      'Rules for the entitlements of space permissions: those of all spaces, once they are synced. What a rule does not say stays as it is in ConductorOne.',
    remedy: 'Write a list of rules like { verb: administer, noun: space, maxDuration: 8h }.',
  },
);
