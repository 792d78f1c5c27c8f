import { Pages, pageNumber, pageSize } from './pages.ts';
import { encodeRecord } from './record.ts';
import { Tree } from './tree.ts';

/** A table or an index to be stored. */
export interface Part {
  readonly type: 'table' | 'index';
  readonly name: string;
  /** The table itself, or that of the index. */
  readonly table: string;
  /** The statement that makes it. */
  readonly sql: string;
  /** Adds its rows, twice the same ones. Pauses whenever pages are full. */
  readonly fill: (tree: Tree, pages: Pages) => Iterable<void>;
}

/** How many pages a part uses, and which of them is its root, from 1. */
export interface Extent {
  readonly pages: number;
  readonly root: number;
}

/** A part whose extent is known. */
export interface Measured {
  readonly part: Part;
  readonly extent: Extent;
}

/** Finds out how many pages a part takes. Pauses now and then, so that the caller can do something else. */
export function* measure(part: Part): Generator<void, Measured> {
  const pages = new Pages({ measuring: true });
  const tree = new Tree(pages, part.type);
  for (const _ of part.fill(tree, pages)) {
    pages.take();
    yield;
  }
  const root = tree.end();
  return { part, extent: { pages: pages.count, root } };
}

/** Bytes of a database with these parts. */
export function sizeOf(parts: readonly Measured[]): number {
  return pageNumber(parts.reduce((sum, { extent }) => sum + extent.pages, 1)) * pageSize;
}

/** The bytes of a database. Each chunk may be overwritten once the one after the next is asked for. */
export function* chunks(parts: readonly Measured[]): Generator<Uint8Array> {
  const pages = new Pages({ measuring: false });
  addSchema(parts, pages);
  for (const { part, extent } of parts) {
    const before = pages.count;
    const tree = new Tree(pages, part.type);
    for (const _ of part.fill(tree, pages)) yield pages.take();
    const root = tree.end();
    if (root - before !== extent.root || pages.count - before !== extent.pages) {
      throw new Error(`${part.name} is not as it was measured`);
    }
  }
  yield pages.take();
}

/** Adds page 1, which tells where each part's root is. */
function addSchema(parts: readonly Measured[], pages: Pages): void {
  const tree = new Tree(pages, 'table', fileHeader(sizeOf(parts) / pageSize));
  let before = 1;
  for (const [index, { part, extent }] of parts.entries()) {
    const record = encodeRecord([
      part.type,
      part.name,
      part.table,
      pageNumber(before + extent.root),
      part.sql,
    ]);
    tree.bytes.set(record, tree.add(record.length, index + 1));
    before += extent.pages;
  }
  tree.end();
}

/** The first 100 bytes. */
function fileHeader(pageCount: number): Buffer {
  const header = Buffer.alloc(100);
  header.write('SQLite format 3\0', 'latin1');
  header.writeUInt16BE(pageSize, 16);
  // No write-ahead log, no reserved bytes, and three fractions that never vary.
  header.set([1, 1, 0, 64, 32, 32], 18);
  const changes = 1;
  const libraryVersion = 3_051_000;
  for (const [at, value] of [
    [24, changes],
    [28, pageCount],
    [40, 1], // the version of the schema
    [44, 4], // the format of the schema
    [56, 1], // UTF-8
    [92, changes],
    [96, libraryVersion],
  ] as const) {
    header.writeUInt32BE(value, at);
  }
  return header;
}
