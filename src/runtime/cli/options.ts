import { nouns, verbs } from '../../config/vocabulary.ts';
import { redacted, type Sensitive } from '../../text/sensitive.ts';
import { siteUrl } from '../confluence/address.ts';
import type { ConnectOptions } from '../confluence/connect.ts';
import { type Login, logIn } from '../confluence/login.ts';
import type { SyncOptions } from '../sync/sync.ts';
import type { Credentials } from './credentials.ts';
import type { Settings } from './settings.ts';

/** So many requests run side by side where nothing else is set. */
const usualRequests = 16;

/** Logs in to Confluence, as the credentials are by now. @throws ConfluenceError */
export function logInWith(
  credentials: Credentials,
  signal: AbortSignal,
  options: Pick<ConnectOptions, 'observer' | 'environment' | 'dispatcher' | 'deadline'> = {},
): Promise<Login> {
  const settings = credentials.latest();
  return logIn(
    {
      domainUrl: settings['domain-url'],
      ...ownerOf(settings),
      cloudId: settings['cloud-id'],
      gateway: settings['gateway-url'],
    },
    {
      ceiling: settings.workers > 0 ? settings.workers : usualRequests,
      timeout: settings['http-timeout-seconds'] * 1000,
      longestWait: settings['max-wait'],
      signal,
      renew: () => ownerOf(credentials.latest()),
      ...options,
    },
  );
}

function ownerOf({ username, 'api-key': apiKey }: Settings) {
  return { username, apiKey };
}

/** What to sync, and into which file. @param version of this program @param hidden what no message holds */
export function syncOptionsOf(settings: Settings, version: string, hidden: Sensitive): SyncOptions {
  const types = settings['sync-resource-types'];
  const resources = settings['sync-resources'];
  return {
    file: settings.file,
    site: new URL(siteUrl(settings['domain-url'])).host,
    tool: `confluence-sync ${version}`,
    mode: settings['use-rbac'] ? 'roles' : 'permissions',
    nouns: chosen(nouns, settings.noun),
    verbs: chosen(verbs, settings.verb),
    personalSpaces: !settings['skip-personal-spaces'],
    archivedSpaces: !settings['skip-archived-spaces'],
    ...(types.length > 0 && { resourceTypes: new Set(types) }),
    ...(resources.length > 0 && { resources }),
    resourcesOnly: settings['skip-entitlements-and-grants'],
    // Of a whole site, it would look as if everybody had lost access.
    withoutGrants: settings['skip-grants'] && resources.length > 0,
    expand: !settings['skip-expand-grants'],
    ...(!settings.force && { mostShrunk: settings['max-shrink'] }),
    accepted: settings['accept-shrinkage'],
    redact: (text) => redacted(text, hidden),
  };
}

/** What of a vocabulary is chosen; nothing chosen means all of it. */
function chosen<Word extends string>(words: readonly Word[], given: readonly string[]): readonly Word[] {
  return given.length === 0 ? words : words.filter((word) => given.includes(word));
}
