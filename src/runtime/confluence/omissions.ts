import type { ListEnd } from './lists.ts';
import type { Missing } from './model.ts';

/** Takes note of what a reading leaves out though it was to be read. */
export class Omissions {
  readonly #missing: Missing[] = [];
  readonly #unusable = new Map<string, number>();

  /** In the order of what is missing, as reading has none. */
  get missing(): readonly Missing[] {
    return this.#missing.toSorted((one, other) =>
      one.what < other.what ? -1 : Number(one.what > other.what),
    );
  }

  /** Rows that could not be used, by the name of their list. */
  get unusable(): ReadonlyMap<string, number> {
    return new Map([...this.#unusable].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** Something could not be read. */
  add(what: string, why: string): void {
    this.#missing.push({ what, why });
  }

  /**
   * A list has ended.
   * @param name of the list
   * @param isSource whether the site has what its rows name nowhere else, so that one that cannot be used is missing
   */
  ended(name: string, { unusable, short }: ListEnd, isSource: boolean): void {
    if (unusable > 0) {
      this.#unusable.set(name, (this.#unusable.get(name) ?? 0) + unusable);
      if (isSource) this.add(name, `${unusable} of them came without an id, and cannot be used`);
    }
    if (short) this.add(name, `Confluence says that there are ${short.total}, and gave ${short.came}`);
  }
}
