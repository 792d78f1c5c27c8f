import type {
  Account,
  Missing,
  OpenAccess,
  Space as ReadSpace,
} from '../../../src/runtime/confluence/model.ts';
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
  const isPrincipal = ({ type, id }: Grant) => id !== 'anonymous' && (type === 'user' || type === 'group');
  // Nobody says anything of an account that is gone: it may still be somebody.
  const holding = wanted.filter(isPrincipal);
  const gone = [
    ...new Set(holding.flatMap(({ type, id }) => (type === 'user' && !site.users.has(id) ? id : []))),
  ];
  const goneGroups = holding.flatMap(({ type, id }) => (type === 'group' && !site.groups.has(id) ? id : []));
  const isKnown = ({ type, id }: Grant) =>
    type === 'user' ? people.has(id) || gone.includes(id) : site.groups.has(id);
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
    people: new Map<string, Account>([
      ...[...people].map(([id, user]) => [id, accountOf(user)] as const),
      ...gone.map((id) => [id, { id, kind: 'unknown', displayName: id, enabled: undefined }] as const),
    ]),
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
          {
            space: spaceOf(space),
            held: held.map((g) => `${g.type} ${g.id} ${g.what}`).toSorted(),
            open: openOf((grants.get(space) ?? []).filter((grant) => grant.wanted && !isPrincipal(grant))),
          },
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
      goneGroups: [...new Set(goneGroups)].sort(),
      unknownAccounts: gone.sort(),
      unusable: new Map<string, number>(),
      missing: [] as readonly Missing[],
      searchCapped: searches.some((search) => Math.min(search.length, searchCap) >= 10_000),
    },
  };
}

/** What a class of people is called. */
function classOf({ type, id }: Grant): string {
  if (id.startsWith('anonymous')) return 'anonymous';
  return type === 'access_class' ? id : type;
}

function openOf(grants: readonly Grant[]): OpenAccess {
  const held = (name: string) =>
    grants
      .filter((grant) => classOf(grant) === name)
      .map(({ what }) => what)
      .toSorted();
  const names = [...new Set(grants.map(classOf))].filter((name) => name !== 'anonymous');
  return { anonymous: held('anonymous'), classes: new Map(names.map((name) => [name, held(name)])) };
}

function accountOf({ accountId: id, displayName, email, licensed: enabled, guest }: User): Account {
  const account = { id, kind: 'person', displayName, enabled, guest, external: guest } as const;
  return email === '' ? account : { ...account, email };
}

function spaceOf({ id, key, name, type, status, authorId }: Space): ReadSpace {
  const space = { id, key, name, type, status };
  return authorId === '' ? space : { ...space, ownerId: authorId };
}
