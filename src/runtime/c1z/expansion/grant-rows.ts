import type { DatabaseSync } from 'node:sqlite';
import type { RowStamp } from '../inserts.ts';
import type { Holders } from './holders.ts';
import type { Target } from './targets.ts';

/** All grants as numbers: of the entitlement, of the holder and of the row. */
export interface NumberedGrants {
  /** With the table `target`. */
  readonly database: DatabaseSync;
  readonly stamp: RowStamp;
  readonly targets: readonly Target[];
  readonly holders: Holders;
  /** Complete once the table of grants has been filled. */
  readonly rows: GrantRows;
}

/** Which rows the grants of each target have: row 1 is the first grant of the first target, by holder. */
export class GrantRows {
  /** Of each target the rows before its first one; one more is the count of all. */
  readonly before: Uint32Array;
  /** Rows that have an expansion, ascending. */
  readonly expandable: number[] = [];
  #holders = new Uint32Array(4096);

  constructor(targetCount: number) {
    this.before = new Uint32Array(targetCount + 1);
  }

  get count(): number {
    return this.before.at(-1) ?? 0;
  }

  /** The holder of each row, beginning with row 1. */
  get holders(): Uint32Array {
    return this.#holders.subarray(0, this.count);
  }

  /** The rows of a target, ascending. */
  of(target: number): Uint32Array {
    const before = this.before[target] ?? 0;
    const rows = new Uint32Array((this.before[target + 1] ?? 0) - before);
    for (let index = 0; index < rows.length; index++) rows[index] = before + index + 1;
    return rows;
  }

  /** Adds the grants of the next target. @param holders ascending */
  add(target: number, holders: Uint32Array): void {
    const before = this.before[target] ?? 0;
    const end = before + holders.length;
    if (end > this.#holders.length) {
      const larger = new Uint32Array(2 * end);
      larger.set(this.#holders.subarray(0, before));
      this.#holders = larger;
    }
    this.#holders.set(holders, before);
    this.before[target + 1] = end;
  }

  /** Counts rows. @param keys of each target */
  countBy(keys: readonly string[]): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [target, key] of keys.entries()) {
      counts[key] = (counts[key] ?? 0) + (this.before[target + 1] ?? 0) - (this.before[target] ?? 0);
    }
    return counts;
  }

  /** The rows of each holder, ascending, one holder after the other. */
  byHolder(holderCount: number): Uint32Array {
    const holders = this.holders;
    const places = new Uint32Array(holderCount + 1);
    for (const holder of holders) places[holder + 1] = (places[holder + 1] ?? 0) + 1;
    for (let holder = 0; holder < holderCount; holder++) {
      places[holder + 1] = (places[holder + 1] ?? 0) + (places[holder] ?? 0);
    }
    const rows = new Uint32Array(holders.length);
    for (let row = 0; row < holders.length; row++) {
      const holder = holders[row] ?? 0;
      const place = places[holder] ?? 0;
      rows[place] = row + 1;
      places[holder] = place + 1;
    }
    return rows;
  }
}
