import { text } from './kinds.ts';
import { setting } from './setting.ts';

/** What to grant or to revoke, instead of a sync. */
export const singleChange = {
  'grant-entitlement': setting(
    text().optional(),
    'Grant this entitlement instead of a sync, e.g. space:65536:read-space, as a file names it',
  ),
  'grant-principal': setting(text().optional(), 'Whom to grant it, by the id of an account or a group'),
  'grant-principal-type': setting(text().optional(), 'Whether that is a user or a group'),
  'revoke-grant': setting(
    text().optional(),
    'Revoke this grant instead of a sync, e.g. space:65536:read-space:user:5b10a2844c20165700ede21g',
  ),
};
