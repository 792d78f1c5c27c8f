import { critical, isPersonal, isShared, type NamedInScope, type Scope, tally } from '../access/reach.ts';
import type { AccessReport } from '../access/report.ts';
import { type State, subjectOf } from './state.ts';

/** The short word for what is critical. */
export function shortName(permission: (typeof critical)[number]): string {
  return { 'administer space': 'Administer', 'export space': 'Export', 'delete space': 'Delete' }[permission];
}

/** A column of numbers. */
export interface Column {
  readonly key: string;
  readonly title: string;
  /** @param row number of the space or the person */
  readonly countOf: (row: number) => number;
}

/** What a view shows. */
export interface Table {
  readonly subject: 'space' | 'person';
  /** Those after the name. */
  readonly columns: readonly Column[];
  /** Numbers of spaces or people, in order. */
  readonly rows: readonly number[];
  /** Column that the rows are in the order of: a column's key, or `name`. */
  readonly sort: string;
  readonly descending: boolean;
}

/** The access that a view looks at. @param named what the search has found */
export function scopeOf(report: AccessReport, state: State, named: NamedInScope | undefined): Scope {
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
export function tableOf(report: AccessReport, state: State, scope: Scope): Table {
  const { people, spaces, permissions } = report;
  const subject = subjectOf(state.view);
  const counts = tally(report, scope);
  const numberOf = (name: string) => permissions.indexOf(name);
  const [title, reach, countWith] =
    subject === 'space'
      ? ['People', counts.peopleIn, counts.peopleWith]
      : ['Spaces', counts.spacesOf, counts.spacesWith];
  const countOf = (row: number) => reach[row] ?? 0;
  const columns: readonly Column[] = [
    { key: 'reach', title, countOf },
    ...critical.map((permission) => ({
      key: permission,
      title: shortName(permission),
      countOf: (row: number) => countWith(row, numberOf(permission)),
    })),
    ...(subject === 'person'
      ? [
          {
            key: 'permissions',
            title: 'Permissions',
            countOf: (row: number) => counts.permissionsOf[row] ?? 0,
          },
        ]
      : []),
  ];
  const numbers = [...(subject === 'space' ? spaces : people).keys()];
  const isShown = (row: number) => countOf(row) > 0 || (showsEmpty(state) && isWanted(subject, scope, row));
  const { sort, descending } = orderOf(state, columns);
  const sorting = columns.find(({ key }) => key === sort);
  const rows = numbers.filter(isShown);
  // Rows are in the order of names already.
  if (sorting) {
    rows.sort((a, b) => (sorting.countOf(a) - sorting.countOf(b)) * (descending ? -1 : 1) || a - b);
  } else if (descending) rows.reverse();
  return { subject, columns, rows, sort, descending };
}

/** Whoever may do the most comes first, and spaces by their names. */
function orderOf({ view, sort, descending }: State, columns: readonly Column[]) {
  if (sort === 'name' || columns.some(({ key }) => key === sort)) return { sort, descending };
  return subjectOf(view) === 'person'
    ? { sort: 'reach', descending: true }
    : { sort: 'name', descending: false };
}

function showsEmpty({ view, permission, ways, disabled, personal }: State): boolean {
  return (
    permission === '' &&
    ways === 'all' &&
    (subjectOf(view) === 'space' ? !disabled : !personal && view !== 'disabled')
  );
}

function isWanted(subject: Table['subject'], { hasSpace, hasPerson, named }: Scope, row: number): boolean {
  return subject === 'space'
    ? hasSpace(row) && (named?.spaces.has(row) ?? true)
    : hasPerson(row) && (named?.people.has(row) ?? true);
}
