import * as z from 'zod';
import { validPairs } from '../vocabulary.ts';
import { policyName } from './app.ts';
import { field, flag, nonEmpty, text } from './fields.ts';
import { owner } from './owner.ts';

/** How often a review may take place. */
const periods = ['week', 'month', 'quarter', 'half-year', 'year'] as const;

const pairs = validPairs();

/** An access review of the app that takes place again and again. */
export const review = field(
  z.strictObject({
    displayName: text(/^(?=\S)[^\r\n]{1,200}$/, {
      expected: 'a display name of 1 to 200 characters',
      description: 'Display name of the review in ConductorOne.',
      remedy: 'Write a name for the review.',
    }),
    owners: field(nonEmpty(owner), {
      description:
        'Owners of the review: e-mail addresses or user ids. Others replace its template in ConductorOne.',
      remedy: 'Write a list of e-mail addresses or user ids.',
    }),
    every: field(z.enum(periods), {
      description: 'How often it takes place.',
      remedy: `Write one of ${periods.join(', ')}.`,
    }),
    starts: field(z.iso.date('not a day'), {
      description: 'The day it takes place for the first time.',
      remedy: 'Write it like 2027-01-31.',
    }),
    days: field(z.int().min(1, 'below 1').max(366, 'above 366'), {
      description: 'How many days reviewers have.',
      remedy: 'Write a whole number from 1 to 366.',
    }).optional(),
    policy: policyName('access reviews').optional(),
    description: field(z.string(), {
      description: 'Description of the review.',
      remedy: 'Write text.',
    }).optional(),
    instructions: field(z.string(), {
      description: 'Shown to those who review.',
      remedy: 'Write text.',
    }).optional(),
    autoStart: flag('Start each review on its day; else somebody starts what is prepared.').default(true),
    permissions: field(
      nonEmpty(
        field(z.enum(pairs), {
          description: 'A space permission.',
          remedy: `Write one of ${pairs.join(', ')}.`,
        }),
      ),
      {
        description: 'Which space permissions are reviewed; by default all that the app has.',
        remedy: 'Write a list like [administer-space, create-page].',
      },
    ).optional(),
  }),
  {
    description: 'A review of access to the app that takes place again and again.',
    remedy: 'Give displayName, owners, every and starts.',
  },
);
