import type { Pages } from '../format/sqlite/pages.ts';
import { blobType, textType } from '../format/sqlite/record.ts';
import type { Tree } from '../format/sqlite/tree.ts';
import { putVarint, varintLength } from '../format/sqlite/varint.ts';
import type { ExpandedGrants } from './expansion.ts';
import type { NumberedGrants } from './grant-rows.ts';
import { copy } from './holders.ts';
import type { Target } from './targets.ts';

/** Field 3 of a grant, its id, is a text. */
const idTag = 0x1a;

/**
 * Fills the table of grants. There may be millions: their records are put together in place, from pieces that depend
 * on the entitlement, on the holder, or on the groups alone.
 * The rows are noted on the way.
 */
export function* fillGrantTable(
  tree: Tree,
  pages: Pages,
  expanded: ExpandedGrants,
  { targets, holders, rows, stamp: { syncId, discoveredAt } }: NumberedGrants,
): Generator<void> {
  const { bytes: pieces, starts, suffixLengths, typeLengths } = holders;
  const stamp = Buffer.from(syncId + discoveredAt);
  const stampTypes = [
    textType(Buffer.byteLength(syncId)),
    textType(Buffer.byteLength(discoveredAt)),
  ] as const;
  const stampTypesLength = varintLength(stampTypes[0]) + varintLength(stampTypes[1]);
  let number = 0;
  for (const { holders: held, forms } of expanded.all()) {
    const { entitlement, resourceType, resource } = targets[number] as Target;
    rows.add(number, held);
    let row = rows.before[number++] ?? 0;
    const id = Buffer.from(entitlement);
    const on = Buffer.from(resourceType + resource + entitlement);
    const onTypes = [resourceType, resource, entitlement].map((text) => textType(Buffer.byteLength(text)));
    const onTypesLength = onTypes.reduce((sum, type) => sum + varintLength(type), 0);
    for (let index = 0; index < held.length; index++) {
      const holder = held[index] as number;
      const { start, end, expansion } = forms[index] as (typeof forms)[number];
      const suffixAt = starts[holder] as number;
      const suffixLength = suffixLengths[holder] as number;
      const messageAt = suffixAt + suffixLength;
      const messageEnd = starts[holder + 1] as number;
      const typeLength = typeLengths[holder] as number;
      const idLength = id.length + suffixLength;
      const dataLength =
        start.length + messageEnd - messageAt + 1 + varintLength(idLength) + idLength + end.length;
      const typeType = textType(typeLength);
      const holderType = textType(suffixLength - 2 - typeLength);
      const idType = textType(idLength);
      const expansionType = expansion ? blobType(expansion.length) : 0;
      const dataType = blobType(dataLength);
      // Its own length and the rowid in its place, and whether it is expandable: a byte each.
      const headerLength =
        3 +
        onTypesLength +
        varintLength(typeType) +
        varintLength(holderType) +
        varintLength(idType) +
        varintLength(expansionType) +
        varintLength(dataType) +
        stampTypesLength;
      const length =
        headerLength +
        on.length +
        suffixLength -
        2 +
        idLength +
        (expansion ? expansion.length : 0) +
        dataLength +
        stamp.length;
      row++;
      let at = tree.add(length, row);
      if (expansion) rows.expandable.push(row);
      const to = tree.bytes;
      at = putVarint(to, at, headerLength);
      to[at++] = 0;
      for (const type of onTypes) at = putVarint(to, at, type);
      at = putVarint(to, at, typeType);
      at = putVarint(to, at, holderType);
      at = putVarint(to, at, idType);
      at = putVarint(to, at, expansionType);
      to[at++] = expansion ? 9 : 8;
      at = putVarint(to, at, dataType);
      at = putVarint(to, at, stampTypes[0]);
      at = putVarint(to, at, stampTypes[1]);
      to.set(on, at);
      at += on.length;
      at = copy(pieces, suffixAt + 1, suffixAt + 1 + typeLength, to, at);
      at = copy(pieces, suffixAt + 2 + typeLength, messageAt, to, at);
      to.set(id, at);
      at = copy(pieces, suffixAt, messageAt, to, at + id.length);
      if (expansion) {
        to.set(expansion, at);
        at += expansion.length;
      }
      to.set(start, at);
      at = copy(pieces, messageAt, messageEnd, to, at + start.length);
      to[at] = idTag;
      at = putLength(to, at + 1, idLength);
      to.set(id, at);
      at = copy(pieces, suffixAt, messageAt, to, at + id.length);
      to.set(end, at);
      to.set(stamp, at + end.length);
      if (pages.full) yield;
    }
  }
}

/** Stores a length as protobuf does: seven bits a byte, the lowest first, unlike SQLite. @returns the place after it */
function putLength(bytes: Uint8Array, at: number, length: number): number {
  let [end, rest] = [at, length];
  for (; rest >= 0x80; rest >>>= 7) bytes[end++] = (rest & 0x7f) | 0x80;
  bytes[end++] = rest;
  return end;
}
