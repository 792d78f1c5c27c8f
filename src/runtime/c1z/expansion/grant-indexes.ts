import type { Pages } from '../format/sqlite/pages.ts';
import { integerLength, integerType, putInteger, textType } from '../format/sqlite/record.ts';
import type { Tree } from '../format/sqlite/tree.ts';
import { putVarint, varintLength } from '../format/sqlite/varint.ts';
import type { NumberedGrants } from './grant-rows.ts';
import { copy, type Holders } from './holders.ts';
import { type Target, targetsBy } from './targets.ts';

type Fill = (from: NumberedGrants, tree: Tree, pages: Pages) => Generator<void>;

/** Fill the indexes of grants, by their columns. */
export const grantIndexFills: ReadonlyMap<string, Fill> = new Map<string, Fill>([
  ['resource_type_id, resource_id', byResource],
  ['principal_resource_type_id, principal_resource_id', byHolder],
  ['entitlement_id, principal_resource_type_id, principal_resource_id', byEntitlementAndHolder],
  ['external_id, sync_id', byId],
  ['entitlement_id, sync_id, id', byEntitlement],
  // Only expandable grants are in these.
  ['sync_id', byExpansion],
]);

function* byResource({ database, targets, rows }: NumberedGrants, tree: Tree, pages: Pages): Generator<void> {
  for (const number of targetsBy(database, 'resource_type, resource, number')) {
    const { resourceType, resource } = targets[number] as Target;
    yield* addRows(tree, pages, new Texts(resourceType, resource), rows.of(number), 1);
  }
}

function* byEntitlement({ targets, rows, stamp }: NumberedGrants, tree: Tree, pages: Pages): Generator<void> {
  for (const [number, { entitlement }] of targets.entries()) {
    // The column `id` is the rowid, which ends each record of an index anyway.
    yield* addRows(tree, pages, new Texts(entitlement, stamp.syncId), rows.of(number), 2);
  }
}

function* byExpansion({ rows, stamp }: NumberedGrants, tree: Tree, pages: Pages): Generator<void> {
  yield* addRows(tree, pages, new Texts(stamp.syncId), Uint32Array.from(rows.expandable), 1);
}

function* byHolder({ holders, rows }: NumberedGrants, tree: Tree, pages: Pages): Generator<void> {
  yield* addHeldRows(tree, pages, new Texts(), rows.byHolder(holders.count), rows.holders, holders);
}

function* byEntitlementAndHolder(
  { targets, holders, rows }: NumberedGrants,
  tree: Tree,
  pages: Pages,
): Generator<void> {
  for (const [number, { entitlement }] of targets.entries()) {
    yield* addHeldRows(tree, pages, new Texts(entitlement), rows.of(number), rows.holders, holders);
  }
}

/** Texts at the beginning of many records. */
class Texts {
  /** Their types, as stored. */
  readonly types: Uint8Array;
  readonly bytes: Uint8Array;

  constructor(...texts: readonly string[]) {
    this.bytes = Buffer.from(texts.join(''));
    const types = Buffer.alloc(5 * texts.length);
    let length = 0;
    for (const text of texts) length = putVarint(types, length, textType(Buffer.byteLength(text)));
    this.types = types.subarray(0, length);
  }
}

/** Adds records of nothing but the same texts and rows. @param times how often each has its row */
function* addRows(
  tree: Tree,
  pages: Pages,
  { types, bytes }: Texts,
  rows: Uint32Array,
  times: number,
): Generator<void> {
  const headerLength = 1 + types.length + times;
  for (const row of rows) {
    const rowType = integerType(row);
    let at = tree.add(headerLength + bytes.length + times * integerLength(rowType));
    const to = tree.bytes;
    to[at] = headerLength;
    to.set(types, at + 1);
    at += 1 + types.length;
    for (let time = 0; time < times; time++) to[at++] = rowType;
    to.set(bytes, at);
    at += bytes.length;
    for (let time = 0; time < times; time++) at = putInteger(to, at, row, rowType);
    if (pages.full) yield;
  }
}

/** Adds records of the same texts, a row's holder and the row. */
function* addHeldRows(
  tree: Tree,
  pages: Pages,
  { types, bytes }: Texts,
  rows: Uint32Array,
  holderOf: Uint32Array,
  { bytes: pieces, starts, suffixLengths, typeLengths }: Holders,
): Generator<void> {
  for (const row of rows) {
    const holder = holderOf[row - 1] as number;
    const suffixAt = starts[holder] as number;
    const suffixLength = suffixLengths[holder] as number;
    const typeLength = typeLengths[holder] as number;
    const typeType = textType(typeLength);
    const holderType = textType(suffixLength - 2 - typeLength);
    const rowType = integerType(row);
    const headerLength = 2 + types.length + varintLength(typeType) + varintLength(holderType);
    let at = tree.add(headerLength + bytes.length + suffixLength - 2 + integerLength(rowType));
    const to = tree.bytes;
    to[at] = headerLength;
    to.set(types, at + 1);
    at = putVarint(to, at + 1 + types.length, typeType);
    at = putVarint(to, at, holderType);
    to[at] = rowType;
    to.set(bytes, at + 1);
    at += 1 + bytes.length;
    at = copy(pieces, suffixAt + 1, suffixAt + 1 + typeLength, to, at);
    at = copy(pieces, suffixAt + 2 + typeLength, suffixAt + suffixLength, to, at);
    putInteger(to, at, row, rowType);
    if (pages.full) yield;
  }
}

function* byId(from: NumberedGrants, tree: Tree, pages: Pages): Generator<void> {
  const { stamp, rows, holders } = from;
  const { bytes: pieces, starts, suffixLengths } = holders;
  const syncId = Buffer.from(stamp.syncId);
  const syncIdType = textType(syncId.length);
  const holderOf = rows.holders;
  for (const { id, rows: ofTarget } of inOrderOfIds(from)) {
    for (const row of ofTarget) {
      const holder = holderOf[row - 1] as number;
      const suffixAt = starts[holder] as number;
      const suffixLength = suffixLengths[holder] as number;
      const idType = textType(id.length + suffixLength);
      const rowType = integerType(row);
      const headerLength = 2 + varintLength(idType) + varintLength(syncIdType);
      let at = tree.add(headerLength + id.length + suffixLength + syncId.length + integerLength(rowType));
      const to = tree.bytes;
      to[at] = headerLength;
      at = putVarint(to, at + 1, idType);
      at = putVarint(to, at, syncIdType);
      to[at] = rowType;
      to.set(id, at + 1);
      at = copy(pieces, suffixAt, suffixAt + suffixLength, to, at + 1 + id.length);
      to.set(syncId, at);
      putInteger(to, at + syncId.length, row, rowType);
      if (pages.full) yield;
    }
  }
}

interface RowsOfTarget {
  /** The entitlement's id. */
  readonly id: Uint8Array;
  readonly rows: Uint32Array;
}

/** All rows, by the grants' ids. */
function* inOrderOfIds({ database, targets, holders, rows }: NumberedGrants): Generator<RowsOfTarget> {
  const idOf = (number: number) => Buffer.from(targets[number]?.entitlement ?? '');
  let group: number[] = [];
  let start = Buffer.alloc(0);
  // A grant's id goes on with a colon after its entitlement's.
  for (const number of targetsBy(database, `entitlement || ':'`)) {
    const id = idOf(number);
    // Ids of one target may come between those of another one, if that one's id begins like a grant's of the first.
    const isWithin = group.length > 0 && id.subarray(0, start.length).equals(start);
    if (!isWithin) {
      yield* ofGroup(group);
      group = [];
      start = Buffer.concat([id, Buffer.from(':')]);
    }
    group.push(number);
  }
  yield* ofGroup(group);

  function* ofGroup(numbers: readonly number[]): Generator<RowsOfTarget> {
    if (numbers.length === 1 && holders.suffixesAscend) {
      for (const number of numbers) yield { id: idOf(number), rows: rows.of(number) };
      return;
    }
    const all = numbers.flatMap((number) => {
      const id = idOf(number);
      return Array.from(rows.of(number), (row) => ({
        id,
        row,
        key: Buffer.concat([id, holders.suffix(rows.holders[row - 1] ?? 0)]),
      }));
    });
    all.sort((a, b) => Buffer.compare(a.key, b.key));
    for (const [index, { id, row, key }] of all.entries()) {
      if (all[index - 1]?.key.equals(key)) throw new Error(`two grants have the id ${key}`);
      yield { id, rows: Uint32Array.of(row) };
    }
  }
}
