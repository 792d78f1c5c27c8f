import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { nouns, validPairs, verbs } from '../../src/config/vocabulary.ts';
import { C1zReader } from '../../src/runtime/c1z/reader.ts';
import type { Choice, SyncRecord } from '../../src/runtime/c1z/record.ts';
import type { CompletionOptions } from '../../src/runtime/c1z/sync-database.ts';
import { C1zWriter } from '../../src/runtime/c1z/writer.ts';
import {
  type Resource,
  ResourceSchema,
  ResourceTypeSchema,
  Status_ResourceStatus,
} from '../../src/runtime/proto/gen/c1/connector/v2/resource_pb.ts';
import { entitlement, grant, group, idOf, user } from '../runtime/c1z/sample.ts';
import { everything } from '../support/choice.ts';
import { temporaryFolder } from '../support/files.ts';

type Profile = NonNullable<Resource['profile']>;

/** A site as a file may hold it. Whoever holds something is named as a file does, e.g. `user:ada` or `group:staff`. */
export interface WrittenSite {
  /** By account id. */
  readonly people: Readonly<Record<string, WrittenPerson>>;
  /** Account ids of members, by group. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** By their ids. */
  readonly spaces: Readonly<Record<string, WrittenSpace>>;
  /** What each role allows, e.g. `read/space`; undefined if the file is not to say. */
  readonly roles?: Readonly<Record<string, readonly string[] | undefined>>;
}

interface WrittenPerson {
  /** By default the id. */
  readonly name?: string;
  readonly profile?: Profile;
  readonly status?: 'unspecified' | 'disabled';
}

interface WrittenSpace {
  /** By default the id. */
  readonly name?: string;
  readonly profile?: Profile;
  /** Who holds what, by the slug of a permission or, if roles are read, by role. */
  readonly held?: Readonly<Record<string, readonly string[]>>;
}

export interface Writing {
  readonly choice?: Partial<Choice>;
  /** What else the sync says of itself; `false` for a file that says nothing. */
  readonly record?: false | Partial<SyncRecord>;
  /** Whether members of groups get grants of their own. @default true */
  readonly expand?: boolean;
  readonly type?: NonNullable<CompletionOptions['type']>;
}

/** The choice of all there is. */
export const all: Choice = { ...everything, nouns, verbs };

/** Writes what a sync with a choice would find, and returns the file's path. */
export async function written(site: WrittenSite, options: Writing = {}): Promise<string> {
  const { record = {}, expand = true, type = 'full' } = options;
  const choice = { ...all, ...options.choice };
  const has = (id: string) => choice.resourceTypes.length === 0 || choice.resourceTypes.includes(id);
  const path = join(await temporaryFolder(), 'sync.c1z');
  const writer = await C1zWriter.create(path);
  const types = ['user', 'group', 'space', 'space_role', 'space_role_assignment'];
  writer.addResourceTypes(types.filter(has).map((id) => create(ResourceTypeSchema, { id, displayName: id })));
  const add = (resource: Resource) => {
    if (has(idOf(resource).resourceType)) writer.addResources([resource]);
  };
  /** An entitlement and who holds it; of what is not chosen, nothing. */
  const give = (on: Resource, slug: string, holders: readonly Resource[]) => {
    if (!has(idOf(on).resourceType) || choice.resourcesOnly) return;
    const given = entitlement(on, slug);
    writer.addEntitlements([given]);
    if (choice.withoutGrants) return;
    writer.addGrants(
      holders.filter((holder) => has(idOf(holder).resourceType)).map((holder) => grant(given, holder)),
    );
  };
  for (const [id, { name = id, profile = {}, status = 'enabled' }] of Object.entries(site.people)) {
    add(user(id, { displayName: name, status: { status: statuses[status] }, profile }));
  }
  for (const [id, members] of Object.entries(site.groups)) {
    add(group(id));
    give(
      group(id),
      'member',
      members.map((member) => user(member)),
    );
  }
  for (const [id, allows] of Object.entries(site.roles ?? {})) {
    const profile = allows ? { profile: { space_permissions: [...allows] } } : {};
    add(resource('space_role', id, profile));
  }
  const pairs = validPairs(
    nouns.filter((noun) => choice.nouns.includes(noun)),
    verbs.filter((verb) => choice.verbs.includes(verb)),
  );
  for (const [id, { name = id, profile = {}, held = {} }] of Object.entries(site.spaces)) {
    if (!choice.personalSpaces && profile['space_type'] === 'personal') continue;
    if (!choice.archivedSpaces && profile['space_status'] === 'archived') continue;
    const space = resource('space', id, { displayName: name, profile });
    add(space);
    if (choice.mode === 'permissions') {
      for (const pair of pairs) give(space, pair, (held[pair] ?? []).map(principal));
      continue;
    }
    for (const [role, holders] of Object.entries(held)) {
      const assignment = resource('space_role_assignment', `${id}:${role}`);
      add(assignment);
      give(assignment, 'assigned', holders.map(principal));
    }
  }
  const said = { ...standard, choice, ...(record || {}) };
  await writer.complete({ type, expand, record: record ? said : undefined });
  await writer.save();
  return path;
}

/** Opens what was written. */
export async function openWritten(site: WrittenSite, options: Writing = {}): Promise<C1zReader> {
  return C1zReader.open(await written(site, options));
}

const statuses = {
  enabled: Status_ResourceStatus.ENABLED,
  disabled: Status_ResourceStatus.DISABLED,
  unspecified: Status_ResourceStatus.UNSPECIFIED,
};

const standard = {
  tool: 'confluence-sync 1.2.3',
  site: 'acme.atlassian.net',
  missing: [],
  leftOut: [],
  unknownAccounts: [],
};

function resource(
  resourceType: string,
  id: string,
  init: { readonly displayName?: string; readonly profile?: Profile } = {},
): Resource {
  return create(ResourceSchema, { id: { resourceType, resource: id }, displayName: id, ...init });
}

function principal(key: string): Resource {
  const [type = '', id = ''] = key.split(':');
  return type === 'group' ? group(id) : user(id);
}
