import { resourceTypes as allTypes } from './objects.ts';

/** Names a resource, e.g. a space by its number. */
export interface ResourceId {
  /** Id of a resource type. */
  readonly resourceType: string;
  /** Id among the resources of that type. */
  readonly resource: string;
}

/** What of a site goes into a file. */
export interface SyncScope {
  /** Whether space permissions count, or space roles. */
  readonly mode: 'permissions' | 'roles';
  /**
   * Ids of resource types: only resources of these, and grants between them. A role assignment takes its space
   * along, so both must be named. @default all, also where it is empty
   */
  readonly resourceTypes?: ReadonlySet<string> | undefined;
  /**
   * Only these, with their entitlements and grants, and whoever holds those; a space comes with its role
   * assignments. @default all, also where it is empty
   */
  readonly resources?: readonly ResourceId[] | undefined;
  /** Leaves entitlements and grants out. @default false */
  readonly resourcesOnly?: boolean | undefined;
  /** Leaves grants out. @default false */
  readonly withoutGrants?: boolean | undefined;
}

/** A scope that makes no sense, or that names what is not there. */
export class ScopeError extends Error {
  override readonly name = 'ScopeError';
}

/** @throws ScopeError if the scope names a resource type that is none */
export function checkScope({ resourceTypes = new Set(), resources = [] }: SyncScope): void {
  const known = allTypes.map(({ id }) => id);
  for (const type of [...resourceTypes, ...resources.map(({ resourceType }) => resourceType)]) {
    if (!known.includes(type)) {
      throw new ScopeError(`There is no resource type ${type}, only ${known.join(', ')}.`);
    }
  }
}

/**
 * What a scope asks for that a sync in its mode cannot hold, or leaves out that it lives on, as sentences. ConductorOne
 * asks for the types that are ticked there, and roles are not, unless somebody does it.
 */
export function scopeNotes(scope: SyncScope): readonly string[] {
  const { mode, resourceTypes = new Set() } = scope;
  const wants = hasType(scope);
  if (mode === 'permissions') {
    return resourceTypes.has('space_role_assignment')
      ? ['Space role assignments are asked for. They are in the file with --use-rbac only.']
      : [];
  }
  const lacking = ['space', 'space_role', 'space_role_assignment'].filter((type) => !wants(type));
  if (!wants('user') || lacking.length === 0) return [];
  const asked = [...resourceTypes].join(', ');
  return [
    `Who has which role in a space is not, or not wholly, in the file: of resources, only ${asked} are asked for. Tick ${lacking.join(', ')} too for this connector in ConductorOne, or name them in --sync-resource-types.`,
  ];
}

/** Whether a scope names single resources: what it leaves out is not gone. */
export function isPartial({ resources = [] }: SyncScope): boolean {
  return resources.length > 0;
}

/** Ids of the spaces to read; undefined for all. */
export function spacesToRead({ resources = [] }: SyncScope): ReadonlySet<string> | undefined {
  if (resources.length === 0) return undefined;
  const ids = resources.map(({ resourceType, resource }) => {
    if (resourceType === 'space') return resource;
    return resourceType === 'space_role_assignment' ? resource.split(':')[0] : undefined;
  });
  return new Set(ids.filter((id) => id !== undefined));
}

/** Whether resources of a type are within a scope. */
export function hasType({ resourceTypes = new Set() }: SyncScope): (type: string) => boolean {
  return (type) => resourceTypes.size === 0 || resourceTypes.has(type);
}
