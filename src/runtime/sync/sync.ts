import { type Noun, type Verb, validPairs } from '../../config/vocabulary.ts';
import type { Places } from '../../io/io.ts';
import type { Choice, SyncRecord } from '../c1z/record.ts';
import type { Completion, SyncType } from '../c1z/sync-database.ts';
import { C1zWriter, type C1zWriterOptions, type Objects } from '../c1z/writer.ts';
import type { Client } from '../confluence/client.ts';
import { ConfluenceError } from '../confluence/error.ts';
import type { Skipped } from '../confluence/model.ts';
import { type Roles, readRoles } from '../confluence/roles.ts';
import { ScopedClient } from '../confluence/scoped-client.ts';
import { readSite, readSiteRoles } from '../confluence/site.ts';
import type { SpaceOptions } from '../confluence/spaces.ts';
import { resourceTypes, roleResource } from './objects.ts';
import { hasPrevious, type Previous, previousSync } from './previous.ts';
import { Counter, type Progress } from './progress.ts';
import { ResourceFilter } from './resource-filter.ts';
import { ResourceTypeFilter } from './resource-type-filter.ts';
import { checkScope, isPartial, type SyncScope, scopeNotes, spacesToRead } from './scope.ts';
import { type Accepted, compare, ShrinkageError } from './shrinkage-guard.ts';
import { permissionSink, roleSink } from './sinks.ts';
import { leftOutOf } from './skipped.ts';

export type { Progress } from './progress.ts';

export interface SyncOptions extends SyncScope, Omit<SpaceOptions, 'only'> {
  /** The .c1z file to make or to replace. */
  readonly file: string;
  /** Where that is, and files for a while. @default as the process has it */
  readonly places?: Places;
  /** The host of the site, with its port unless that is 443. */
  readonly site: string;
  /** Name and version of this program, for the file. */
  readonly tool: string;
  /** The targets of permissions to read, e.g. `page`; without effect on space roles. */
  readonly nouns: readonly Noun[];
  /** The operations of permissions to read, e.g. `create`; without effect on space roles. */
  readonly verbs: readonly Verb[];
  /** Whether members of groups get grants of their own; a partial run's never do. */
  readonly expand: boolean;
  /**
   * The share, from 0 to 1, by which no count may fall short of what the file held before.
   * @default no comparison: whatever the file is, it is replaced
   */
  readonly mostShrunk?: number | undefined;
  /** Counts that may be as low as this all the same. @default none */
  readonly accepted?: Accepted | undefined;
  /** How messages go into the file: without what is private. @default as they are */
  readonly redact?: ((text: string) => string) | undefined;
  /** Told whenever something comes, and as each phase begins. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Ends the sync; the file stays as it was. */
  readonly signal?: AbortSignal | undefined;
}

/** What a sync has done. */
export interface SyncResult extends Completion {
  readonly skipped: Skipped;
  /** As the file says: `partial` also if something could not be read, so that nobody takes it for removed. */
  readonly type: SyncType;
  readonly choice: Choice;
  /** What is worth knowing though nothing is wrong with the file, as sentences. */
  readonly notes: readonly string[];
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
  const { file, places = {}, signal, onProgress = () => {} } = options;
  checkScope(options);
  const writer = await C1zWriter.create(file, { signal, ...places });
  try {
    const compares = options.mostShrunk !== undefined && (await hasPrevious(file, places.directory));
    const counter = new Counter(writer, onProgress);
    counter.enter('reading');
    const [{ skipped, notes }, previous] = await ScopedClient.during(client, (gate) =>
      Promise.all([readInto(counter, gate, options), compares ? previousSync(file, places) : undefined]),
    );
    counter.enter('writing');
    const type = typeOf(options, skipped);
    const choice = choiceOf(options);
    const expand = options.expand && !isPartial(options);
    const record = recordOf(options, choice, skipped);
    const completion = await writer.complete({ type, expand, record });
    const compared = previous ? checkAgainst(previous, completion, choice, options) : [];
    await writer.save();
    return { ...completion, skipped, type, choice, notes: [...scopeNotes(options), ...notes, ...compared] };
  } finally {
    await writer.abort();
  }
}

/** Writes a full sync with nothing in it. @param file to make @throws C1zError if it cannot be written */
export async function emptySync(file: string, options: C1zWriterOptions): Promise<void> {
  const writer = await C1zWriter.create(file, options);
  try {
    await writer.complete({ type: 'full', expand: false });
    await writer.save();
  } finally {
    await writer.abort();
  }
}

/** What was to be read. */
function choiceOf(options: SyncOptions): Choice {
  const { mode, nouns, verbs, personalSpaces, archivedSpaces, resourcesOnly, withoutGrants } = options;
  return {
    mode,
    nouns,
    verbs,
    personalSpaces,
    archivedSpaces,
    resourceTypes: [...(options.resourceTypes ?? [])].sort(),
    resources: (options.resources ?? [])
      .map(({ resourceType, resource }) => `${resourceType}:${resource}`)
      .sort(),
    resourcesOnly: resourcesOnly ?? false,
    withoutGrants: withoutGrants ?? false,
  };
}

function recordOf(
  { site, tool, redact = (text) => text }: SyncOptions,
  choice: Choice,
  skipped: Skipped,
): Omit<SyncRecord, 'directGrants'> {
  const { unknownAccounts } = skipped;
  const missing = skipped.missing.map(({ what, why }) => ({ what, why: redact(why) }));
  return { tool, site, choice, missing, leftOut: leftOutOf(skipped), unknownAccounts };
}

/** @returns what was not compared, as sentences @throws ShrinkageError if too little has been found */
function checkAgainst(
  previous: Previous,
  { stats, directGrants: grants }: Completion,
  choice: Choice,
  { file, site, mostShrunk = 1, accepted }: SyncOptions,
): readonly string[] {
  const found = { resources: stats.resourcesByType, grants, choice };
  const { shrinkages, notCompared } = compare(previous, found, mostShrunk, accepted);
  const other = previous.site !== undefined && previous.site !== site ? previous.site : undefined;
  if (shrinkages.length > 0) {
    const before = other === undefined ? file : `${file}, a sync of ${other},`;
    throw new ShrinkageError(before, shrinkages, 'Or replace the file without any comparison, with --force.');
  }
  return [
    ...(other === undefined ? [] : [`${file} held a sync of another site, ${other}.`]),
    ...(notCompared.length === 0
      ? []
      : [
          `Not compared with the previous file, which was to hold something else: ${notCompared.join(', ')}.`,
        ]),
  ];
}

function typeOf(options: SyncOptions, { missing }: Skipped): SyncType {
  if (isPartial(options) || missing.length > 0) return 'partial';
  return options.resourcesOnly ? 'resources_only' : 'full';
}

/** What was read, beside what has gone into the file. */
interface Reading {
  readonly skipped: Skipped;
  readonly notes: readonly string[];
}

/** Adds what is read, as far as it is within the scope. */
async function readInto(objects: Objects, client: Client, options: SyncOptions): Promise<Reading> {
  const named = isPartial(options) ? new ResourceFilter(options.resources ?? [], objects) : undefined;
  const chosen = new ResourceTypeFilter(options, named ?? objects);
  chosen.addResourceTypes(resourceTypes);
  const reading =
    options.mode === 'roles'
      ? await readAssignments(client, options, chosen)
      : await readPermissions(client, options, chosen);
  named?.finish(reading.skipped.missing);
  return reading;
}

const transitionNote =
  'The site is on its way from permissions to roles (ROLES_TRANSITION): permissions that nobody has turned into a role yet are not in the file. Without --use-rbac, all permissions are.';

async function readAssignments(client: Client, options: SyncOptions, objects: Objects): Promise<Reading> {
  const wanted = { ...options, only: spacesToRead(options) };
  const { skipped, inTransition } = await readSiteRoles(client, wanted, roleSink(objects));
  return { skipped, notes: inTransition ? [transitionNote] : [] };
}

async function readPermissions(client: Client, options: SyncOptions, objects: Objects): Promise<Reading> {
  const { nouns, verbs } = options;
  const [ofNouns, ofVerbs] = [new Set<string>(nouns), new Set<string>(verbs)];
  const wanted = (verb: string, noun: string) => ofVerbs.has(verb) && ofNouns.has(noun);
  const sink = permissionSink(objects, validPairs(nouns, verbs));
  const [skipped, roles] = await Promise.all([
    readSite(client, { ...options, only: spacesToRead(options), wanted }, sink),
    rolesIfAny(client),
  ]);
  if (roles instanceof ConfluenceError) {
    const hasNone = roles.failure === 'missing';
    return { skipped, notes: hasNone ? [] : [`Space roles are not in the file: ${roles.message}`] };
  }
  objects.addResources(roles.roles.map(roleResource));
  const { unusable } = roles;
  return {
    skipped,
    notes: unusable === 0 ? [] : [`${unusable} space roles are not in the file, as they have no id.`],
  };
}

/** So often is asked for roles that the file can do without. */
const attemptsForRoles = 3;

/** Roles are in the file also if permissions are what counts. Nothing about them can fail a sync that does not need them. */
async function rolesIfAny(client: Client): Promise<Roles | ConfluenceError> {
  try {
    return await readRoles(client, attemptsForRoles);
  } catch (error) {
    if (error instanceof ConfluenceError) return error;
    throw error;
  }
}
