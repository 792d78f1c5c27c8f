import type { Client } from 'confluence.js/core';
import { Directory } from './directory.ts';
import { Gate } from './gate.ts';
import type { Principal, RoleSink, Sink, Skipped } from './model.ts';
import { permissionsOf } from './permissions.ts';
import { readRoles, roleAssignmentsOf } from './roles.ts';
import { listSpaces, type SpaceOptions, SpaceReader } from './spaces.ts';

/** What of a site to read. */
export interface ReadOptions extends SpaceOptions {
  /** Whether permissions of a verb and a noun are wanted. */
  readonly wanted: (verb: string, noun: string) => boolean;
}

/**
 * Reads who can do what in a site, and hands on first all people and groups, then each space's permissions, so that
 * every principal is known before what it holds. Once it has failed, nothing more is handed on.
 *
 * @param client one that has logged in: to nobody in particular, some sites show what is public, as if it were all
 * @throws ConfluenceError where anything but single spaces cannot be read; what was handed on is of no use then
 */
export async function readSite(client: Client, options: ReadOptions, sink: Sink): Promise<Skipped> {
  return Gate.during(client, async (gate) => {
    const directory = new Directory(gate, sink);
    const spaces = new SpaceReader(
      directory,
      (space) => permissionsOf(gate, space, options.wanted),
      (space, permissions) => sink.space(space, permissions),
    );
    return read(gate, options, directory, spaces);
  });
}

/**
 * As readSite, with the roles that principals have in each space in place of permissions.
 *
 * @throws ConfluenceError also where the site has no roles, and says what to do
 */
export async function readSiteRoles(client: Client, options: SpaceOptions, sink: RoleSink): Promise<Skipped> {
  return Gate.during(client, async (gate) => {
    const roles = await readRoles(gate);
    sink.roles(roles);
    const known = new Set(roles.map(({ id }) => id));
    let ofNoRole = 0;
    const directory = new Directory(gate, sink);
    const spaces = new SpaceReader(
      directory,
      (space) => roleAssignmentsOf(gate, space),
      (space, assignments) => {
        const ofRoles = assignments.filter(({ roleId }) => known.has(roleId));
        ofNoRole += assignments.length - ofRoles.length;
        sink.space(space, ofRoles);
      },
    );
    const skipped = await read(gate, options, directory, spaces);
    return { ...skipped, dangling: skipped.dangling + ofNoRole };
  });
}

async function read<Held extends { readonly principal: Principal }>(
  client: Client,
  options: SpaceOptions,
  directory: Directory,
  reader: SpaceReader<Held>,
): Promise<Skipped> {
  const directoryRead = directory.read();
  const readSpaces = async () => {
    const { spaces, ...unwanted } = await listSpaces(client, options);
    await reader.read(spaces, directoryRead);
    return unwanted;
  };
  const [unwantedSpaces] = await Promise.all([readSpaces(), directoryRead]);
  const { people, searchCapped } = directory;
  return {
    ...reader.skipped,
    ...unwantedSpaces,
    bots: people.count('bot'),
    customers: people.count('customer'),
    otherAccounts: people.count('other'),
    searchCapped,
  };
}
