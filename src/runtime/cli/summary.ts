import { counted, grouped } from '../../text/count.ts';
import type { Skipped } from '../confluence/model.ts';
import type { RequestStats } from '../confluence/retrying-client.ts';
import { resourceTypes } from '../sync/objects.ts';
import { leftOutOf } from '../sync/skipped.ts';
import type { SyncResult } from '../sync/sync.ts';

/** A sync that came to its end, and what it took. */
export interface Summary {
  readonly file: string;
  readonly result: SyncResult;
  readonly cost: RequestStats;
  /** In milliseconds. */
  readonly elapsed: number;
}

/** As fields of a log line. */
export function summaryFields({ file, result, cost, elapsed }: Summary): Readonly<Record<string, unknown>> {
  const { stats, expansion, skipped, type } = result;
  return {
    file,
    sync_type: type,
    seconds: seconds(elapsed),
    resources: stats.resourcesByType,
    entitlements: stats.entitlements,
    grants: stats.grants,
    expanded_grants: expansion?.added ?? 0,
    requests: cost.requests,
    retries: cost.retries,
    rate_limit_wait_seconds: seconds(cost.waited),
    concurrent_requests: cost.peak,
    skipped: {
      bots: skipped.bots,
      customers: skipped.customers,
      other_accounts: skipped.otherAccounts,
      unknown_accounts: bounded(skipped.unknownAccounts),
      personal_spaces: skipped.personalSpaces,
      archived_spaces: skipped.archivedSpaces,
      anonymous: skipped.anonymous,
      access_classes: [...skipped.accessClasses].map(([name, held]) => ({ class: name, ...held })),
      unwanted: skipped.unwanted,
      dangling: skipped.dangling,
      gone_groups: bounded(skipped.goneGroups),
      unusable_rows: bounded([...skipped.unusable].map(([list, rows]) => ({ list, rows }))),
      missing: bounded(skipped.missing),
      search_capped: skipped.searchCapped,
    },
  };
}

/** How much of a list goes into a line of the log; the file has all of it. */
const mostInLog = 100;

function bounded<Item>(items: readonly Item[]): object {
  return { count: items.length, first: items.slice(0, mostInLog) };
}

/** As lines for people. */
export function summaryLines({ file, result, cost, elapsed }: Summary): readonly string[] {
  const { stats, expansion, skipped, type } = result;
  const partial = type === 'partial' ? ' (partial)' : '';
  const resources = resourceTypes
    .map(({ id, displayName }) => counted(stats.resourcesByType[id] ?? 0, displayName.toLowerCase()))
    .filter((text) => !text.startsWith('0 '));
  const through = expansion ? `, ${grouped(expansion.added)} of them through groups` : '';
  const repeated = cost.retries > 0 ? `, ${grouped(cost.retries)} of them repeated` : '';
  const waited =
    cost.waited > 0 ? `, ${seconds(cost.waited)} s of it waiting for Confluence's rate limit` : '';
  return [
    `${file}${partial}: ${[...resources, counted(stats.entitlements, 'entitlement'), counted(stats.grants, 'grant')].join(', ')}${through}.`,
    `${counted(cost.requests, 'request')}${repeated}, up to ${cost.peak} side by side, in ${seconds(elapsed)} s${waited}.`,
    ...leftOut(skipped),
    ...unknownLines(skipped),
    ...warningsOf(result),
  ];
}

function leftOut(skipped: Skipped): readonly string[] {
  const lines = leftOutOf(skipped).map(({ what, count }) => `  ${what}: ${grouped(count)}`);
  return lines.length > 0 ? ['Left out:', ...lines] : [];
}

/** So many things of a kind are named; the file has all of them. */
const mostNamed = 10;

/** What may be missing, and what else is worth knowing, as lines. */
export function warningsOf({ skipped, notes }: Pick<SyncResult, 'skipped' | 'notes'>): readonly string[] {
  const capped =
    'Confluence’s search ended at 10,000 accounts. Whoever is in no group and holds no permission may be missing.';
  return [...notes, ...(skipped.searchCapped ? [capped] : []), ...missingLines(skipped)];
}

/** Who is in the file without being known, and who is not although somebody names them, as lines. */
function unknownLines({ unknownAccounts, goneGroups }: Skipped): readonly string[] {
  const accounts = counted(unknownAccounts.length, 'account');
  return [
    ...(unknownAccounts.length > 0
      ? [
          `Confluence does not say what ${accounts} ${unknownAccounts.length === 1 ? 'is' : 'are'}, or in which state; the file has them with an unspecified state: ${named(unknownAccounts)}.`,
        ]
      : []),
    ...(goneGroups.length > 0
      ? [`Groups that hold something but do not exist were left out: ${named(goneGroups)}.`]
      : []),
  ];
}

/** What could not be read, as lines. */
export function missingLines({ missing }: Skipped): readonly string[] {
  const lines = missing.slice(0, mostNamed).map(({ what, why }) => `Could not be read: ${what}: ${why}`);
  const more = missing.length - lines.length;
  return more > 0 ? [...lines, `Could not be read: ${grouped(more)} more`] : lines;
}

function named(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${grouped(more)} more` : ''}`;
}

/** To a tenth. */
function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
