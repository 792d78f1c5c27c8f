import type { Skipped } from '../confluence/model.ts';

/** How much of something was left out by design. */
export interface LeftOut {
  /** In plain words and in the plural, e.g. `accounts of apps`. */
  readonly what: string;
  readonly count: number;
}

/** What a reading has left out by design; none of it is 0. */
export function leftOutOf(skipped: Skipped): readonly LeftOut[] {
  const { anonymous, accessClasses } = skipped;
  const all: readonly (readonly [string, number])[] = [
    ['accounts of apps', skipped.bots],
    ['accounts of service desk customers', skipped.customers],
    ['accounts of unfamiliar kinds', skipped.otherAccounts],
    ['personal spaces', skipped.personalSpaces],
    ['archived spaces', skipped.archivedSpaces],
    ['permissions of other nouns and verbs', skipped.unwanted],
    ['grants to apps, customers, or groups and roles that are gone', skipped.dangling],
    ['grants to anybody without an account (see the profiles of spaces)', anonymous.permissions],
    ...[...accessClasses].map(
      ([name, { permissions }]) =>
        [
          name === 'role'
            ? 'grants to space roles (see --use-rbac)'
            : `grants to a class of people, ${name} (see the profiles of spaces)`,
          permissions,
        ] as const,
    ),
    ...[...skipped.unusable].map(([list, count]) => [`rows without an id among the ${list}`, count] as const),
  ];
  return all.flatMap(([what, count]) => (count > 0 ? { what, count } : []));
}
