import type { AccessReport, Space } from './report.ts';

// Who reaches what, be it through groups. The page works this out too, in the browser: nothing here needs Node.

/** The permissions that a reviewer looks at first. */
export const critical = ['administer space', 'export space', 'delete space'] as const;

/** The number of a permission; undefined if it was not synced, so that nobody knows who has it. */
export function numberOf({ permissions }: AccessReport, permission: string): number | undefined {
  const number = permissions.indexOf(permission);
  return number === -1 ? undefined : number;
}

/** Which access to look at: that of all of these, and of any of `named`. */
export interface ReportScope {
  readonly hasSpace: (space: number) => boolean;
  readonly hasPerson: (person: number) => boolean;
  readonly hasPermission: (permission: number) => boolean;
  /** Whether that are all people: then groups without members are looked at too. */
  readonly isOfAll: boolean;
  readonly ways: 'all' | 'direct' | 'group';
  /** Numbers of what a search has found. @default everything */
  readonly named?: NamedInScope | undefined;
}

/** Access is in scope where it is in one of these spaces, of one of these people, or through one of these groups. */
export interface NamedInScope {
  readonly spaces: ReadonlySet<number>;
  readonly people: ReadonlySet<number>;
  readonly groups: ReadonlySet<number>;
}

/** All there is. */
export const everything: ReportScope = {
  hasSpace: () => true,
  hasPerson: () => true,
  hasPermission: () => true,
  isOfAll: true,
  ways: 'all',
};

/** How somebody has come by a permission. */
export interface Way {
  /** Number of the group; absent where it is held directly. */
  readonly group?: number;
  /** Number of the permission itself, or of a role that allows it. */
  readonly entitlement: number;
}

/** What somebody may do in a space. */
export interface ReachedAccess {
  readonly space: number;
  readonly person: number;
  /** By the number of the permission. */
  readonly ways: ReadonlyMap<number, readonly Way[]>;
}

/** How much access there is. */
export interface Tally {
  /** By the number of the space: how many people may do anything there. */
  readonly peopleIn: Uint32Array;
  /** How many people have a permission in a space. */
  readonly peopleWith: (space: number, permission: number) => number;
  /** By the number of the person: in how many spaces they may do anything. */
  readonly spacesOf: Uint32Array;
  /** By the number of the person: what they may do, each permission in each space. */
  readonly permissionsOf: Uint32Array;
  /** In how many spaces a person has a permission, apart from personal spaces of their own. */
  readonly spacesWith: (person: number, permission: number) => number;
}

/** Counts access; each permission of a person in a space counts once, by however many ways it has come. */
export function tally(report: AccessReport, scope: ReportScope): Tally {
  const { people, spaces, permissions } = report;
  const peopleIn = new Uint32Array(spaces.length);
  const peopleWith = new Uint32Array(spaces.length * permissions.length);
  const spacesOf = new Uint32Array(people.length);
  const permissionsOf = new Uint32Array(people.length);
  const spacesWith = new Uint32Array(people.length * permissions.length);
  // The last space, counted from 1, in which a person was seen at all and with each permission.
  const lastIn = new Uint32Array(people.length);
  const lastWith = new Uint32Array(people.length * permissions.length);
  for (const [space, described] of spaces.entries()) {
    const owner = ownerOf(report, described);
    visit(report, scope, space, (person, permission) => {
      const pair = person * permissions.length + permission;
      if (lastWith[pair] === space + 1) return;
      lastWith[pair] = space + 1;
      if (person !== owner) add(spacesWith, pair);
      add(peopleWith, space * permissions.length + permission);
      add(permissionsOf, person);
      if (lastIn[person] === space + 1) return;
      lastIn[person] = space + 1;
      add(peopleIn, space);
      add(spacesOf, person);
    });
  }
  return {
    peopleIn,
    peopleWith: (space, permission) => peopleWith[space * permissions.length + permission] ?? 0,
    spacesOf,
    permissionsOf,
    spacesWith: (person, permission) => spacesWith[person * permissions.length + permission] ?? 0,
  };
}

/** Who may do what in a space: first whoever has most of what is critical, then most of all. */
export function accessIn(report: AccessReport, scope: ReportScope, space: number): readonly ReachedAccess[] {
  const ofPeople = new Map<number, Map<number, Way[]>>();
  visit(report, scope, space, (person, permission, way) => {
    const ways = ofPeople.get(person) ?? new Map<number, Way[]>();
    ofPeople.set(person, ways);
    ways.set(permission, [...(ways.get(permission) ?? []), way]);
  });
  const access = Array.from(ofPeople, ([person, ways]): ReachedAccess => ({ space, person, ways }));
  return access.sort((a, b) => weightOf(report, b.ways) - weightOf(report, a.ways) || a.person - b.person);
}

/** What a person may do in each space, in the same order. */
export function accessOf(report: AccessReport, scope: ReportScope, person: number): readonly ReachedAccess[] {
  const hasPerson = (other: number) => other === person && scope.hasPerson(person);
  return accessByPerson(report, { ...scope, hasPerson }).get(person) ?? [];
}

/** The same of everybody. */
export function accessByPerson(
  report: AccessReport,
  scope: ReportScope,
): ReadonlyMap<number, readonly ReachedAccess[]> {
  const all = [...report.spaces.keys()].flatMap((space) => accessIn(report, scope, space));
  const ofPeople = Map.groupBy(all, ({ person }) => person);
  for (const access of ofPeople.values()) {
    access.sort((a, b) => weightOf(report, b.ways) - weightOf(report, a.ways) || a.space - b.space);
  }
  return ofPeople;
}

/** How much a set of permissions matters: a critical permission counts as much as all permissions together. */
export function weightOf(report: AccessReport, ways: ReadonlyMap<number, unknown>): number {
  const held = critical.filter((permission) => {
    const number = numberOf(report, permission);
    return number !== undefined && ways.has(number);
  });
  return held.length * report.permissions.length + ways.size;
}

/** Whether a space is somebody's own. */
export function isPersonal({ type }: Space): boolean {
  return type === 'personal';
}

/** Whether a space lets those in who are neither an account nor a group: anybody on the internet, or a class of people. */
export function isOpen({
  anonymousAccess,
  accessClasses,
}: Pick<Space, 'anonymousAccess' | 'accessClasses'>): boolean {
  return anonymousAccess !== undefined || accessClasses !== undefined;
}

/**
 * Whether a group, a class of people, or anybody but its owner, holds something in a personal space. Where the owner is
 * not told, any one person is taken for the owner.
 */
export function isShared({ people }: AccessReport, space: Space): boolean {
  if (!isPersonal(space)) return false;
  const { held, ownerId } = space;
  const holders = new Set(held.flatMap((each) => each.people));
  const others =
    ownerId === undefined ? holders.size > 1 : [...holders].some((person) => people[person]?.id !== ownerId);
  return others || isOpen(space) || held.some(({ groups }) => groups.length > 0);
}

/** The number of the person whose own personal space this is; undefined if it is nobody's, or that is not known. */
export function ownerOf({ people }: AccessReport, space: Space): number | undefined {
  if (!isPersonal(space)) return undefined;
  const { ownerId, held } = space;
  if (ownerId !== undefined) {
    return numbersOf(people).get(ownerId);
  }
  const [first, ...others] = new Set(held.flatMap((each) => each.people));
  const isOfOne = others.length === 0 && !isOpen(space) && held.every(({ groups }) => groups.length === 0);
  return isOfOne ? first : undefined;
}

const numbersByPeople = new WeakMap<AccessReport['people'], ReadonlyMap<string, number>>();

/** The numbers of people by their ids; kept, as there may be a space for each of them. */
function numbersOf(people: AccessReport['people']): ReadonlyMap<string, number> {
  const known = numbersByPeople.get(people) ?? new Map(people.map(({ id }, number) => [id, number]));
  numbersByPeople.set(people, known);
  return known;
}

/** Whether the file tells which spaces are personal. */
export function tellsTypes({ spaces }: AccessReport): boolean {
  return spaces.length === 0 || spaces.some(({ type }) => type !== undefined);
}

type Visitor = (person: number, permission: number, way: Way) => void;

/** Comes by every way of every permission in a space. */
function visit(report: AccessReport, scope: ReportScope, space: number, visitor: Visitor): void {
  if (!scope.hasSpace(space)) return;
  const { named } = scope;
  const isSpaceNamed = named?.spaces.has(space) ?? true;
  for (const { entitlement, people, groups } of report.spaces[space]?.held ?? []) {
    const allowed = report.entitlements[entitlement]?.permissions.filter(scope.hasPermission) ?? [];
    if (allowed.length === 0) continue;
    const visitAll = (some: readonly number[], way: Way, areNamed: boolean) => {
      for (const person of some) {
        if (!scope.hasPerson(person) || !(areNamed || named?.people.has(person))) continue;
        for (const permission of allowed) visitor(person, permission, way);
      }
    };
    if (scope.ways !== 'group') visitAll(people, { entitlement }, isSpaceNamed);
    if (scope.ways === 'direct') continue;
    for (const group of groups) {
      const areNamed = isSpaceNamed || (named?.groups.has(group) ?? false);
      visitAll(report.groups[group]?.members ?? [], { group, entitlement }, areNamed);
    }
  }
}

function add(counts: Uint32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}
