import { tallyGroups } from '../access/holders.ts';
import { critical, numberOf, type ReportScope, tally } from '../access/reach.ts';
import type { AccessReport } from '../access/report.ts';
import { openIn } from './scope.ts';
import type { Subject } from './state.ts';

/** The short word for what is critical. */
export function shortName(permission: (typeof critical)[number]): string {
  return { 'administer space': 'Administer', 'export space': 'Export', 'delete space': 'Delete' }[permission];
}

/** A column of numbers. */
export interface Column {
  readonly key: string;
  readonly title: string;
  /**
   * Undefined, for every row alike, if the sync was not to read what is counted.
   * @param row number of the space, the person or the group
   */
  readonly countOf: (row: number) => number | undefined;
}

/** The columns of a table. */
export interface Columns {
  readonly columns: readonly Column[];
  /** What makes a row worse than another: the first that differs counts. */
  readonly worst: readonly ((row: number) => number)[];
  /** How many people, or spaces, there are in a row's access. */
  readonly reachOf: (row: number) => number;
  /** Whether the row lets those in who are neither an account nor a group, as far as that is looked at. */
  readonly isOpen: (row: number) => boolean;
  /** Whether the search has found the row itself, whatever access there is. */
  readonly isFound: (row: number) => boolean;
}

/** Counts what a table shows. */
export function columnsOf(report: AccessReport, scope: ReportScope, subject: Subject): Columns {
  return { space: ofSpaces, person: ofPeople, group: ofGroups }[subject](report, scope);
}

function ofSpaces(report: AccessReport, scope: ReportScope): Columns {
  const { spaces } = report;
  const { peopleIn, peopleWith } = tally(report, scope);
  const columns = [counting(report, 'People', peopleIn), ...criticalOnes(report, peopleWith)];
  return {
    columns,
    worst: [
      (row) => Number(spaces[row]?.anonymousAccess !== undefined),
      (row) => Number(spaces[row]?.accessClasses !== undefined),
      ...inOrderOfHarm(columns),
    ],
    reachOf: (row) => peopleIn[row] ?? 0,
    isOpen: (row) => openIn(report, scope, row).length > 0,
    isFound: (row) => scope.hasSpace(row) && (scope.named?.spaces.has(row) ?? true),
  };
}

function ofPeople(report: AccessReport, scope: ReportScope): Columns {
  const { spacesOf, spacesWith, permissionsOf } = tally(report, scope);
  const columns = [
    counting(report, 'Spaces', spacesOf),
    ...criticalOnes(report, spacesWith),
    column('permissions', 'Permissions', report.synced.access ? (row) => permissionsOf[row] ?? 0 : undefined),
  ];
  return {
    columns,
    worst: inOrderOfHarm(columns),
    reachOf: (row) => spacesOf[row] ?? 0,
    isOpen: () => false,
    isFound: (row) => scope.hasPerson(row) && (scope.named?.people.has(row) ?? true),
  };
}

function ofGroups(report: AccessReport, scope: ReportScope): Columns {
  const { membersOf, spacesOf, spacesWith, isNamed } = tallyGroups(report, scope);
  const hasMembers = report.synced.memberships;
  const columns = [
    column('members', 'Members', hasMembers ? (row) => membersOf[row] ?? 0 : undefined),
    counting(report, 'Spaces', spacesOf),
    ...criticalOnes(report, spacesWith),
  ];
  return {
    columns,
    worst: [
      // A group that nobody is in gives nothing yet.
      (row) => Number(!hasMembers || (membersOf[row] ?? 0) > 0),
      ...inOrderOfHarm(columns),
    ],
    reachOf: (row) => (scope.isOfAll || (membersOf[row] ?? 0) > 0 ? (spacesOf[row] ?? 0) : 0),
    isOpen: () => false,
    isFound: isNamed,
  };
}

function counting({ synced }: AccessReport, title: string, counts: Uint32Array): Column {
  return column('reach', title, synced.access ? (row) => counts[row] ?? 0 : undefined);
}

function criticalOnes(
  report: AccessReport,
  countWith: (row: number, permission: number) => number,
): readonly Column[] {
  return critical.map((permission) => {
    const number = numberOf(report, permission);
    const countOf = number === undefined ? undefined : (row: number) => countWith(row, number);
    return column(permission, shortName(permission), countOf);
  });
}

/** @param countOf undefined if the sync was not to read what is counted */
function column(key: string, title: string, countOf: ((row: number) => number) | undefined): Column {
  return { key, title, countOf: countOf ?? (() => undefined) };
}

/** Whoever administers can give himself the rest; what is deleted is gone. */
function inOrderOfHarm(columns: readonly Column[]): readonly ((row: number) => number)[] {
  const order = ['administer space', 'delete space', 'export space', 'reach', 'permissions', 'members'];
  return order.flatMap((wanted) =>
    columns
      .filter(({ key }) => key === wanted)
      .map(
        ({ countOf }) =>
          (row: number) =>
            countOf(row) ?? 0,
      ),
  );
}
