import { text } from './fields.ts';

/** A user of ConductorOne who owns something there. */
export const owner = text(/^(?:[^\s@"\\$%]+@[^\s@"\\$%]+|[A-Za-z0-9_-]{1,64})$/, {
  expected: 'an e-mail address or user id',
  description: 'Owner.',
  remedy: 'Write the e-mail address or the user id of a ConductorOne user.',
});
