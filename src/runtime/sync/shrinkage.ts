import type { Stats } from '../c1z/stats.ts';
import type { Countable } from './scope.ts';

/** A count that has fallen. */
export interface Shrinkage {
  /** E.g. `users`, `grants on spaces`. */
  readonly what: string;
  readonly before: number;
  readonly now: number;
}

/** That a sync holds much less than the file that it would replace. */
export class ShrinkageError extends Error {
  override readonly name = 'ShrinkageError';
  readonly shrinkages: readonly Shrinkage[];

  /** @param path of the file that is not replaced */
  constructor(path: string, shrinkages: readonly Shrinkage[]) {
    super(
      [
        `Much less has been found than ${path} holds:`,
        ...shrinkages.map((shrinkage) => `  ${inWords(shrinkage)}`),
        "Check whether the token's owner still sees everything. If so, replace the file with --force.",
      ].join('\n'),
    );
    this.shrinkages = shrinkages;
  }
}

/** How resource types are named in the plural. */
const plurals: Readonly<Record<string, string>> = {
  user: 'users',
  group: 'groups',
  space: 'spaces',
  space_role_assignment: 'role assignments',
};

/**
 * The counts that have fallen by more than a share.
 * @param mostShrunk from 0 to 1, of what was there before
 * @param compared the counts that matter
 */
export function shrinkages(
  before: Stats,
  now: Stats,
  mostShrunk: number,
  compared: Countable,
): readonly Shrinkage[] {
  const counts = [
    ...compared.resources.map((type) => ({
      what: plurals[type] ?? type,
      before: before.resourcesByType[type] ?? 0,
      now: now.resourcesByType[type] ?? 0,
    })),
    ...compared.grants.map((type) => ({
      what: `grants on ${plurals[type] ?? type}`,
      before: before.grantsByType[type] ?? 0,
      now: now.grantsByType[type] ?? 0,
    })),
  ];
  return counts.filter((count) => shareLost(count) > mostShrunk);
}

function shareLost({ before, now }: Shrinkage): number {
  return before === 0 ? 0 : (before - now) / before;
}

const number = new Intl.NumberFormat('en-US');

function inWords(shrinkage: Shrinkage): string {
  const { what, before, now } = shrinkage;
  const percent = Math.round(shareLost(shrinkage) * 100);
  return `${what}: ${number.format(now)} instead of ${number.format(before)} (-${percent}%)`;
}
