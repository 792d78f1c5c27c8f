import type { Client } from 'confluence.js/core';
import type { Completion, SyncType } from '../c1z/sync-database.ts';
import { C1zWriter, type Objects } from '../c1z/writer.ts';
import { ConfluenceError, type Failure } from '../confluence/error.ts';
import { Gate } from '../confluence/gate.ts';
import type { Role, Skipped } from '../confluence/model.ts';
import { readRoles } from '../confluence/roles.ts';
import { type ReadOptions, readSite, readSiteRoles } from '../confluence/site.ts';
import { ChosenTypes } from './chosen-types.ts';
import { NamedResources } from './named-resources.ts';
import { resourceTypes, roleResource } from './objects.ts';
import { hasPrevious, previousStats } from './previous.ts';
import { Counter, type Progress } from './progress.ts';
import { checkScope, isPartial, type Scope, spacesToRead } from './scope.ts';
import { ShrinkageError, shrinkages } from './shrinkage.ts';
import { permissionSink, roleSink } from './sinks.ts';

export type { Progress } from './progress.ts';

export interface SyncOptions extends Scope, Omit<ReadOptions, 'only'> {
  /** The .c1z file to make or to replace. */
  readonly file: string;
  /** The pairs that every space has an entitlement for where permissions count, e.g. `create-page`. */
  readonly pairs: readonly string[];
  /** Whether members of groups get grants of their own; a partial run's never do. */
  readonly expand: boolean;
  /**
   * The share, from 0 to 1, by which no count may fall short of what the file held before.
   * @default no comparison: whatever the file is, it is replaced
   */
  readonly mostShrunk?: number | undefined;
  /** Told whenever something comes, and as each phase begins. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Ends the sync; the file stays as it was. */
  readonly signal?: AbortSignal | undefined;
}

/** What a sync has done. */
export interface SyncResult extends Completion {
  readonly skipped: Skipped;
  /** As the file says: `partial` also where a space could not be read, so that nobody takes it for removed. */
  readonly type: SyncType;
}

/**
 * Reads a site into a file, which appears only once it is complete: until then, and where this fails, it stays as
 * it was.
 *
 * @throws ScopeError where it is asked for what does not exist
 * @throws ConfluenceError where the site cannot be read
 * @throws C1zError where the file cannot be written, or is none that should be replaced
 * @throws ShrinkageError where too little has been found
 */
export async function sync(client: Client, options: SyncOptions): Promise<SyncResult> {
  const { file, mostShrunk, signal, onProgress = () => {} } = options;
  checkScope(options);
  const writer = await C1zWriter.create(file, { signal });
  try {
    const compares = mostShrunk !== undefined && (await hasPrevious(file));
    const counter = new Counter(writer, onProgress);
    counter.enter('reading');
    const [skipped, previous] = await Gate.during(client, (gate) =>
      Promise.all([readInto(counter, gate, options), compares ? previousStats(file) : undefined]),
    );
    counter.enter('writing');
    const type = typeOf(options, skipped);
    const expand = options.expand && !isPartial(options);
    const completion = await writer.complete({ type, expand });
    if (previous && mostShrunk !== undefined) {
      const shrunk = shrinkages(previous, completion.stats, mostShrunk);
      if (shrunk.length > 0) throw new ShrinkageError(file, shrunk);
    }
    await writer.save();
    return { ...completion, skipped, type };
  } finally {
    await writer.abort();
  }
}

function typeOf(options: SyncOptions, { spaces }: Skipped): SyncType {
  if (isPartial(options) || spaces.size > 0) return 'partial';
  return options.resourcesOnly ? 'resources_only' : 'full';
}

/** Adds what is read, as far as it is within the scope. */
async function readInto(objects: Objects, client: Client, options: SyncOptions): Promise<Skipped> {
  const named = isPartial(options) ? new NamedResources(options.resources ?? [], objects) : undefined;
  const chosen = new ChosenTypes(options, named ?? objects);
  chosen.addResourceTypes(resourceTypes);
  const reading = { ...options, only: spacesToRead(options) };
  const skipped =
    options.mode === 'roles'
      ? await readSiteRoles(client, reading, roleSink(chosen))
      : await readPermissions(client, reading, chosen);
  named?.finish();
  return skipped;
}

async function readPermissions(
  client: Client,
  options: SyncOptions & ReadOptions,
  objects: Objects,
): Promise<Skipped> {
  const [skipped, roles] = await Promise.all([
    readSite(client, options, permissionSink(objects, options.pairs)),
    rolesIfAny(client),
  ]);
  objects.addResources(roles.map(roleResource));
  return skipped;
}

/** How a site answers that has no roles, or does not let everybody see them. */
const withoutRoles: readonly Failure[] = ['missing', 'refused', 'forbidden'];

/** Roles are told of also where permissions are what counts; a site without them has none. */
async function rolesIfAny(client: Client): Promise<readonly Role[]> {
  try {
    return await readRoles(client);
  } catch (error) {
    if (error instanceof ConfluenceError && withoutRoles.includes(error.failure)) return [];
    throw error;
  }
}
