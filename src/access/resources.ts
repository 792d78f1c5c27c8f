import type { C1zReader } from '../runtime/c1z/reader.ts';
import { type Resource, Status_ResourceStatus } from '../runtime/proto/gen/c1/connector/v2/resource_pb.ts';
import { keyOf, type Named, named } from './names.ts';
import type { Person, Space } from './report.ts';

/** What a file says of a resource, as far as it matters here. */
export interface Described {
  readonly name: string;
  readonly profile: NonNullable<Resource['profile']>;
  readonly state: Person['state'];
}

/** By key. */
export type ResourcesByKey = ReadonlyMap<string, Described>;

const states: ReadonlyMap<Status_ResourceStatus | undefined, Person['state']> = new Map([
  [Status_ResourceStatus.ENABLED, 'enabled'],
  [Status_ResourceStatus.DISABLED, 'disabled'],
]);

/** All resources of a file. @throws C1zError if it is damaged */
export function resourcesIn(reader: C1zReader): ResourcesByKey {
  const found = new Map<string, Described>();
  for (const { id, displayName: name, profile = {}, status } of reader.resources()) {
    found.set(keyOf(id), { name, profile, state: states.get(status?.status) ?? 'unknown' });
  }
  return found;
}

/** A person, whom the file need not describe. */
export function person(key: string, found: ResourcesByKey): Person {
  const { id, name } = nameOf(key, found);
  const { profile = {}, state = 'unknown' } = found.get(key) ?? {};
  const email = textIn(profile, 'email');
  const kinds = [
    ...(profile['is_guest'] === true ? (['guest'] as const) : []),
    ...(profile['is_external_collaborator'] === true ? (['external collaborator'] as const) : []),
  ];
  return { id, name, ...(email && { email }), state, ...(kinds.length > 0 && { kinds }) };
}

/** Whether the file says of a person if it is a guest or an external collaborator; the vendor's files do not. */
export function tellsKinds(key: string, found: ResourcesByKey): boolean {
  const { profile = {} } = found.get(key) ?? {};
  return ['is_guest', 'is_external_collaborator'].some((field) => typeof profile[field] === 'boolean');
}

/** A space without what is held there. */
export function space(key: string, found: ResourcesByKey): Omit<Space, 'held'> {
  const { id, name } = nameOf(key, found);
  const { profile = {} } = found.get(key) ?? {};
  const [spaceKey, type, ownerId] = ['space_key', 'space_type', 'space_owner_id'].map((field) =>
    textIn(profile, field),
  );
  return {
    id,
    name,
    ...(spaceKey && { key: spaceKey }),
    ...(type && { type }),
    ...(ownerId && { ownerId }),
    ...(profile['space_status'] === 'archived' && { archived: true as const }),
    ...openAccess(profile),
  };
}

/** What those may do in a space who are neither an account nor a group. */
export function openAccess(profile: Described['profile']): Pick<Space, 'anonymousAccess' | 'accessClasses'> {
  const anonymousAccess = textsIn(profile['anonymous_access']);
  const classes = profile['access_classes'];
  const accessClasses =
    typeof classes === 'object' && classes !== null && !Array.isArray(classes)
      ? Object.entries(classes).flatMap(([name, may]) => {
          const texts = textsIn(may);
          return texts.length > 0 ? [[name, texts] as const] : [];
        })
      : [];
  return {
    ...(anonymousAccess.length > 0 && { anonymousAccess }),
    ...(accessClasses.length > 0 && { accessClasses: Object.fromEntries(accessClasses) }),
  };
}

/** A resource, or a permission, as people know it. */
export function nameOf(key: string, found: ResourcesByKey): Named {
  const { type, id, name } = named(key, found.get(key)?.name);
  return { type, id, name: type === 'permission' ? id.replace('-', ' ') : name };
}

/** @returns empty if there is none */
function textIn(profile: Described['profile'], field: string): string {
  const value = profile[field];
  return typeof value === 'string' ? value : '';
}

function textsIn(value: Described['profile'][string] | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
