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

/**
 * The pages of a database, one after the other. They are laid out twice: the first time they are only counted, as the
 * first page must say where everything else is; the second time they are handed on in chunks.
 */
export class Pages {
  /** Whether pages have no content yet: they are only counted. */
  readonly measuring: boolean;
  #count = 0;
  #used = 0;
  #chunk: Buffer;
  #spare: Buffer;

  constructor({ measuring }: { readonly measuring: boolean }) {
    this.measuring = measuring;
    const size = measuring ? 0 : chunkSize + 4 * pageSize;
    this.#chunk = Buffer.allocUnsafeSlow(size);
    this.#spare = Buffer.allocUnsafeSlow(size);
  }

  /** How many pages are in use so far. */
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
    if (!this.measuring) {
      // A row may take any number of pages.
      if (this.#used === this.#chunk.length) this.#chunk = Buffer.concat([this.#chunk], 2 * this.#used);
      this.#chunk.set(page, this.#used);
    }
    this.#used += pageSize;
  }
}

const empty = Buffer.alloc(pageSize);
