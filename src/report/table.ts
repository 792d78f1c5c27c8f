import { critical, numberOf, type ReportScope } from '../access/reach.ts';
import type { AccessReport } from '../access/report.ts';
import { type Column, type Columns, columnsOf } from './columns.ts';
import { lackOf, showsEmpty } from './scope.ts';
import type { Subject, ViewState } from './state.ts';

/** What a view shows. */
export interface ReportTable {
  readonly subject: Subject;
  /** Those after the name. */
  readonly columns: readonly Column[];
  /** Numbers of spaces, people or groups, in order. */
  readonly rows: readonly number[];
  /** If there is one, that there are no rows says nothing. */
  readonly lack: ReturnType<typeof lackOf>;
  /** Of the permissions that the filters ask for, or of those that are critical, the ones that were not synced. */
  readonly unsynced: readonly string[];
  /** Column that the rows are in the order of: a column's key, or `name`; empty for the worst first. */
  readonly sort: string;
  readonly descending: boolean;
}

/** The rows of a view: all with access in its scope, and those without any where nothing asks for some. */
export function tableOf(
  report: AccessReport,
  state: ViewState,
  scope: ReportScope,
  subject: Subject,
): ReportTable {
  const { people, spaces, groups } = report;
  const found = columnsOf(report, scope, subject);
  const { columns, reachOf, isOpen, isFound } = found;
  const hasEmpty = showsEmpty(state);
  // Whoever holds what is critical in no space but his own is none of those who hold it.
  const asked = subject === 'person' ? columns.find(({ key }) => key === state.permission) : undefined;
  const countOf = (row: number) => (asked ? (asked.countOf(row) ?? 0) : reachOf(row));
  const isShown = (row: number) => countOf(row) > 0 || isOpen(row) || (hasEmpty && isFound(row));
  const lack = lackOf(report, state);
  const all = { space: spaces, person: people, group: groups }[subject];
  const rows = lack ? [] : [...all.keys()].filter(isShown);
  const permissions = state.permission === '' ? critical : [state.permission];
  return {
    subject,
    columns,
    rows: inOrder(rows, state, found),
    lack,
    unsynced: permissions.filter((permission) => numberOf(report, permission) === undefined),
    ...orderOf(state, columns),
  };
}

/** @param rows in the order of names */
function inOrder(rows: readonly number[], state: ViewState, { columns, worst }: Columns): readonly number[] {
  const { sort, descending } = orderOf(state, columns);
  if (sort === 'name') return descending ? rows.toReversed() : rows;
  const sorting = columns.find(({ key }) => key === sort);
  if (sorting) {
    const countOf = (row: number) => sorting.countOf(row) ?? 0;
    return rows.toSorted((a, b) => (countOf(a) - countOf(b)) * (descending ? -1 : 1) || a - b);
  }
  return rows.toSorted((a, b) => {
    for (const harm of worst) {
      const difference = harm(b) - harm(a);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

/** The worst comes first, unless a column is asked for that there is. */
function orderOf({ sort, descending }: ViewState, columns: readonly Column[]) {
  const isKnown = sort === 'name' || columns.some(({ key }) => key === sort);
  return isKnown ? { sort, descending } : { sort: '', descending: false };
}
