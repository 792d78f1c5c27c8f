import { Pages, pageNumber, pageSize } from './pages.ts';
import { encodeRecord } from './record.ts';
import { Tree } from './tree.ts';

/** A table or an index to be stored. */
export interface StoredObject {
  readonly type: 'table' | 'index';
  readonly name: string;
  /** The table itself, or that of the index. */
  readonly table: string;
  /** The statement that makes it. */
  readonly sql: string;
  /** Adds its rows. Pauses whenever pages are full. */
  readonly fill: (tree: Tree, pages: Pages) => Iterable<void>;
}

/** A part that is on its pages. */
interface Stored {
  readonly part: StoredObject;
  /** The index of its root among the pages in use. */
  readonly root: number;
}

/**
 * The pages of a database with these parts: all but the first page, which is returned at the end, as it says where
 * everything else is. Each chunk may be overwritten once the one after the next is asked for.
 * @param parts each of which is asked for once the one before is stored
 */
export function* pagesOf(parts: Iterable<StoredObject>): Generator<Uint8Array, Uint8Array, void> {
  const pages = new Pages(1);
  const stored: Stored[] = [];
  for (const part of parts) {
    const tree = new Tree(pages, part.type);
    for (const _ of part.fill(tree, pages)) yield pages.take();
    stored.push({ part, root: tree.end() });
  }
  yield pages.take();
  return firstPage(stored, pageNumber(pages.count));
}

/** Page 1: how many pages there are, and where each part's root is. */
export function firstPage(stored: readonly Stored[], pageCount: number): Uint8Array {
  const pages = new Pages(0);
  const tree = new Tree(pages, 'table', fileHeader(pageCount));
  for (const [index, { part, root }] of stored.entries()) {
    tree.put(encodeRecord([part.type, part.name, part.table, pageNumber(root), part.sql]), index + 1);
  }
  tree.end();
  return pages.take();
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
