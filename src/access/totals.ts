import { critical, everything, isPersonal, isShared, tally, tellsTypes } from './reach.ts';
import type { AccessReport } from './report.ts';

/** How much there is of everything. */
export interface Totals {
  readonly spaces: number;
  /** Absent where the file does not tell which spaces are personal. */
  readonly personal: { readonly spaces: number; readonly shared: number } | undefined;
  readonly people: number;
  readonly disabled: number;
  /** Disabled accounts that hold something. */
  readonly disabledHolders: number;
  readonly groups: number;
  readonly memberships: number;
  /** What people and groups hold themselves. */
  readonly grants: number;
  /** What people may do: each permission of each person in each space. */
  readonly permissions: number;
  /** People who have a critical permission. */
  readonly holders: readonly {
    readonly permission: (typeof critical)[number];
    /** In any space. */
    readonly people: number;
    /** In more than one. */
    readonly inSeveral: number;
  }[];
}

/** Counts all of a report. */
export function totalsOf(report: AccessReport): Totals {
  const { people, groups, spaces } = report;
  const { spacesOf, spacesWith, permissionsOf } = tally(report, everything);
  const disabled = [...people.keys()].filter((person) => people[person]?.state === 'disabled');
  const peopleIn = (permission: number, least: number) =>
    people.filter((_, person) => spacesWith(person, permission) >= least).length;
  return {
    spaces: spaces.length,
    personal: tellsTypes(report)
      ? {
          spaces: spaces.filter(isPersonal).length,
          shared: spaces.filter((space) => isShared(report, space)).length,
        }
      : undefined,
    people: people.length,
    disabled: disabled.length,
    disabledHolders: disabled.filter((person) => (spacesOf[person] ?? 0) > 0).length,
    groups: groups.length,
    memberships: sum(groups.map(({ members }) => members.length)),
    grants: sum(spaces.flatMap(({ held }) => held).map((each) => each.people.length + each.groups.length)),
    permissions: sum(permissionsOf),
    holders: critical.map((permission) => {
      const number = report.permissions.indexOf(permission);
      return { permission, people: peopleIn(number, 1), inSeveral: peopleIn(number, 2) };
    }),
  };
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
