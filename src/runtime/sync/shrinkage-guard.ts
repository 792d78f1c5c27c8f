import type { CountName } from '../../config/vocabulary.ts';
import type { Choice } from '../c1z/record.ts';
import type { Counts } from '../c1z/stats.ts';

/** What a sync has found, and what it was to read. */
export interface SyncCounts {
  readonly resources: Counts;
  /** Those that are held directly: whether members of groups have grants of their own makes no difference. */
  readonly grants: Counts;
  /** Undefined if the file does not say, such as one of the vendor's connector. */
  readonly choice: Choice | undefined;
}

/** A count that has fallen. */
export interface Shrinkage {
  /** E.g. `users`, `grants on spaces`. */
  readonly what: string;
  readonly before: number;
  readonly now: number;
}

/** A comparison of two syncs. */
export interface Comparison {
  readonly shrinkages: readonly Shrinkage[];
  /** What could not be compared, as the two were to read different things; e.g. `grants on spaces`. */
  readonly notCompared: readonly string[];
}

/** How far a count may fall, by what is counted as in the setting: e.g. `grants-on-spaces`. */
export type Accepted = ReadonlyMap<string, number>;

/** That a sync holds much less than the one before. */
export class ShrinkageError extends Error {
  override readonly name = 'ShrinkageError';
  readonly shrinkages: readonly Shrinkage[];

  /** @param before what held more, e.g. the path of a file @param remedies as sentences */
  constructor(before: string, shrinkages: readonly Shrinkage[], remedies: string) {
    super(
      [
        `Much less has been found than ${before} holds:`,
        ...shrinkages.map((shrinkage) => `  ${inWords(shrinkage)}`),
        `Check whether the token's owner still sees everything. If all is right, ${acceptance(shrinkages)}. ${remedies}`.trim(),
      ].join('\n'),
    );
    this.shrinkages = shrinkages;
  }
}

/** A count, and what must be alike in two syncs for it to be compared. */
interface Counted {
  readonly name: CountName;
  readonly type: string;
  readonly of: 'resources' | 'grants';
  /** Resource types that must be read. */
  readonly types: readonly string[];
  readonly depends: readonly (keyof Choice)[];
}

const onSpaces = ['personalSpaces', 'archivedSpaces'] as const;

/** Roles are not counted: people hold assignments of them. */
const counted: readonly Counted[] = [
  { name: 'users', type: 'user', of: 'resources', types: ['user'], depends: [] },
  { name: 'groups', type: 'group', of: 'resources', types: ['group'], depends: [] },
  { name: 'spaces', type: 'space', of: 'resources', types: ['space'], depends: onSpaces },
  {
    name: 'role-assignments',
    type: 'space_role_assignment',
    of: 'resources',
    types: ['space', 'space_role_assignment'],
    depends: ['mode', ...onSpaces],
  },
  { name: 'grants-on-groups', type: 'group', of: 'grants', types: ['group', 'user'], depends: [] },
  {
    name: 'grants-on-spaces',
    type: 'space',
    of: 'grants',
    types: ['space', 'user', 'group'],
    depends: ['mode', 'nouns', 'verbs', ...onSpaces],
  },
  {
    name: 'grants-on-role-assignments',
    type: 'space_role_assignment',
    of: 'grants',
    types: ['space', 'space_role_assignment', 'user', 'group'],
    depends: ['mode', ...onSpaces],
  },
];

/**
 * The counts that have fallen by more than a share, as far as both syncs were to read the same.
 *
 * @param mostShrunk from 0 to 1, of what was there before
 * @param accepted counts that may be as low as this all the same
 */
export function compare(
  before: SyncCounts,
  now: SyncCounts,
  mostShrunk: number,
  accepted: Accepted = new Map(),
): Comparison {
  const shrinkages: Shrinkage[] = [];
  const notCompared: string[] = [];
  for (const { name, type, of, types, depends } of counted) {
    const what = name.replaceAll('-', ' ');
    const shrinkage = { what, before: before[of][type] ?? 0, now: now[of][type] ?? 0 };
    const comparable =
      !before.choice || !now.choice || isAlike(before.choice, now.choice, { of, types, depends });
    if (!comparable) {
      if (shrinkage.before > 0) notCompared.push(what);
    } else if (shareLost(shrinkage) > mostShrunk && shrinkage.now < (accepted.get(name) ?? Infinity)) {
      shrinkages.push(shrinkage);
    }
  }
  return { shrinkages, notCompared };
}

function isAlike(
  before: Choice,
  now: Choice,
  { of, types, depends }: Pick<Counted, 'of' | 'types' | 'depends'>,
): boolean {
  const same = (key: keyof Choice) => asText(before[key]) === asText(now[key]);
  const has = ({ resourceTypes }: Choice) =>
    types.filter((type) => resourceTypes.length === 0 || resourceTypes.includes(type)).join();
  const ofGrants = of === 'resources' || (same('resourcesOnly') && same('withoutGrants'));
  return same('resources') && depends.every(same) && ofGrants && has(before) === has(now);
}

/** The order of words in a list does not matter. */
function asText(value: Choice[keyof Choice]): string {
  return typeof value === 'object' ? value.toSorted().join() : String(value);
}

function shareLost({ before, now }: Shrinkage): number {
  return before === 0 ? 0 : (before - now) / before;
}

function nameOf(what: string): string {
  return what.replaceAll(' ', '-');
}

function acceptance(shrinkages: readonly Shrinkage[]): string {
  const figures = shrinkages.map(({ what, now }) => `${nameOf(what)}=${now}`).join(',');
  return `accept these figures with --accept-shrinkage ${figures} (BATON_ACCEPT_SHRINKAGE): it holds for them, and for nothing less`;
}

const number = new Intl.NumberFormat('en-US');

function inWords(shrinkage: Shrinkage): string {
  const { what, before, now } = shrinkage;
  const percent = Math.round(shareLost(shrinkage) * 100);
  return `${what}: ${number.format(now)} instead of ${number.format(before)} (-${percent}%)`;
}
