import type { AccessReport, SyncFacts } from '../access/report.ts';
import type { Totals } from '../access/totals.ts';
import { counted, grouped } from '../text/count.ts';
import { anybody, className } from './wording.ts';

/** So many of what is missing are named. */
const most = 10;

/** What kind of sync a report has come from, e.g. `full sync`; if it was not to read everything, `of a choice`. */
export function kindOf({ type, record }: SyncFacts): string {
  const choice = record && record.narrowings.length > 0 ? ' of a choice' : '';
  return `${type.replaceAll('_', ' ')} sync${choice}${record?.mode === 'roles' ? ' with space roles' : ''}`;
}

/** What the sync was to read, what it has left out, and what is unknown: each a sentence or more. */
export function notesOf({ sync: { record } }: AccessReport): readonly string[] {
  if (!record) return ['This file does not say what its sync was to read.'];
  const leftOut = record.leftOut.map(({ what, count }) => `${grouped(count)} ${what}`);
  const unknown = record.unknownAccounts.length;
  return [
    ...(leftOut.length > 0 ? [`Left out: ${leftOut.join(', ')}.`] : []),
    ...(unknown > 0
      ? [`Confluence says nothing of ${counted(unknown, 'account')}, such as whether they are enabled.`]
      : []),
  ];
}

/** What the sync was not to read; undefined if it was to read everything, or the file does not say. */
export function choiceOf({ sync: { record } }: AccessReport): string | undefined {
  if (!record || record.narrowings.length === 0) return undefined;
  return `Its choice: ${record.narrowings.join('; ')}. What was not chosen is not in this report, and not counted.`;
}

/** Whether people are missing who hold something through a group. */
export function lacksMembers({ synced, spaces }: AccessReport): boolean {
  const hold = spaces.some(({ held }) => held.some(({ groups }) => groups.length > 0));
  return synced.access && (!synced.groups || (!synced.memberships && hold));
}

/** What was to be read and could not be, and why; of a long list the first, and how many more there are. */
export function missingOf({ sync: { record } }: AccessReport): readonly string[] {
  const lines = (record?.missing ?? []).map(({ what, why }) => `${what}: ${why}`);
  const more = lines.length - most;
  return more > 0
    ? [...lines.slice(0, most), `and ${counted(more, 'more', 'more')}; the JSON export has all`]
    : lines;
}

/** How many spaces let those in who are neither an account nor a group; undefined if none does, or it is not known. */
export function openAccessOf({ open }: Totals): string | undefined {
  if (!open) return undefined;
  const to = [
    ...(open.anonymous > 0 ? [[anybody, open.anonymous] as const] : []),
    ...Object.entries(open.classes).map(([name, count]) => [className(name), count] as const),
  ].map(([who, count]) => `${counted(count, 'space')} to ${who}`);
  return to.length > 0 ? `Open: ${to.join(', ')}. They are not in the counts of people.` : undefined;
}
