/** How many bytes of a database's beginning say how large it is, and more. */
export const headerLength = 100;

const magic = 'SQLite format 3\0';

/**
 * How large a database is by what its beginning says.
 * @param header its first 100 bytes
 * @returns bytes; undefined if it is no database of SQLite
 */
export function sizeIn(header: Buffer): number | undefined {
  if (header.length < headerLength || header.toString('latin1', 0, magic.length) !== magic) return undefined;
  const written = header.readUInt16BE(16);
  const pageSize = written === 1 ? 65_536 : written;
  const pageCount = header.readUInt32BE(28);
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0 || pageCount === 0) return undefined;
  return pageSize * pageCount;
}

/** Where a database says that it may have a write-ahead log beside it, and what says that it has none. */
export const withoutLog = { at: 18, bytes: Buffer.from([1, 1]) } as const;
