/** Targets of a Confluence space permission that the connector syncs by default. */
export const nouns = ['attachment', 'blogpost', 'comment', 'page', 'space'] as const;

/** Operations of a Confluence space permission that the connector syncs by default. */
export const verbs = [
  'administer',
  'archive',
  'create',
  'delete',
  'export',
  'read',
  'restrict_content',
  'update',
] as const;

export type Noun = (typeof nouns)[number];
export type Verb = (typeof verbs)[number];

/**
 * The nouns each verb applies to: the pairs that Confluence itself accepts. `update` is a default verb of
 * the vendor's list, but part of no valid pair today.
 */
const nounsOfVerb: Readonly<Record<Verb, readonly Noun[]>> = {
  administer: ['space'],
  archive: ['page'],
  create: ['attachment', 'blogpost', 'comment', 'page'],
  delete: ['attachment', 'blogpost', 'comment', 'page', 'space'],
  export: ['space'],
  read: ['space'],
  restrict_content: ['space'],
  update: [],
};

/** An entitlement's slug, as ConductorOne shows it: `<verb>-<noun>`, e.g. `create-page`. */
export type PermissionPair = `${Verb}-${Noun}`;

/** The valid pairs that a choice of nouns and verbs leaves, sorted; with no arguments, all 14. */
export function validPairs(
  chosenNouns: readonly Noun[] = nouns,
  chosenVerbs: readonly Verb[] = verbs,
): readonly PermissionPair[] {
  return verbs
    .filter((verb) => chosenVerbs.includes(verb))
    .flatMap((verb) =>
      nounsOfVerb[verb]
        .filter((noun) => chosenNouns.includes(noun))
        .map((noun) => `${verb}-${noun}` as const),
    );
}

/** The types of resources that a sync reads. */
export const resourceTypes = ['user', 'group', 'space', 'space_role', 'space_role_assignment'] as const;

/** What is counted to compare a sync with the one before. */
export const countNames = [
  'users',
  'groups',
  'spaces',
  'role-assignments',
  'grants-on-groups',
  'grants-on-spaces',
  'grants-on-role-assignments',
] as const;

export type CountName = (typeof countNames)[number];

/** How much a connector can log, the most first. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** How it can log. */
export const logFormats = ['json', 'console'] as const;

/** The least and the most of numbers that set how it runs. */
export const limits = {
  workers: [-1, 256],
  taskConcurrency: [1, 100],
  httpTimeoutSeconds: [1, 1800],
} as const;
