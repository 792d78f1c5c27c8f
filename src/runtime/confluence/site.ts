import type { Client } from './client.ts';
import { Diagnosis } from './diagnosis.ts';
import { Directory } from './directory.ts';
import type { DirectorySink, Missing, Principal, RoleSink, Sink, Skipped } from './model.ts';
import { Omissions } from './omissions.ts';
import { permissionsOf } from './permissions.ts';
import { readRoles, roleAssignmentsOf } from './roles.ts';
import { ScopedClient } from './scoped-client.ts';
import { listSpaces, type SpaceContext, type SpaceOptions, SpaceReader } from './spaces.ts';

/** What of a site to read. */
export interface ReadOptions extends SpaceOptions {
  /** Whether permissions of a verb and a noun are wanted. */
  readonly wanted: (verb: string, noun: string) => boolean;
}

/**
 * Reads who can do what in a site, and hands on first all people and groups, then each space's permissions, so that
 * every principal is known before what it holds. What cannot be read of single groups, spaces and accounts is left out,
 * and named. Once it has failed, nothing more is handed on.
 *
 * @param client one that has logged in: to nobody in particular, some sites show what is public, as if it were all
 * @throws ConfluenceError if a list of the whole site cannot be read; what was handed on is of no use then
 */
export async function readSite(client: Client, options: ReadOptions, sink: Sink): Promise<Skipped> {
  return ScopedClient.during(client, async (gate) => {
    const context = contextOf(gate, sink);
    const spaces = new SpaceReader(
      context,
      (space) => permissionsOf(gate, space, options.wanted),
      (space, permissions, open) => sink.space(space, permissions, open),
    );
    return read(gate, options, context, spaces);
  });
}

/** What reading roles has come to. */
interface RoleReading {
  readonly skipped: Skipped;
  /** Whether the site is still on its way from permissions to roles. */
  readonly inTransition: boolean;
}

/**
 * As readSite, with the roles that principals have in each space instead of permissions.
 *
 * @throws ConfluenceError also if the site has no roles, and says what to do
 */
export async function readSiteRoles(
  client: Client,
  options: SpaceOptions,
  sink: RoleSink,
): Promise<RoleReading> {
  return ScopedClient.during(client, async (gate) => {
    const context = contextOf(gate, sink);
    const { roles, list, mode, ...end } = await readRoles(gate).catch(async (error) => {
      throw await context.diagnosis.ofOne(error);
    });
    context.omissions.ended(list, end, true);
    sink.roles(roles);
    const known = new Set(roles.map(({ id }) => id));
    let ofNoRole = 0;
    const spaces = new SpaceReader(
      context,
      (space) => roleAssignmentsOf(gate, space),
      (space, assignments, open) => {
        const ofRoles = assignments.filter(({ roleId }) => known.has(roleId));
        ofNoRole += assignments.length - ofRoles.length;
        sink.space(space, ofRoles, open);
      },
    );
    const skipped = await read(gate, options, context, spaces);
    return {
      skipped: { ...skipped, dangling: skipped.dangling + ofNoRole },
      inTransition: mode === 'ROLES_TRANSITION',
    };
  });
}

function contextOf(client: Client, sink: DirectorySink): SpaceContext {
  const diagnosis = new Diagnosis(client);
  const omissions = new Omissions();
  return { diagnosis, omissions, directory: new Directory(client, sink, diagnosis, omissions) };
}

async function read<Held extends { readonly principal: Principal }>(
  client: Client,
  options: SpaceOptions,
  { directory, diagnosis, omissions }: SpaceContext,
  reader: SpaceReader<Held>,
): Promise<Skipped> {
  const directoryRead = directory.read();
  const readSpaces = async () => {
    const { spaces, ...unwanted } = await listSpaces(client, options, omissions);
    await reader.read(spaces, directoryRead);
    return unwanted;
  };
  try {
    const [unwantedSpaces] = await Promise.all([readSpaces(), directoryRead]);
    const { people, searchCapped, goneGroups } = directory;
    return {
      ...reader.skipped,
      ...unwantedSpaces,
      bots: people.count('bot'),
      customers: people.count('customer'),
      otherAccounts: people.count('other'),
      goneGroups,
      unknownAccounts: [...people.unknown].sort(),
      unusable: omissions.unusable,
      missing: [...omissions.missing, ...failedLookUps(people.failed)],
      searchCapped,
    };
  } catch (error) {
    throw await diagnosis.ofOne(error);
  }
}

/** Accounts that could not be looked up are handed on, but as ones that nothing is known of. */
function failedLookUps(failed: Directory['people']['failed']): readonly Missing[] {
  return [...failed]
    .map(([id, { message }]) => ({ what: `the account with the id ${id}`, why: message }))
    .sort((one, other) => (one.what < other.what ? -1 : 1));
}
