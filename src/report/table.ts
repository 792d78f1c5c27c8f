import {
  critical,
  isPersonal,
  isShared,
  type NamedInScope,
  numberOf,
  type ReportScope,
  tally,
} from '../access/reach.ts';
import type { AccessReport } from '../access/report.ts';
import { subjectOf, type ViewState } from './state.ts';

/** The short word for what is critical. */
export function shortName(permission: (typeof critical)[number]): string {
  return { 'administer space': 'Administer', 'export space': 'Export', 'delete space': 'Delete' }[permission];
}

/** A column of numbers. */
interface Column {
  readonly key: string;
  readonly title: string;
  /**
   * Undefined, for every row alike, if the sync was not to read what is counted.
   * @param row number of the space or the person
   */
  readonly countOf: (row: number) => number | undefined;
}

/** What a view shows. */
export interface ReportTable {
  readonly subject: 'space' | 'person';
  /** Those after the name. */
  readonly columns: readonly Column[];
  /** Numbers of spaces or people, in order. */
  readonly rows: readonly number[];
  /** If not, the filters ask for what the sync was not to read: that there are no rows says nothing. */
  readonly isSynced: boolean;
  /** Of the permissions that the filters ask for, or of those that are critical, the ones that were not synced. */
  readonly unsynced: readonly string[];
  /** Column that the rows are in the order of: a column's key, or `name`. */
  readonly sort: string;
  readonly descending: boolean;
}

/** The access that a view looks at. @param named what the search has found */
export function scopeOf(
  report: AccessReport,
  state: ViewState,
  named: NamedInScope | undefined,
): ReportScope {
  const { view, ways, permission } = state;
  const { people, spaces, permissions } = report;
  const isDisabledOnly = state.disabled || view === 'disabled';
  const shared = new Set(spaces.filter((space) => isShared(report, space)));
  const wantedSpaces = spaces.map(
    (space) => (!state.personal || isPersonal(space)) && (view !== 'shared' || shared.has(space)),
  );
  return {
    hasSpace: (number) => wantedSpaces[number] ?? false,
    hasPerson: (number) => !isDisabledOnly || people[number]?.state === 'disabled',
    hasPermission: (number) => permission === '' || permissions[number] === permission,
    ways,
    named,
  };
}

/** The rows of a view: all with access in its scope, and those without any where nothing asks for some. */
export function tableOf(report: AccessReport, state: ViewState, scope: ReportScope): ReportTable {
  const { people, spaces, synced } = report;
  const subject = subjectOf(state.view);
  const counts = tally(report, scope);
  const [title, reach, countWith] =
    subject === 'space'
      ? ['People', counts.peopleIn, counts.peopleWith]
      : ['Spaces', counts.spacesOf, counts.spacesWith];
  const reachOf = (row: number) => reach[row] ?? 0;
  const columns: readonly Column[] = [
    column('reach', title, synced.access ? reachOf : undefined),
    ...critical.map((permission) => {
      const number = numberOf(report, permission);
      const countOf = number === undefined ? undefined : (row: number) => countWith(row, number);
      return column(permission, shortName(permission), countOf);
    }),
    ...(subject === 'person'
      ? [
          column(
            'permissions',
            'Permissions',
            synced.access ? (row) => counts.permissionsOf[row] ?? 0 : undefined,
          ),
        ]
      : []),
  ];
  const numbers = [...(subject === 'space' ? spaces : people).keys()];
  const isShown = (row: number) => reachOf(row) > 0 || (showsEmpty(state) && isWanted(subject, scope, row));
  const { sort, descending } = orderOf(state, columns);
  const sorting = columns.find(({ key }) => key === sort);
  const rows = numbers.filter(isShown);
  // Rows are in the order of names already.
  if (sorting) {
    const countOf = (row: number) => sorting.countOf(row) ?? 0;
    rows.sort((a, b) => (countOf(a) - countOf(b)) * (descending ? -1 : 1) || a - b);
  } else if (descending) rows.reverse();
  const asked = state.permission === '' ? critical : [state.permission];
  return {
    subject,
    columns,
    rows,
    isSynced: isSynced(report, state),
    unsynced: asked.filter((permission) => numberOf(report, permission) === undefined),
    sort,
    descending,
  };
}

/** @param countOf undefined if the sync was not to read what is counted */
function column(key: string, title: string, countOf: ((row: number) => number) | undefined): Column {
  return { key, title, countOf: countOf ?? (() => undefined) };
}

/** Whether the sync was to read what the filters ask for. */
function isSynced(report: AccessReport, state: ViewState): boolean {
  const { permission, view, personal } = state;
  const { access, people, spaces, personalSpaces } = report.synced;
  const asksForAccess = view === 'shared' || permission !== '' || !showsEmpty(state);
  return (
    (subjectOf(view) === 'space' ? spaces : people) &&
    (permission === '' || numberOf(report, permission) !== undefined) &&
    (access || !asksForAccess) &&
    (personalSpaces || !(personal || view === 'shared'))
  );
}

/** Whoever may do the most comes first, and spaces by their names. */
function orderOf({ view, sort, descending }: ViewState, columns: readonly Column[]) {
  if (sort === 'name' || columns.some(({ key }) => key === sort)) return { sort, descending };
  return subjectOf(view) === 'person'
    ? { sort: 'reach', descending: true }
    : { sort: 'name', descending: false };
}

function showsEmpty({ view, permission, ways, disabled, personal }: ViewState): boolean {
  return (
    permission === '' &&
    ways === 'all' &&
    (subjectOf(view) === 'space' ? !disabled : !personal && view !== 'disabled')
  );
}

function isWanted(
  subject: ReportTable['subject'],
  { hasSpace, hasPerson, named }: ReportScope,
  row: number,
): boolean {
  return subject === 'space'
    ? hasSpace(row) && (named?.spaces.has(row) ?? true)
    : hasPerson(row) && (named?.people.has(row) ?? true);
}
