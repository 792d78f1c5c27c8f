import * as z from 'zod';
import { exactlyOne, field, flag, nonEmpty, quoted, text } from './fields.ts';
import { owner } from './owner.ts';

/** An id of something in ConductorOne. */
const id = (what: string) =>
  text(/^[A-Za-z0-9_-]{1,64}$/, {
    expected: 'an id',
    description: `Id of ${what} in ConductorOne.`,
    remedy: 'Copy it from the address bar of ConductorOne.',
  });

const named = /^(?=\S)[^\r\n]{1,200}$/;

const displayName = text(named, {
  expected: 'a display name of 1 to 200 characters',
  description: 'Display name in ConductorOne.',
  remedy: 'Write the name as ConductorOne shows it.',
});

/** A policy by its name. */
export const policyName = (ofWhat: string) =>
  text(named, {
    expected: 'a display name of 1 to 200 characters',
    description: `Display name of the policy of ${ofWhat}.`,
    remedy: 'Write the name as ConductorOne shows it; exactly one policy of the kind must have it.',
  });

/** The app that a connector belongs to. */
export const app = exactlyOne(
  {
    create: field(
      z.strictObject({
        displayName,
        description: field(z.string(), {
          description: 'Description of the app.',
          remedy: 'Write text.',
        }).optional(),
        instructions: field(z.string(), {
          description: 'Shown to those who request access.',
          remedy: 'Write text.',
        }).optional(),
        identityMatching: field(z.enum(['strict', 'display-name']), {
          description: 'How accounts are matched to people.',
          remedy: 'Write strict or display-name.',
        }).optional(),
        monthlyCostUsd: field(z.int().min(0, 'below 0'), {
          description: 'Monthly cost per seat, in whole US dollars.',
          remedy: 'Write a whole number from 0 on.',
        }).optional(),
        owners: field(nonEmpty(owner), {
          description:
            'Owners of the app: e-mail addresses or user ids. They replace the owners that it has. If somebody changes them in ConductorOne, a deployment warns of it.',
          remedy: 'Write a list of e-mail addresses or user ids.',
        }).optional(),
        certifyPolicy: policyName('access reviews').optional(),
        certifyPolicyId: id('the policy of access reviews').optional(),
        grantPolicy: policyName('access requests').optional(),
        grantPolicyId: id('the policy of access requests').optional(),
        revokePolicy: policyName('revocations').optional(),
        revokePolicyId: id('the policy of revocations').optional(),
        strictAccessEntitlementProvisioning: flag(
          'Always provision the access entitlement first.',
        ).optional(),
        annotations: field(
          z
            .record(
              z
                .string()
                .regex(/^[A-Za-z][A-Za-z0-9._/-]{0,127}$/, 'not an annotation key')
                .regex(/^(?!c1\/)/, 'a key under c1/, which ConductorOne keeps for itself'),
              text(/^[\x21-\x7e]{0,256}$/, {
                expected: 'up to 256 URL-safe characters',
                description: 'Value.',
                remedy: quoted,
              }),
            )
            .refine((annotations) => Object.keys(annotations).length <= 16, 'more than 16 annotations')
            .meta({ maxProperties: 16 }),
          {
            description: 'Annotations of the app.',
            remedy: 'Write a mapping from keys to text, at most 16.',
          },
        ).optional(),
      }),
      { description: 'Make a new managed app.', remedy: 'Give at least displayName.' },
    ).optional(),
    existing: exactlyOne(
      { id: id('the app').optional(), displayName: displayName.optional() },
      {
        description: 'Add the connector to an app that ConductorOne knows, managed or not.',
        remedy: 'Give id, or displayName where exactly one app has that name.',
      },
    ).optional(),
  },
  {
    description: 'The app in ConductorOne that the connector belongs to.',
    remedy: 'Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.',
  },
);
