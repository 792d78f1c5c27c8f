import { nouns, resourceTypes, verbs } from '../../../config/vocabulary.ts';
import { flag, resources, words } from './kinds.ts';
import { setting } from './setting.ts';

/** What to sync. */
export const scope = {
  noun: setting(words(nouns), 'Targets of space permissions to sync; all of them unless some are named', {
    form: { displayName: 'Nouns', suggested: ['space'] },
  }),
  verb: setting(words(verbs), 'Operations of space permissions to sync; all of them unless some are named', {
    form: {
      displayName: 'Verbs',
      suggested: ['administer', 'create', 'delete', 'export', 'read', 'restrict_content'],
    },
  }),
  'skip-personal-spaces': setting(flag(), 'Leave out personal spaces', {
    form: { displayName: 'Skip Personal Spaces' },
  }),
  'skip-archived-spaces': setting(flag(), 'Leave out archived spaces', {
    form: { displayName: 'Skip Archived Spaces' },
  }),
  'use-rbac': setting(flag(), 'Sync space roles and who has them, in place of space permissions', {
    form: { displayName: 'Use RBAC' },
  }),
  'sync-resource-types': setting(
    words(resourceTypes),
    'Sync these types of resources only, and grants between them',
  ),
  'sync-resources': setting(
    resources(),
    'Sync these resources only, by their Baton ids, e.g. bid:r:space/65536',
  ),
  'skip-entitlements-and-grants': setting(flag(), 'Sync resources only'),
  'skip-grants': setting(flag(), 'With --sync-resources: leave out who holds their entitlements'),
  'skip-expand-grants': setting(flag(), 'Leave it to ConductorOne to grant members what their groups hold'),
};
