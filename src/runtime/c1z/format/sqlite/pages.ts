/** Bytes of each page. Larger ones make a file of large rows smaller, and the SDK's programs read any size. */
export const pageSize = 16384;

/** The page with the bytes at 1 GiB that SQLite locks files by: it is left empty. */
const lockPage = 2 ** 30 / pageSize + 1;

/** The number that a database has for a page. @param index among the pages in use, from 1 */
export function pageNumber(index: number): number {
  return index < lockPage ? index : index + 1;
}

/** Bytes that are handed on at a time. */
const chunkSize = 1024 * 1024;

/** The pages of a database, one after the other. They are handed on in chunks. */
export class Pages {
  #count: number;
  #used = 0;
  #chunk = Buffer.allocUnsafeSlow(chunkSize + 4 * pageSize);
  #spare = Buffer.allocUnsafeSlow(chunkSize + 4 * pageSize);

  /** @param before how many pages there are before these */
  constructor(before: number) {
    this.#count = before;
  }

  /** How many pages are in use so far, those before these included. */
  get count(): number {
    return this.#count;
  }

  /** Whether it is time for a pause, to `take` what there is. */
  get full(): boolean {
    return this.#used >= chunkSize;
  }

  /** Adds a copy of a page. @returns its index, see pageNumber */
  append(page: Uint8Array): number {
    this.#count++;
    if (this.#count === lockPage) this.#put(empty);
    this.#put(page);
    return this.#count;
  }

  /** The pages since the last call. They are overwritten after the next call. */
  take(): Uint8Array {
    const taken = this.#chunk.subarray(0, this.#used);
    [this.#chunk, this.#spare] = [this.#spare, this.#chunk];
    this.#used = 0;
    return taken;
  }

  #put(page: Uint8Array): void {
    // A row may take any number of pages.
    if (this.#used === this.#chunk.length) this.#chunk = Buffer.concat([this.#chunk], 2 * this.#used);
    this.#chunk.set(page, this.#used);
    this.#used += pageSize;
  }
}

const empty = Buffer.alloc(pageSize);
