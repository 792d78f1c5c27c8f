import { type Coverage, spaceOf } from './coverage.ts';
import { whoLacksInherited } from './inherited.ts';
import { firstFew } from './names.ts';
import { partsOf, type Sync, typeOf } from './sync.ts';

/** What two syncs were both to read: only that can be compared. */
export interface Common {
  /** Whether it can be compared that there is a resource. @param key as keyOf gives it */
  readonly hasResource: (key: string) => boolean;
  /** Whether it can be compared that something is held. @param id of a grant */
  readonly hasGrant: (id: string) => boolean;
  /** Whether it can be compared what those may do in a space who are neither an account nor a group. */
  readonly hasOpenAccess: (space: string, may: string) => boolean;
  /** Whether only what is held directly can be compared. */
  readonly isDirectOnly: boolean;
  /** What cannot be compared, and why; each in one line. */
  readonly notCompared: readonly string[];
}

/**
 * What of two syncs can be compared.
 * @param ways `direct` compares only what is held directly: what comes through groups follows from it
 * @throws C1zError if a file is damaged
 */
export function commonOf(old: Sync, fresh: Sync, ways: 'all' | 'direct' = 'all'): Common {
  const both = [old, fresh];
  const inBoth = (has: (coverage: Coverage) => boolean) => both.every(({ coverage }) => has(coverage));
  const isSameMode = old.coverage.mode === fresh.coverage.mode;
  const hasGrants = inBoth((coverage) => coverage.hasGrants);
  const hasMemberships = inBoth((coverage) => coverage.hasMemberships);
  const isWhole = inBoth(({ choice }) => (choice?.resources.length ?? 0) === 0);
  const withoutThrough = hasGrants && ways === 'all' ? whoLacksInherited(old, fresh) : undefined;

  const hasType = (type: string) =>
    inBoth((coverage) => coverage.hasType(type)) && (isSameMode || type === 'user' || type === 'group');
  const hasSpace = (space: string) => isSpaceOfBoth(space, old, fresh) && isSpaceOfBoth(space, fresh, old);
  const hasHeldOn = (key: string) => inBoth((coverage) => coverage.hasHeldOn(key));
  const hasPermission = (slug: string) => inBoth((coverage) => coverage.hasPermission(slug));

  return {
    hasResource: (key) => {
      const type = typeOf(key);
      return isWhole && hasType(type) && (type !== 'space' || hasSpace(key));
    },
    hasGrant: (id) => {
      const parts = partsOf(id);
      if (!parts) return true;
      const { type, key, slug, principal } = parts;
      const space = type === 'space' ? key : spaceOf(key);
      return (
        hasGrants &&
        hasType(type) &&
        hasType(principal) &&
        hasHeldOn(key) &&
        (type !== 'group' || hasMemberships) &&
        (type !== 'space' || hasPermission(slug)) &&
        (space === undefined || (hasType('space') && hasSpace(space)))
      );
    },
    hasOpenAccess: (space, may) =>
      saysWhoElse(old) &&
      saysWhoElse(fresh) &&
      isSameMode &&
      hasGrants &&
      hasType('space') &&
      hasHeldOn(space) &&
      hasSpace(space) &&
      (old.coverage.mode === 'roles' || hasPermission(may.replace(' ', '-'))),
    isDirectOnly: ways === 'direct' || withoutThrough !== undefined,
    notCompared: differences(old, fresh, withoutThrough),
  };
}

/** What one sync was to read and the other was not. */
function differences(old: Sync, fresh: Sync, withoutThrough: Sync | undefined): readonly string[] {
  const lines = (what: string, lacks: (sync: Sync) => boolean, why = 'did not read them') => {
    const lacking = [old, fresh].filter(lacks);
    return lacking.length === 1 ? lacking.map(({ name }) => `${what}: ${name} ${why}`) : [];
  };
  const perSync = (of: (sync: Sync, other: Sync) => readonly string[]) => [
    ...of(old, fresh),
    ...of(fresh, old),
  ];
  const { mode } = old.coverage;
  const isSameMode = mode === fresh.coverage.mode;
  const modes = [old, fresh].map(({ name, coverage }) => `${name} read ${heldIn(coverage)}`).join(', ');
  const withGrants = [
    ...(isSameMode ? permissionsOfOne(old, fresh) : [`spaces, and what is held in them: ${modes}`]),
    ...lines('members of groups', ({ coverage }) => !coverage.hasMemberships),
    ...(withoutThrough ? [`what is held through groups only: ${withoutThrough.name} does not have it`] : []),
    ...lines(
      'what anybody on the internet, and classes of people, may do',
      (sync) => !saysWhoElse(sync),
      'does not say',
    ),
  ];
  return [
    ...perSync(({ name, coverage: { choice } }, other) => {
      const named = choice?.resources ?? [];
      const isSame = named.every((key) => other.coverage.choice?.resources.includes(key));
      return named.length === 0 || isSame ? [] : [`all but ${firstFew(named)}: ${name} read nothing else`];
    }),
    ...perSync(({ name, coverage }, other) => {
      const types = new Set([...other.resources.keys()].map(typeOf));
      const lacking = [...types].filter((type) => other.coverage.hasType(type) && !coverage.hasType(type));
      return lacking.length === 0
        ? []
        : [
            `resources of type ${firstFew(lacking.sort())}, and what is held by and on them: ${name} did not read them`,
          ];
    }),
    ...lines('personal spaces', ({ coverage }) => coverage.choice?.personalSpaces === false),
    ...lines('archived spaces', ({ coverage }) => coverage.choice?.archivedSpaces === false),
    ...lines('grants', ({ coverage }) => !coverage.hasGrants),
    ...([old, fresh].every(({ coverage }) => coverage.hasGrants) ? withGrants : []),
  ];
}

function permissionsOfOne(old: Sync, fresh: Sync): readonly string[] {
  if (old.coverage.mode !== 'permissions') return [];
  const slugs = [...old.coverage.slugs, ...fresh.coverage.slugs];
  return [[old, fresh] as const, [fresh, old] as const].flatMap(([{ name, coverage }, other]) => {
    const lacking = new Set(
      slugs.filter((slug) => other.coverage.hasPermission(slug) && !coverage.hasPermission(slug)),
    );
    const names = [...lacking].sort().map((slug) => slug.replace('-', ' '));
    return names.length === 0 ? [] : [`permissions to ${firstFew(names)}: ${name} did not read them`];
  });
}

function heldIn({ mode }: Coverage): string {
  return mode === undefined ? 'neither permissions nor roles' : `space ${mode}`;
}

/** Whether a space that one sync lacks would be in it, if it were there: some are left out. */
function isSpaceOfBoth(space: string, sync: Sync, other: Sync): boolean {
  if (sync.resources.has(space)) return true;
  const [of, ofOther] = [sync.coverage.choice, other.coverage.choice];
  const { space_type: type, space_status: status } = other.resources.get(space)?.profile ?? {};
  const mayBePersonal = (type === undefined || type === 'personal') && ofOther?.personalSpaces !== false;
  const mayBeArchived = status !== 'current' && ofOther?.archivedSpaces !== false;
  return (of?.personalSpaces !== false || !mayBePersonal) && (of?.archivedSpaces !== false || !mayBeArchived);
}

/** Files say who else may do what, beside accounts and groups, since they say what was to be read. */
function saysWhoElse({ coverage }: Sync): boolean {
  return coverage.choice !== undefined;
}
