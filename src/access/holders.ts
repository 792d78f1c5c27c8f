import { type ReportScope, weightOf } from './reach.ts';
import type { AccessReport } from './report.ts';

// Who holds something themselves: groups, and people who do not need one. The page works this out, in the browser.

/** What somebody may do, by the number of the permission: numbers of the entitlements that it comes from. */
type Permissions = ReadonlyMap<number, readonly number[]>;

/** A group, or a person, that holds something in a space itself. */
export interface Holder {
  readonly kind: 'group' | 'person';
  /** Number of the group or the person. */
  readonly number: number;
  readonly may: Permissions;
  /** Numbers of those members of a group who are in scope; of a person, none. */
  readonly members: readonly number[];
}

/** What a group gives its members in a space. */
export interface GivenAccess {
  readonly space: number;
  readonly may: Permissions;
}

/** Who holds something in a space. Those with the most critical permissions come first, and larger groups before smaller ones. */
export function holdersIn(report: AccessReport, scope: ReportScope, space: number): readonly Holder[] {
  if (!scope.hasSpace(space)) return [];
  const isSpaceNamed = scope.named?.spaces.has(space) ?? true;
  const groups = new Map<number, Map<number, number[]>>();
  const people = new Map<number, Map<number, number[]>>();
  for (const held of report.spaces[space]?.held ?? []) {
    const allowed = permissionsIn(report, scope, held.entitlement);
    if (allowed.length === 0) continue;
    if (scope.ways !== 'direct') {
      for (const group of held.groups) addAll(groups, group, allowed, held.entitlement);
    }
    if (scope.ways === 'group') continue;
    for (const person of held.people) {
      const isFound = isSpaceNamed || scope.named?.people.has(person);
      if (isFound && scope.hasPerson(person)) addAll(people, person, allowed, held.entitlement);
    }
  }
  const ofGroups = Array.from(groups, ([number, may]): Holder => {
    const isNamed = isSpaceNamed || (scope.named?.groups.has(number) ?? false);
    const isFound = (person: number) => isNamed || (scope.named?.people.has(person) ?? false);
    const members = (report.groups[number]?.members ?? []).filter(
      (person) => isFound(person) && scope.hasPerson(person),
    );
    return { kind: 'group', number, may, members };
  }).filter(
    ({ number, members }) =>
      members.length > 0 || (scope.isOfAll && (isSpaceNamed || scope.named?.groups.has(number))),
  );
  const ofPeople = Array.from(
    people,
    ([number, may]): Holder => ({ kind: 'person', number, may, members: [] }),
  );
  return [...ofGroups, ...ofPeople].sort(
    (a, b) =>
      weightOf(report, b.may) - weightOf(report, a.may) ||
      b.members.length - a.members.length ||
      a.number - b.number,
  );
}

/** What a group gives, and where: first where it gives most of what is critical. */
export function givenBy(report: AccessReport, scope: ReportScope, group: number): readonly GivenAccess[] {
  const isNamed = isGroupNamed(report, scope, group);
  return report.spaces
    .flatMap(({ held }, space): readonly GivenAccess[] => {
      if (!scope.hasSpace(space) || !(isNamed || scope.named?.spaces.has(space))) return [];
      const found = new Map<number, Map<number, number[]>>();
      for (const { entitlement, groups } of held) {
        if (groups.includes(group))
          addAll(found, group, permissionsIn(report, scope, entitlement), entitlement);
      }
      const may = found.get(group);
      return may ? [{ space, may }] : [];
    })
    .sort((a, b) => weightOf(report, b.may) - weightOf(report, a.may) || a.space - b.space);
}

/** How much groups give. */
export interface GroupTally {
  /** By the number of the group: how many members are in scope. */
  readonly membersOf: Uint32Array;
  /** By the number of the group: in how many spaces it gives anything. */
  readonly spacesOf: Uint32Array;
  /** In how many spaces a group gives a permission. */
  readonly spacesWith: (group: number, permission: number) => number;
  /** Whether a search has found a group, or one of its members. */
  readonly isNamed: (group: number) => boolean;
}

/** Counts what groups give; a permission counts once in each space. */
export function tallyGroups(report: AccessReport, scope: ReportScope): GroupTally {
  const { groups, spaces, permissions } = report;
  const membersOf = Uint32Array.from(groups, ({ members }) => members.filter(scope.hasPerson).length);
  const spacesOf = new Uint32Array(groups.length);
  const spacesWith = new Uint32Array(groups.length * permissions.length);
  const lastIn = new Uint32Array(groups.length);
  const lastWith = new Uint32Array(groups.length * permissions.length);
  const named = groups.map((_, group) => isGroupNamed(report, scope, group));
  for (const [space, { held }] of spaces.entries()) {
    if (!scope.hasSpace(space)) continue;
    const isSpaceNamed = scope.named?.spaces.has(space) ?? true;
    for (const { entitlement, groups: holding } of held) {
      const allowed = permissionsIn(report, scope, entitlement);
      if (allowed.length === 0) continue;
      for (const group of holding) {
        if (!isSpaceNamed && !named[group]) continue;
        if (lastIn[group] !== space + 1) add(spacesOf, group);
        lastIn[group] = space + 1;
        for (const permission of allowed) {
          const pair = group * permissions.length + permission;
          if (lastWith[pair] !== space + 1) add(spacesWith, pair);
          lastWith[pair] = space + 1;
        }
      }
    }
  }
  return {
    membersOf,
    spacesOf,
    spacesWith: (group, permission) => spacesWith[group * permissions.length + permission] ?? 0,
    isNamed: (group) => named[group] ?? false,
  };
}

function isGroupNamed({ groups }: AccessReport, { named }: ReportScope, group: number): boolean {
  if (!named || named.groups.has(group)) return true;
  return named.people.size > 0 && (groups[group]?.members ?? []).some((person) => named.people.has(person));
}

function permissionsIn(
  { entitlements }: AccessReport,
  scope: ReportScope,
  entitlement: number,
): readonly number[] {
  return entitlements[entitlement]?.permissions.filter(scope.hasPermission) ?? [];
}

function addAll(
  to: Map<number, Map<number, number[]>>,
  holder: number,
  allowed: readonly number[],
  entitlement: number,
): void {
  if (allowed.length === 0) return;
  const may = to.get(holder) ?? new Map<number, number[]>();
  to.set(holder, may);
  for (const permission of allowed) {
    const from = may.get(permission);
    if (from) from.push(entitlement);
    else may.set(permission, [entitlement]);
  }
}

function add(counts: Uint32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}
