import { validPairs } from '../config/vocabulary.ts';
import type { C1zReader } from '../runtime/c1z/reader.ts';
import type { Choice } from '../runtime/c1z/record.ts';
import { slugOf } from './names.ts';

/** What of a site the sync of a file was to read: of everything else, the file says nothing. */
export interface Coverage {
  /** What the sync says that it was to read; absent if it says nothing. */
  readonly choice?: Choice;
  /** What is held in spaces; undefined if the file has neither, and does not say. */
  readonly mode: 'permissions' | 'roles' | undefined;
  readonly hasGrants: boolean;
  /** Whether members of groups were to be read. */
  readonly hasMemberships: boolean;
  /** Whether it was to be read what anybody may do in spaces. */
  readonly hasAccess: boolean;
  /** Permissions of Confluence that the file has entitlements or grants of, by their slugs, e.g. `create-page`. */
  readonly slugs: ReadonlySet<string>;
  /** @param type id of a resource type */
  readonly hasType: (type: string) => boolean;
  /** Whether a permission was to be read. @param slug e.g. `create-page` */
  readonly hasPermission: (slug: string) => boolean;
  /** Whether it was to be read what is held on a resource. @param key as keyOf gives it */
  readonly hasHeldOn: (key: string) => boolean;
}

/**
 * Takes what the sync says of itself. If it says nothing, its entitlements tell: it has one for each permission that
 * was to be read, in each space.
 *
 * @param granted what somebody holds, e.g. `space:create-page` or `group:member`
 * @throws C1zError if the file is damaged
 */
export function coverageOf(reader: C1zReader, granted: ReadonlySet<string>): Coverage {
  const choice = reader.record()?.choice;
  const kinds = new Set(granted);
  for (const entitlement of reader.entitlements()) {
    kinds.add(`${entitlement.resource?.id?.resourceType}:${slugOf(entitlement)}`);
  }
  const valid: readonly string[] = validPairs();
  // The vendor's files have entitlements of pairs that Confluence does not have, such as `archive-comment`.
  const isReal = (slug: string) => valid.includes(slug) || granted.has(`space:${slug}`);
  const slugs = new Set([...kinds].flatMap((kind) => /^space:(.*)/.exec(kind)?.[1] ?? []).filter(isReal));
  return choice
    ? byChoice(choice, slugs)
    : byContent(reader, slugs, {
        hasMembers: granted.has('group:member'),
        hasMemberEntitlements: kinds.has('group:member'),
      });
}

function byContent(
  reader: C1zReader,
  slugs: ReadonlySet<string>,
  has: { readonly hasMembers: boolean; readonly hasMemberEntitlements: boolean },
): Coverage {
  const found = new Set(Array.from(reader.resources(), ({ id }) => id?.resourceType ?? ''));
  const types = new Set([...found, ...Array.from(reader.resourceTypes(), ({ id }) => id)]);
  const mode = slugs.size > 0 ? 'permissions' : found.has('space_role_assignment') ? 'roles' : undefined;
  const hasGrants = reader.run.type !== 'resources_only';
  const mayHaveMembers = has.hasMemberEntitlements || (types.has('group') && !found.has('group'));
  return {
    mode,
    hasGrants,
    hasMemberships: hasGrants && (has.hasMembers || (types.has('user') && mayHaveMembers)),
    hasAccess: hasGrants && mode !== undefined,
    slugs,
    hasType: (type) => types.has(type),
    hasPermission: (slug) => slugs.has(slug),
    hasHeldOn: () => true,
  };
}

function byChoice(choice: Choice, slugs: ReadonlySet<string>): Coverage {
  const { mode, resourceTypes, resources } = choice;
  const hasType = (type: string) => resourceTypes.length === 0 || resourceTypes.includes(type);
  const hasTypes = (...types: readonly string[]) => types.every(hasType);
  const named = new Set(resources);
  const names = (...types: readonly string[]) =>
    named.size === 0 || resources.some((key) => types.some((type) => key.startsWith(`${type}:`)));
  const hasGrants = !choice.resourcesOnly && !choice.withoutGrants;
  const typesOfAccess = mode === 'roles' ? ['space', 'space_role_assignment', 'user'] : ['space', 'user'];
  const chosen = new Set(choice.verbs.flatMap((verb) => choice.nouns.map((noun) => `${verb}-${noun}`)));
  return {
    choice,
    mode,
    hasGrants,
    hasMemberships: hasGrants && hasTypes('group', 'user') && names('group'),
    hasAccess: hasGrants && hasTypes(...typesOfAccess) && names('space', 'space_role_assignment'),
    slugs,
    hasType,
    hasPermission: (slug) => mode === 'permissions' && chosen.has(slug),
    hasHeldOn: (key) => named.size === 0 || named.has(key) || named.has(spaceOf(key) ?? ''),
  };
}

/** Key of the space of a role assignment, whose id begins with that of the space. @param key as keyOf gives it */
export function spaceOf(key: string): string | undefined {
  const id = /^space_role_assignment:([^:]*):/.exec(key)?.[1];
  return id === undefined ? undefined : `space:${id}`;
}
