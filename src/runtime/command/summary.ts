import type { Cost } from '../confluence/patience.ts';
import { resourceTypes } from '../sync/objects.ts';
import type { SyncResult } from '../sync/sync.ts';

/** A sync that came to its end, and what it took. */
export interface Summary {
  readonly file: string;
  readonly result: SyncResult;
  readonly cost: Cost;
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
      personal_spaces: skipped.personalSpaces,
      archived_spaces: skipped.archivedSpaces,
      anonymous: skipped.anonymous,
      access_classes: [...skipped.accessClasses].map(([name, held]) => ({ class: name, ...held })),
      unwanted: skipped.unwanted,
      dangling: skipped.dangling,
      spaces: [...skipped.spaces].map(([space, why]) => ({ space, why })),
      search_capped: skipped.searchCapped,
    },
  };
}

/** As lines for people. */
export function summaryLines({ file, result, cost, elapsed }: Summary): readonly string[] {
  const { stats, expansion, skipped, type } = result;
  const partial = type === 'partial' ? ' (partial)' : '';
  const resources = resourceTypes
    .map(({ id, displayName }) => counted(stats.resourcesByType[id] ?? 0, displayName.toLowerCase()))
    .filter((text) => !text.startsWith('0 '));
  const through = expansion ? `, ${number(expansion.added)} of them through groups` : '';
  const repeated = cost.retries > 0 ? `, ${number(cost.retries)} of them repeated` : '';
  const waited =
    cost.waited > 0 ? `, ${seconds(cost.waited)} s of it waiting for Confluence's rate limit` : '';
  return [
    `${file}${partial}: ${[...resources, counted(stats.entitlements, 'entitlement'), counted(stats.grants, 'grant')].join(', ')}${through}.`,
    `${counted(cost.requests, 'request')}${repeated}, up to ${cost.peak} side by side, in ${seconds(elapsed)} s${waited}.`,
    ...leftOut(skipped),
    ...warningsOf(skipped),
  ];
}

type Skipped = Summary['result']['skipped'];

function leftOut(skipped: Skipped): readonly string[] {
  const { anonymous, accessClasses } = skipped;
  const reasons: readonly (readonly [number, string, string?])[] = [
    [skipped.bots, 'account of an app', 'accounts of apps'],
    [skipped.customers, 'account of a service desk’s customer', 'accounts of service desks’ customers'],
    [skipped.otherAccounts, 'account of an unknown kind', 'accounts of unknown kinds'],
    [skipped.personalSpaces, 'personal space'],
    [skipped.archivedSpaces, 'archived space'],
    [skipped.unwanted, 'permission of other nouns and verbs', 'permissions of other nouns and verbs'],
    [
      skipped.dangling,
      'grant to an app or to an account that is gone',
      'grants to apps or to accounts that are gone',
    ],
  ];
  const lines = reasons
    .filter(([count]) => count > 0)
    .map(([count, singular, plural]) => `  ${counted(count, singular, plural)}`);
  const classes = [...accessClasses].map(
    ([name, { permissions, spaces }]) =>
      `  ${counted(permissions, 'grant')} to ${name === 'role' ? 'space roles (see --use-rbac)' : `a class of people, ${name}`}, in ${counted(spaces, 'space')}`,
  );
  const open =
    anonymous.permissions > 0
      ? [
          `  ${counted(anonymous.permissions, 'grant')} to anybody without an account, in ${counted(anonymous.spaces, 'space')}`,
        ]
      : [];
  const all = [...lines, ...classes, ...open];
  return all.length > 0 ? ['Left out:', ...all] : [];
}

/** What may be missing, as lines. */
export function warningsOf({ spaces, searchCapped }: Skipped): readonly string[] {
  const capped =
    'Confluence’s search ended at 10,000 accounts. Whoever is in no group and holds no permission may be missing.';
  return [
    ...(searchCapped ? [capped] : []),
    ...[...spaces].map(([key, why]) => `Space ${key} could not be read: ${why}`),
  ];
}

/** @param plural @default with an s */
function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${number(count)} ${count === 1 ? singular : plural}`;
}

function number(count: number): string {
  return count.toLocaleString('en-US');
}

/** To a tenth. */
function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
