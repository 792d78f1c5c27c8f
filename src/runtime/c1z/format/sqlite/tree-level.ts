import { type Pages, pageNumber, pageSize } from './pages.ts';

/** A page, and the key that divides it from the next one. */
export interface LevelEntry {
  /** Its index among the pages in use. */
  readonly child: number;
  /** Of a table a rowid, of an index a record, as stored. */
  readonly key: Uint8Array;
}

/** Bytes of the header of a page with children. */
const header = 12;

/** The first byte of a page with children. */
const kinds = { table: 5, index: 2 } as const;

/** The pages of a B-tree that are so and so far above its leaves. */
export class Level {
  readonly #pages: Pages;
  readonly #kind: 'table' | 'index';
  readonly #page = Buffer.alloc(pageSize);
  #cells = 0;
  #content = pageSize;
  #last: LevelEntry | undefined;

  constructor(pages: Pages, kind: 'table' | 'index') {
    this.#pages = pages;
    this.#kind = kind;
  }

  /** Adds a page from below. @returns what goes to the level above, if a page of this one is complete */
  add(entry: LevelEntry): LevelEntry | undefined {
    const size = 4 + entry.key.length;
    const isFull = header + 2 * (this.#cells + 1) + size > this.#content;
    const above = isFull ? this.#nextPage() : undefined;
    this.#content -= size;
    this.#page.writeUInt16BE(this.#content, header + 2 * this.#cells);
    this.#page.writeUInt32BE(pageNumber(entry.child), this.#content);
    this.#page.set(entry.key, this.#content + 4);
    this.#cells++;
    this.#last = entry;
    return above;
  }

  /** Ends the level. @param child the last page below @returns its last page */
  end(child: number): number {
    return this.#emit(child);
  }

  /** Completes a page, whose last entry becomes its last child and the key that divides it from the next page. */
  #nextPage(): LevelEntry {
    const { child, key } = this.#last as LevelEntry;
    this.#content += 4 + key.length;
    this.#cells--;
    return { child: this.#emit(child), key };
  }

  #emit(lastChild: number): number {
    const page = this.#page;
    page[0] = kinds[this.#kind];
    page.writeUInt16BE(this.#cells, 3);
    page.writeUInt16BE(this.#content, 5);
    page.writeUInt32BE(pageNumber(lastChild), 8);
    page.fill(0, header + 2 * this.#cells, this.#content);
    this.#cells = 0;
    this.#content = pageSize;
    return this.#pages.append(page);
  }
}
