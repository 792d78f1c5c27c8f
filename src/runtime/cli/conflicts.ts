import { parseGrantId } from '../provisioning/entitlement.ts';
import { isForService } from './service.ts';
import type { SettingName, Settings } from './settings.ts';

/** What of some settings makes no sense together, or without another one: a sentence, or undefined if nothing does. */
export function conflictIn(settings: Settings): string | undefined {
  if (isInPart(settings, ['client-id', 'client-secret'])) {
    return 'Give both --client-id and --client-secret, for service mode, or neither.';
  }
  // A service makes no change of its own.
  return isForService(settings) ? undefined : changeConflict(settings);
}

function changeConflict(settings: Settings): string | undefined {
  const { 'grant-entitlement': entitlement, 'revoke-grant': grant } = settings;
  if (isInPart(settings, ['grant-entitlement', 'grant-principal', 'grant-principal-type'])) {
    return 'Give --grant-entitlement, --grant-principal and --grant-principal-type together, or none of them.';
  }
  if (grant === undefined) return undefined;
  if (entitlement !== undefined) return 'Give --grant-entitlement or --revoke-grant, not both.';
  return parseGrantId(grant)
    ? undefined
    : '--revoke-grant names no grant. Write an entitlement, the type and the id of who holds it: space:65536:read-space:user:5b10a2844c20165700ede21g.';
}

/** Whether some of these are set, and others are not. */
function isInPart(settings: Settings, names: readonly SettingName[]): boolean {
  const set = names.filter((name) => settings[name] !== undefined);
  return set.length > 0 && set.length < names.length;
}
