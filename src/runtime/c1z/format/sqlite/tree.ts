import { type Pages, pageNumber, pageSize } from './pages.ts';
import { Level, type LevelEntry } from './tree-level.ts';
import { putVarint, varintLength } from './varint.ts';

// B-trees as https://www.sqlite.org/fileformat2.html has them, filled from left to right: every page is complete
// before the next one begins.

/** Bytes of a leaf's header. */
const header = 8;

/** The first byte of a leaf. */
const leafKinds = { table: 13, index: 10 } as const;

/** A record up to this length lies on one page; of a longer one, the rest is in a chain of pages. */
const longest = { table: pageSize - 35, index: Math.floor(((pageSize - 12) * 64) / 255) - 23 } as const;

/** At least so much of a record lies on the leaf. */
const shortest = Math.floor(((pageSize - 12) * 32) / 255) - 23;

/** Bytes of a record on one page of a chain, after the number of the next one. */
const linkSize = pageSize - 4;

/**
 * A B-tree on its way onto pages. Records come in the order of their keys, whole by `put`, or piece by piece:
 * ```
 * const at = tree.add(length, rowid);
 * … // put the record into tree.bytes, from there on
 * ```
 */
export class Tree {
  readonly #pages: Pages;
  readonly #kind: 'table' | 'index';
  readonly #leaf: Buffer;
  /** Where on the leaf its header begins: on page 1, that of the database is before it. */
  readonly #start: number;
  readonly #levels: Level[] = [];
  #bytes: Buffer;
  #cells = 0;
  /** Where the content of the leaf begins, which grows towards the front. */
  #content = pageSize;
  #lastSize = 0;
  #lastRowid = 0;
  /** Pages of the chains that follow the leaf. */
  #links: Buffer[] = [];
  /** A record for several pages, which is in `bytes` until the next one comes, and its place on the leaf. */
  #long: { readonly at: number; readonly local: number } | undefined;

  /** @param page1 the database's header, if the tree is on page 1: it has no other page then */
  constructor(pages: Pages, kind: 'table' | 'index', page1?: Uint8Array) {
    this.#pages = pages;
    this.#kind = kind;
    this.#leaf = Buffer.alloc(pageSize);
    if (page1) this.#leaf.set(page1);
    this.#start = page1?.length ?? 0;
    this.#bytes = this.#leaf;
  }

  /** Where the record goes that was added last. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Adds a record. @param rowid of a table's row, more than those before */
  put(record: Uint8Array, rowid = 0): void {
    const at = this.add(record.length, rowid);
    this.#bytes.set(record, at);
  }

  /**
   * Adds a record that is still to be put into `bytes`.
   * @param length of the record
   * @param rowid of a table's row, more than those before
   * @returns the record's place in `bytes`
   */
  add(length: number, rowid = 0): number {
    this.#settle();
    const isTable = this.#kind === 'table';
    const local = length <= longest[this.#kind] ? length : localLength(length, longest[this.#kind]);
    const isLong = local < length;
    const size = varintLength(length) + (isTable ? varintLength(rowid) : 0) + local + (isLong ? 4 : 0);
    if (this.#start + header + 2 * (this.#cells + 1) + size > this.#content) this.#nextLeaf();
    this.#content -= size;
    this.#cells++;
    this.#lastSize = size;
    this.#lastRowid = rowid;
    this.#leaf.writeUInt16BE(this.#content, this.#start + header + 2 * (this.#cells - 1));
    let at = putVarint(this.#leaf, this.#content, length);
    if (isTable) at = putVarint(this.#leaf, at, rowid);
    if (!isLong) return at;
    this.#long = { at, local };
    this.#bytes = Buffer.alloc(length);
    return 0;
  }

  /** Ends the tree. @returns the index of its root among the pages in use */
  end(): number {
    this.#settle();
    let child = this.#emit();
    for (const level of this.#levels) child = level.end(child);
    return child;
  }

  /** Divides a record for several pages. */
  #settle(): void {
    if (!this.#long) return;
    const { at, local } = this.#long;
    const record = this.#bytes;
    record.copy(this.#leaf, at, 0, local);
    // The leaf itself comes before its chains.
    const next = () => pageNumber(this.#pages.count + 2 + this.#links.length);
    this.#leaf.writeUInt32BE(next(), at + local);
    for (let done = local; done < record.length; done += linkSize) {
      const link = Buffer.alloc(pageSize);
      record.copy(link, 4, done, done + linkSize);
      this.#links.push(link);
      if (done + linkSize < record.length) link.writeUInt32BE(next());
    }
    this.#long = undefined;
    this.#bytes = this.#leaf;
  }

  #nextLeaf(): void {
    if (this.#start > 0) throw new RangeError('page 1 is full');
    const key = this.#divider();
    let entry: LevelEntry | undefined = { child: this.#emit(), key };
    for (let depth = 0; entry; depth++) {
      this.#levels[depth] ??= new Level(this.#pages, this.#kind);
      entry = this.#levels[depth]?.add(entry);
    }
  }

  /** What divides the leaf from the next one: of a table its last rowid, of an index its last record, which leaves it. */
  #divider(): Uint8Array {
    if (this.#kind === 'table') {
      const key = Buffer.alloc(varintLength(this.#lastRowid));
      putVarint(key, 0, this.#lastRowid);
      return key;
    }
    const key = Buffer.from(this.#leaf.subarray(this.#content, this.#content + this.#lastSize));
    this.#content += this.#lastSize;
    this.#cells--;
    return key;
  }

  /** @returns the index of the leaf */
  #emit(): number {
    const leaf = this.#leaf;
    const start = this.#start;
    leaf[start] = leafKinds[this.#kind];
    leaf.writeUInt16BE(this.#cells, start + 3);
    leaf.writeUInt16BE(this.#content, start + 5);
    leaf.fill(0, start + header + 2 * this.#cells, this.#content);
    const index = this.#pages.append(leaf);
    for (const link of this.#links) this.#pages.append(link);
    this.#links = [];
    this.#cells = 0;
    this.#content = pageSize;
    return index;
  }
}

function localLength(length: number, most: number): number {
  const local = shortest + ((length - shortest) % linkSize);
  return local <= most ? local : shortest;
}
