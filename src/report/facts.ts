import type { AccessReport, SyncFacts } from '../access/report.ts';
import type { Totals } from '../access/totals.ts';
import { counted, grouped } from '../text/count.ts';
import { notRecorded, notSynced } from './wording.ts';

/** So many of what is missing are named. */
const most = 10;

/** What kind of sync a report has come from, e.g. `full sync`, and whether roles were read. */
export function kindOf({ type, record }: SyncFacts): string {
  return `${type.replaceAll('_', ' ')} sync${record?.mode === 'roles' ? ' with space roles' : ''}`;
}

/** A time as people read it, e.g. `2026-01-02 03:04 UTC`. */
function timeText(endedAt: string): string {
  return `${endedAt.slice(0, 16).replace('T', ' ')} UTC`;
}

/** What the head says of where a report has come from, as pairs of a word and what it stands for. */
export function factsOf({ sync, since }: AccessReport): readonly (readonly [string, string])[] {
  const { record, endedAt } = sync;
  const choice = record && (record.narrowings.length > 0 ? record.narrowings.join('; ') : 'everything');
  const leftOut = record?.leftOut.map(({ what, count }) => `${grouped(count)} ${what}`).join(', ');
  return [
    ['Site', record?.site ?? notRecorded],
    ['Read', `${timeText(endedAt)}, by a ${kindOf(sync)}`],
    ['Choice', choice ?? notRecorded],
    ['By', record?.tool ?? notRecorded],
    ['Left out', leftOut === undefined ? notRecorded : leftOut || 'nothing'],
    ...(since
      ? [['Compared with', `a ${kindOf(since.sync)} of ${timeText(since.sync.endedAt)}`] as const]
      : []),
  ];
}

/** What no sync reads, so that nobody takes it for part of the review. */
export const notRead =
  'Not read, and not in this report: restrictions of single pages, when somebody was last active, who may use or ' +
  'administer Confluence as a whole, and whose token the sync used.';

/** What is unknown, each a sentence or more. */
export function notesOf({ sync: { record } }: AccessReport): readonly string[] {
  if (!record) return ['This file does not say what its sync was to read.'];
  const unknown = record.unknownAccounts.length;
  return unknown > 0
    ? [`Confluence says nothing of ${counted(unknown, 'account')}, such as whether they are enabled.`]
    : [];
}

/** Whether the sync was not to read everything: then less is in the report than on the site. */
export function isOfChoice({ sync: { record } }: AccessReport): boolean {
  return record !== undefined && record.narrowings.length > 0;
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

/** How much there is of everything, in one line. */
export function sizesOf(totals: Totals): string {
  const { spaces, personal, people, groups, memberships, grants, permissions } = totals;
  const of = (count: number | undefined, one: string, many = `${one}s`) =>
    count === undefined ? `${many} ${notSynced}` : counted(count, one, many);
  const ofThem = personal?.spaces === undefined ? '' : `, ${grouped(personal.spaces)} of them personal`;
  return (
    `${of(spaces, 'space')}${ofThem}; ${of(people, 'person', 'people')}; ` +
    `${of(groups, 'group')} with ${of(memberships, 'membership')}; ` +
    `${of(grants, 'grant')}, which come to ${of(permissions, 'permission')} of people. ` +
    'Access of people is counted once, however many groups it comes through; whoever a space is open to is not counted.'
  );
}
