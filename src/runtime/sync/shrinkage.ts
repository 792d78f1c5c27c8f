import type { Stats } from '../c1z/stats.ts';

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
        "Check whether the token's owner still sees everything, and whether this sync was to read less. If all is right, replace the file with --force.",
      ].join('\n'),
    );
    this.shrinkages = shrinkages;
  }
}

/** The resource types that count, in the plural. Roles don't: people hold assignments of them. */
const plurals = {
  user: 'users',
  group: 'groups',
  space: 'spaces',
  space_role_assignment: 'role assignments',
} as const;

/**
 * The counts that have fallen by more than a share. A sync that was to read less than the one before it counts as
 * well: what it leaves out would be lost with the file.
 *
 * @param mostShrunk from 0 to 1, of what was there before
 */
export function shrinkages(before: Stats, now: Stats, mostShrunk: number): readonly Shrinkage[] {
  const types = Object.entries(plurals);
  const counts = [
    ...types.map(([type, plural]) => ({
      what: plural,
      before: before.resourcesByType[type] ?? 0,
      now: now.resourcesByType[type] ?? 0,
    })),
    ...types.map(([type, plural]) => ({
      what: `grants on ${plural}`,
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
