import { join } from 'node:path';
import { nouns, verbs } from '../../../src/config/vocabulary.ts';
import { type ConnectOptions, connect } from '../../../src/runtime/confluence/connect.ts';
import { type SyncOptions, type SyncResult, sync } from '../../../src/runtime/sync/sync.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { temporaryFolder } from '../../support/files.ts';

/** What is synced by default. */
export const defaults: Omit<SyncOptions, 'file'> = {
  site: 'acme.atlassian.net',
  tool: 'confluence-sync test',
  mode: 'permissions',
  nouns,
  verbs,
  personalSpaces: true,
  archivedSpaces: true,
  expand: true,
};

/** Whether a permission is of these nouns and verbs. */
export function wantedOf(chosenNouns: readonly string[], chosenVerbs: readonly string[]) {
  return (verb: string, noun: string): boolean => chosenVerbs.includes(verb) && chosenNouns.includes(noun);
}

/** Syncs a simulator's site, by default all of it. */
export function syncFrom(
  { url, auth }: Simulator,
  options: Partial<SyncOptions> & Pick<SyncOptions, 'file'>,
  connectOptions: ConnectOptions = {},
): Promise<SyncResult> {
  const { username, token: apiKey } = auth;
  const { signal } = options;
  const client = connect({ domainUrl: url, username, apiKey }, { signal, ...connectOptions });
  return sync(client, { ...defaults, ...options });
}

/** A site that nobody has synced, its running simulator, and where its file is to be, alone in a folder. */
export async function freshSite() {
  const site = generateSite();
  const folder = await temporaryFolder();
  return { site, simulator: await Simulator.start({ site }), folder, file: join(folder, 'sync.c1z') };
}
