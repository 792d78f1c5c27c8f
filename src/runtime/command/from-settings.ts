import { nouns, validPairs, verbs } from '../../config/vocabulary.ts';
import type { ConnectOptions } from '../confluence/connect.ts';
import { type Login, logIn } from '../confluence/login.ts';
import type { SyncOptions } from '../sync/sync.ts';
import type { Settings } from './settings.ts';

/** So many requests run side by side where nothing else is set. */
const usualRequests = 16;

/** Logs in to Confluence. @throws ConfluenceError */
export function logInWith(
  settings: Settings,
  signal: AbortSignal,
  options: Pick<ConnectOptions, 'observer' | 'dispatcher'> = {},
): Promise<Login> {
  return logIn(
    {
      domainUrl: settings['domain-url'],
      username: settings.username,
      apiKey: settings['api-key'],
      cloudId: settings['cloud-id'],
      gateway: settings['gateway-url'],
    },
    {
      ceiling: settings.workers > 0 ? settings.workers : usualRequests,
      timeout: settings['http-timeout-seconds'] * 1000,
      signal,
      ...options,
    },
  );
}

/** What to sync, and into which file. */
export function syncOptionsOf(settings: Settings): SyncOptions {
  const wantedNouns = chosen(nouns, settings.noun);
  const wantedVerbs = chosen(verbs, settings.verb);
  const types = settings['sync-resource-types'];
  const resources = settings['sync-resources'];
  return {
    file: settings.file,
    mode: settings['use-rbac'] ? 'roles' : 'permissions',
    pairs: validPairs(wantedNouns, wantedVerbs),
    wanted: (verb, noun) => includes(wantedVerbs, verb) && includes(wantedNouns, noun),
    personalSpaces: !settings['skip-personal-spaces'],
    archivedSpaces: !settings['skip-archived-spaces'],
    ...(types.length > 0 && { resourceTypes: new Set(types) }),
    ...(resources.length > 0 && { resources }),
    resourcesOnly: settings['skip-entitlements-and-grants'],
    expand: !settings['skip-expand-grants'],
    ...(!settings.force && { mostShrunk: settings['max-shrink'] }),
  };
}

/** What of a vocabulary is chosen; nothing chosen means all of it. */
function chosen<Word extends string>(words: readonly Word[], given: readonly string[]): readonly Word[] {
  return given.length === 0 ? words : words.filter((word) => given.includes(word));
}

function includes(words: readonly string[], word: string): boolean {
  return words.includes(word);
}
