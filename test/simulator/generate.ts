import { Assignments, Permissions } from './deal.ts';
import { makeGroups, makeUsers } from './make-people.ts';
import { makeRoles, makeSpaces, specialPrincipals } from './make-spaces.ts';
import { Random } from './random.ts';
import { type Principal, type RoleMode, type RolePrincipal, Site } from './site.ts';

/** How large a site is to be, and what it follows from. */
export interface SiteOptions {
  /** Equal options give equal sites. @default 1 */
  readonly seed?: number;
  /** Accounts that the search finds; a few more are in no list. @default 50 */
  readonly users?: number;
  /** @default 10 */
  readonly groups?: number;
  /** @default 20 */
  readonly spaces?: number;
  /** Permissions of all spaces together. @default 500 */
  readonly permissions?: number;
  /** Role assignments of all spaces together. @default three a space */
  readonly assignments?: number;
  /** @default ROLES */
  readonly roleMode?: RoleMode;
}

/**
 * A made-up site with all that makes real ones hard: names in any script, hidden e-mails, bots, customers,
 * guests, disabled accounts, empty groups, personal and archived spaces, anonymous access, access classes,
 * permissions of roles, of accounts in no list and of accounts that are gone, pairs that are new.
 * The first user is a licensed person: the caller.
 * @throws RangeError where the principals are too few for the permissions or assignments
 */
export function generateSite(options: SiteOptions = {}): Site {
  const { seed = 1, roleMode = 'ROLES' } = options;
  const { users: userCount = 50, groups: groupCount = 10, spaces: spaceCount = 20 } = options;
  const { permissions: permissionCount = 500, assignments: assignmentCount = 3 * spaceCount } = options;
  // Each kind has a sequence of its own: more users do not change the groups' names.
  const random = (kind: string) => new Random(`${seed} ${kind}`);
  const users = makeUsers(random('users'), userCount);
  const unlisted = makeUsers(random('unlisted users'), Math.ceil(userCount / 200), { listed: false });
  const goneIds = random('gone users');
  const gone = Array.from({ length: Math.ceil(userCount / 500) }, () => goneIds.hex(24));
  const groups = makeGroups(random('groups'), groupCount, users);
  const roles = makeRoles(random('roles'));

  const accounts = [...users, ...unlisted].map(({ accountId }) => accountId);
  const groupIds = groups.map(({ id }) => id);
  const permissions = new Permissions(random('permissions'), [
    ...[...accounts, ...gone].map((id): Principal => ({ type: 'user', id })),
    ...groupIds.map((id): Principal => ({ type: 'group', id })),
  ]);
  const assignments = new Assignments(random('assignments'), roles, [
    ...accounts.map((principalId): RolePrincipal => ({ principalType: 'USER', principalId })),
    ...groupIds.map((principalId): RolePrincipal => ({ principalType: 'GROUP', principalId })),
  ]);
  const permissionCounts = split(random('permission counts'), permissionCount, spaceCount, 10);
  const assignmentCounts = split(random('assignment counts'), assignmentCount, spaceCount, 0);
  const spaces = makeSpaces(random('spaces'), spaceCount, users).map((space, index) => ({
    ...space,
    permissions: permissions.deal(permissionCounts[index] ?? 0, specialPrincipals(index, roles)),
    assignments: assignments.deal(assignmentCounts[index] ?? 0, index),
  }));
  return new Site({ users: [...users, ...unlisted], groups, spaces, roles, roleMode });
}

/** Splits a total into parts of very different sizes. @param extra what one in fifty has on top of a weight of 0 to 1 */
function split(random: Random, total: number, parts: number, extra: number): readonly number[] {
  const weights = Array.from(
    { length: parts },
    (_, index) => random.fraction() ** 3 + (index % 50 === 8 ? extra : 0),
  );
  const sum = weights.reduce((before, weight) => before + weight, 0);
  let weight = 0;
  let taken = 0;
  return weights.map((own, index) => {
    weight += own;
    const upTo = index === parts - 1 ? total : Math.round((total * weight) / sum);
    const part = upTo - taken;
    taken = upTo;
    return part;
  });
}
