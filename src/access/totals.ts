import { tallyGroups } from './holders.ts';
import { critical, everything, isPersonal, isShared, numberOf, tally, tellsTypes } from './reach.ts';
import type { AccessReport } from './report.ts';

/** How much there is of everything. A count is undefined if the sync was not to read what is counted. */
export interface Totals {
  readonly spaces: number | undefined;
  /** Absent where the file does not tell which spaces are personal. */
  readonly personal: { readonly spaces: number | undefined; readonly shared: number | undefined } | undefined;
  readonly people: number | undefined;
  readonly disabled: number | undefined;
  /** Disabled accounts that hold something. */
  readonly disabledHolders: number | undefined;
  /** Guests and external collaborators; undefined if the file does not say who they are, too. */
  readonly externals: number | undefined;
  /** Those of them who hold something. */
  readonly externalHolders: number | undefined;
  readonly groups: number | undefined;
  readonly memberships: number | undefined;
  /** What people and groups hold themselves. */
  readonly grants: number | undefined;
  /** What people may do: each permission of each person in each space. */
  readonly permissions: number | undefined;
  /** People who have a critical permission, apart from their own personal space. */
  readonly holders: readonly {
    readonly permission: (typeof critical)[number];
    /** In any space. */
    readonly people: number | undefined;
    /** In more than one. */
    readonly inSeveral: number | undefined;
  }[];
  /** Groups that give a critical permission anywhere, and have a member. */
  readonly powerfulGroups: number | undefined;
  /** How many spaces let those in who are neither an account nor a group. */
  readonly open:
    | {
        /** To anybody on the internet. */
        readonly anonymous: number;
        /** To one class or more. */
        readonly anyClass: number;
        /** By the class, e.g. `all-licensed-users`; those that are let in somewhere. */
        readonly classes: Readonly<Record<string, number>>;
      }
    | undefined;
}

/** Counts all of a report. */
export function totalsOf(report: AccessReport): Totals {
  const { people, groups, spaces, synced } = report;
  const { spacesOf, spacesWith, permissionsOf } = tally(report, everything);
  const disabled = [...people.keys()].filter((person) => people[person]?.state === 'disabled');
  const externals = [...people.keys()].filter((person) => people[person]?.kinds !== undefined);
  const holding = (some: readonly number[]) => some.filter((person) => (spacesOf[person] ?? 0) > 0).length;
  const peopleIn = (permission: number | undefined, least: number) =>
    permission === undefined
      ? undefined
      : people.filter((_, person) => spacesWith(person, permission) >= least).length;
  const ifSynced = <Count>(what: keyof typeof synced, count: Count) => (synced[what] ? count : undefined);
  const classes = spaces.flatMap(({ accessClasses = {} }) => Object.keys(accessClasses)).sort();
  return {
    spaces: ifSynced('spaces', spaces.length),
    personal:
      synced.spaces && tellsTypes(report)
        ? {
            spaces: ifSynced('personalSpaces', spaces.filter(isPersonal).length),
            shared: synced.access
              ? ifSynced('personalSpaces', spaces.filter((space) => isShared(report, space)).length)
              : undefined,
          }
        : undefined,
    people: ifSynced('people', people.length),
    disabled: ifSynced('states', disabled.length),
    disabledHolders: synced.states ? ifSynced('access', holding(disabled)) : undefined,
    externals: ifSynced('kinds', externals.length),
    externalHolders: synced.kinds ? ifSynced('access', holding(externals)) : undefined,
    groups: ifSynced('groups', groups.length),
    memberships: ifSynced('memberships', sum(groups.map(({ members }) => members.length))),
    grants: ifSynced(
      'access',
      sum(spaces.flatMap(({ held }) => held).map((each) => each.people.length + each.groups.length)),
    ),
    permissions: ifSynced('access', sum(permissionsOf)),
    holders: critical.map((permission) => {
      const number = numberOf(report, permission);
      return { permission, people: peopleIn(number, 1), inSeveral: peopleIn(number, 2) };
    }),
    powerfulGroups: powerfulGroups(report),
    open: ifSynced('openAccess', {
      anonymous: spaces.filter(({ anonymousAccess }) => anonymousAccess !== undefined).length,
      anyClass: spaces.filter(({ accessClasses }) => accessClasses !== undefined).length,
      classes: Object.fromEntries(
        Array.from(
          Map.groupBy(classes, (name) => name),
          ([name, those]) => [name, those.length],
        ),
      ),
    }),
  };
}

/** Undefined if groups, their members, or all that is critical, was not synced. */
function powerfulGroups(report: AccessReport): number | undefined {
  const { groups, synced } = report;
  const numbers = critical.flatMap((permission) => numberOf(report, permission) ?? []);
  if (!synced.groups || !synced.memberships || !synced.access || numbers.length === 0) return undefined;
  const { membersOf, spacesWith } = tallyGroups(report, everything);
  const isPowerful = (group: number) =>
    (membersOf[group] ?? 0) > 0 && numbers.some((permission) => spacesWith(group, permission) > 0);
  return [...groups.keys()].filter(isPowerful).length;
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
