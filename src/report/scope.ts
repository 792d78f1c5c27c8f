import {
  isPersonal,
  isShared,
  type NamedInScope,
  numberOf,
  type ReportScope,
  tellsTypes,
} from '../access/reach.ts';
import type { AccessReport, Space } from '../access/report.ts';
import { subjectOf, type ViewState } from './state.ts';
import { openTo } from './wording.ts';

/** The access that a view looks at. @param named what the search has found */
export function scopeOf(
  report: AccessReport,
  state: ViewState,
  named: NamedInScope | undefined,
): ReportScope {
  const { view, ways, permission, accounts } = state;
  const { people, spaces, permissions } = report;
  const isWanted = wantedSpaces(report, state.spaces);
  const wanted = spaces.map(isWanted);
  return {
    hasSpace: (number) => wanted[number] ?? false,
    hasPerson: {
      all: () => true,
      disabled: (number: number) => people[number]?.state === 'disabled',
      guests: (number: number) => people[number]?.kinds !== undefined,
    }[accounts],
    hasPermission: (number) => permission === '' || permissions[number] === permission,
    isOfAll: accounts === 'all',
    // What a group gives, it gives through itself.
    ways: view === 'groups' ? 'all' : ways,
    named,
  };
}

/**
 * Whom a space is open to beside accounts and groups, as far as that is in scope: certain accounts, and certain ways, are
 * never theirs.
 */
export function openIn(report: AccessReport, scope: ReportScope, space: number): ReturnType<typeof openTo> {
  const { isOfAll, ways, named, hasSpace, hasPermission } = scope;
  const described = report.spaces[space];
  const isWanted = isOfAll && ways === 'all' && hasSpace(space) && (named?.spaces.has(space) ?? true);
  if (!described || !isWanted) return [];
  return openTo(described)
    .map(({ who, may }) => ({
      who,
      may: may.filter((what) => hasPermission(report.permissions.indexOf(what))),
    }))
    .filter(({ may }) => may.length > 0);
}

function wantedSpaces(report: AccessReport, spaces: ViewState['spaces']): (space: Space) => boolean {
  return {
    all: () => true,
    anonymous: ({ anonymousAccess }: Space) => anonymousAccess !== undefined,
    classes: ({ accessClasses }: Space) => accessClasses !== undefined,
    others: (space: Space) => !isPersonal(space),
    personal: isPersonal,
    shared: (space: Space) => isShared(report, space),
  }[spaces];
}

/** Why a view has nothing to show: the sync was not to read it, or the file does not say it; undefined if it has. */
export function lackOf(report: AccessReport, state: ViewState): 'not synced' | 'not recorded' | undefined {
  const { permission, view, spaces, accounts } = state;
  const { synced } = report;
  if (view === 'changes') return report.since ? undefined : 'not recorded';
  const subjects = { spaces: synced.spaces, people: synced.people, groups: synced.groups };
  const isOfOpen = spaces === 'anonymous' || spaces === 'classes';
  const isOfPersonal = spaces === 'personal' || spaces === 'shared';
  const asksForAccess = spaces === 'shared' || permission !== '' || !showsEmpty(state);
  if (
    !subjects[view] ||
    (permission !== '' && numberOf(report, permission) === undefined) ||
    (!synced.access && asksForAccess) ||
    (isOfOpen && !synced.openAccess && report.sync.record !== undefined) ||
    (isOfPersonal && !synced.personalSpaces)
  ) {
    return 'not synced';
  }
  if (
    (isOfOpen && !synced.openAccess) ||
    ((isOfPersonal || spaces === 'others') && !tellsTypes(report)) ||
    (accounts === 'guests' && !synced.kinds) ||
    (accounts === 'disabled' && !synced.states)
  ) {
    return 'not recorded';
  }
  return undefined;
}

/** Whether rows without any access are shown as well: where nothing asks for some. */
export function showsEmpty({ view, permission, ways, accounts, spaces }: ViewState): boolean {
  return (
    permission === '' &&
    accounts === 'all' &&
    (ways === 'all' || view === 'groups') &&
    (subjectOf(view) === 'space' || spaces === 'all')
  );
}
