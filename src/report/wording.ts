import type { ReachedAccess, Way } from '../access/reach.ts';
import type { AccessReport, Space } from '../access/report.ts';
import { grouped } from '../text/count.ts';

/** How somebody has come by a permission, e.g. `directly, through admins, managers as Manager`. */
export function waysText({ groups, entitlements }: AccessReport, ways: readonly Way[]): string {
  const asRole = ({ entitlement }: Way) => {
    const role = entitlements[entitlement];
    return role?.isRole ? ` as ${role.name}` : '';
  };
  const direct = ways.filter(({ group }) => group === undefined).map((way) => `directly${asRole(way)}`);
  const through = ways.flatMap((way) => {
    const group = way.group === undefined ? undefined : groups[way.group];
    return group ? [`${group.name}${asRole(way)}`] : [];
  });
  return [...direct, ...(through.length > 0 ? [`through ${through.join(', ')}`] : [])].join(', ');
}

/** Permissions that somebody has come by in the same way, by that way. */
export function byWays(
  report: AccessReport,
  { ways }: ReachedAccess,
  isWanted: (permission: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const names = [...ways]
    .sort(([a], [b]) => a - b)
    .map(([number, how]) => [nameOf(report, number), how] as const);
  const wanted = names.filter(([name]) => isWanted(name));
  const grouped = Map.groupBy(wanted, ([, how]) => waysText(report, how));
  return new Map(Array.from(grouped, ([how, those]) => [how, those.map(([name]) => name)]));
}

/** A count, e.g. `1,204`; a question mark where it is not known. */
export function countOrUnknown(count: number | undefined): string {
  return count === undefined ? '?' : grouped(count);
}

/** What stands for a count, and for people, if the sync was not to read them. */
export const notSynced = 'not synced';

/** What stands for what the file does not say, as the vendor's do not. */
export const notRecorded = 'not recorded';

/** A count, or that it is not known because the sync was not to read what is counted. */
export function countText(count: number | undefined): string {
  return count === undefined ? notSynced : grouped(count);
}

/** Those whom a space lets in who are neither an account nor a group, and what they may do or which roles they have. */
export function openTo({ anonymousAccess, accessClasses = {} }: Omit<Space, 'held'>): readonly {
  readonly who: string;
  readonly may: readonly string[];
}[] {
  return [
    ...(anonymousAccess ? [{ who: anybody, may: anonymousAccess }] : []),
    ...Object.entries(accessClasses).map(([name, may]) => ({ who: className(name), may })),
  ];
}

/** Those who need no account. */
export const anybody = 'anybody on the internet';

/** @param name e.g. `all-licensed-users` */
export function className(name: string): string {
  // Where permissions were read, those given to a role are its holders'.
  return name === 'role' ? 'holders of space roles' : name.replaceAll('-', ' ');
}

function nameOf({ permissions }: AccessReport, permission: number): string {
  return permissions[permission] ?? '';
}
