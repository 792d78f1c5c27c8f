import type { Choice } from '../../src/runtime/c1z/record.ts';

/** The choice of all there is, but for nouns and verbs, of which it names none. */
export const everything: Choice = {
  mode: 'permissions',
  nouns: [],
  verbs: [],
  personalSpaces: true,
  archivedSpaces: true,
  resourceTypes: [],
  resources: [],
  resourcesOnly: false,
  withoutGrants: false,
};
