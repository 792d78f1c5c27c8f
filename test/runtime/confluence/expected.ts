import type { Account, Space as ReadSpace } from '../../../src/runtime/confluence/model.ts';
import type { SpaceOptions } from '../../../src/runtime/confluence/spaces.ts';
import type { Site, Space, User } from '../../simulator/site.ts';

/** A grant in a space, of whichever sort. */
interface Grant {
  readonly type: string;
  readonly id: string;
  /** What the principal holds. */
  readonly what: string;
  readonly wanted: boolean;
}

const permissionsOf =
  (wanted: (verb: string, noun: string) => boolean) =>
  ({ permissions }: Space): readonly Grant[] =>
    permissions.map(({ principal: { type, id }, operation: { key, targetType } }) => ({
      type,
      id,
      what: `${key} ${targetType}`,
      wanted: wanted(key, targetType),
    }));

const assignmentsOf = ({ assignments }: Space): readonly Grant[] =>
  assignments.map(({ principal: { principalType, principalId: id }, roleId }) => ({
    type: principalType.toLowerCase(),
    id,
    what: roleId,
    wanted: true,
  }));

/** What reading a site that gives permissions must hand on, and what it must count, by the site itself. */
export function expectedPermissions(
  site: Site,
  options: SpaceOptions & { readonly wanted: (verb: string, noun: string) => boolean },
  searchCap = 10_000,
) {
  return expected(site, options, permissionsOf(options.wanted), searchCap);
}

/** The same of a site that gives roles. */
export function expectedRoles(site: Site, options: SpaceOptions) {
  return expected(site, options, assignmentsOf, 10_000);
}

function expected(
  site: Site,
  { personalSpaces, archivedSpaces }: SpaceOptions,
  grantsOf: (space: Space) => readonly Grant[],
  searchCap: number,
) {
  const all = [...site.spaces.values()];
  const isLeftOut = ({ type, status }: Space) =>
    (type === 'personal' && !personalSpaces) || (status === 'archived' && !archivedSpaces);
  const spaces = all.filter((space) => !isLeftOut(space));
  const grants = new Map(spaces.map((space) => [space, grantsOf(space)]));
  const every = [...grants.values()].flat();
  const wanted = every.filter((grant) => grant.wanted);

  const listed = [...site.users.values()].filter((user) => user.listed);
  // Where a search for all comes to the real cap, guests and everybody else are searched for apart.
  const searches =
    Math.min(listed.length, searchCap) < 10_000
      ? [listed]
      : [listed.filter(({ guest }) => guest), listed.filter(({ guest }) => !guest)];
  const found = searches.flatMap((search) => search.slice(0, searchCap));
  const inGroups = [...site.groups.values()].flatMap(({ members }) => members);
  const holders = wanted.filter(({ type }) => type === 'user').map(({ id }) => id);
  const ids = new Set([...found.map(({ accountId }) => accountId), ...inGroups, ...holders]);
  const seen = [...ids].flatMap((id) => site.users.get(id) ?? []);
  const people = new Map(
    seen.filter(({ accountType }) => accountType === 'atlassian').map((user) => [user.accountId, user]),
  );
  const isKnown = ({ type, id }: Grant) => (type === 'user' ? people.has(id) : site.groups.has(id));
  const isPrincipal = ({ type, id }: Grant) => id !== 'anonymous' && (type === 'user' || type === 'group');
  const classes = new Map<string, { readonly permissions: number; readonly spaces: number }>();
  for (const held of grants.values()) {
    const names = held.filter((grant) => grant.wanted && !isPrincipal(grant)).map(classOf);
    for (const name of new Set(names)) {
      const { permissions, spaces } = classes.get(name) ?? { permissions: 0, spaces: 0 };
      const here = names.filter((each) => each === name).length;
      classes.set(name, { permissions: permissions + here, spaces: spaces + 1 });
    }
  }
  return {
    people: new Map([...people].map(([id, user]) => [id, accountOf(user)])),
    names: new Map([...site.groups.values()].map(({ id, name }) => [id, name])),
    memberships: new Map(
      [...site.groups.values()].map(({ id, members }) => [
        id,
        members.filter((m) => people.has(m)).toSorted(),
      ]),
    ),
    spaces: new Map(
      spaces.map((space) => {
        const held = (grants.get(space) ?? []).filter(
          (grant) => grant.wanted && isPrincipal(grant) && isKnown(grant),
        );
        return [
          space.key,
          { space: spaceOf(space), held: held.map((g) => `${g.type} ${g.id} ${g.what}`).toSorted() },
        ];
      }),
    ),
    skipped: {
      bots: seen.filter(({ accountType }) => accountType === 'app').length,
      customers: seen.filter(({ accountType }) => accountType === 'customer').length,
      otherAccounts: 0,
      personalSpaces: personalSpaces ? 0 : all.filter(({ type }) => type === 'personal').length,
      archivedSpaces: all.filter((space) => isLeftOut(space) && (personalSpaces || space.type !== 'personal'))
        .length,
      anonymous: classes.get('anonymous') ?? { permissions: 0, spaces: 0 },
      accessClasses: new Map([...classes].filter(([name]) => name !== 'anonymous')),
      unwanted: every.length - wanted.length,
      dangling: wanted.filter((grant) => isPrincipal(grant) && !isKnown(grant)).length,
      spaces: new Map<string, string>(),
      searchCapped: searches.some((search) => Math.min(search.length, searchCap) >= 10_000),
    },
  };
}

/** What a class of people is called. */
function classOf({ type, id }: Grant): string {
  return id === 'anonymous' || type === 'access_class' ? id : type;
}

function accountOf({ accountId: id, displayName, email, licensed: enabled }: User): Account {
  return email === '' ? { id, displayName, enabled } : { id, displayName, email, enabled };
}

function spaceOf({ id, key, name, type, authorId }: Space): ReadSpace {
  return authorId === '' ? { id, key, name, type } : { id, key, name, type, ownerId: authorId };
}
