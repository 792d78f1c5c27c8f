import { putVarint, varintLength } from './varint.ts';

/** What a column holds. */
export type Value = null | number | string | Uint8Array;

/** A row's record. @param values of all columns; a rowid among them is null */
export function encodeRecord(values: readonly Value[]): Buffer {
  const stored = values.map((value) => (typeof value === 'string' ? Buffer.from(value) : value));
  const types = stored.map((value, column) =>
    value === null
      ? 0
      : typeof value === 'number'
        ? integerType(value)
        : typeof values[column] === 'string'
          ? textType(value.length)
          : blobType(value.length),
  );
  const typesLength = types.reduce((sum, type) => sum + varintLength(type), 0);
  // The header's length counts itself.
  const headerLength = typesLength + (typesLength + 1 < 0x80 ? 1 : 2);
  const bodyLength = stored.reduce<number>(
    (sum, value, column) =>
      sum + (value instanceof Uint8Array ? value.length : integerLength(types[column] ?? 0)),
    0,
  );
  const record = Buffer.alloc(headerLength + bodyLength);
  let at = putVarint(record, 0, headerLength);
  for (const type of types) at = putVarint(record, at, type);
  for (const [column, value] of stored.entries()) {
    if (value instanceof Uint8Array) {
      record.set(value, at);
      at += value.length;
    } else if (value !== null) {
      at = putInteger(record, at, value, types[column] ?? 0);
    }
  }
  return record;
}

/** The type of a text. @param length in bytes */
export function textType(length: number): number {
  return 2 * length + 13;
}

/** The type of a blob. @param length in bytes */
export function blobType(length: number): number {
  return 2 * length + 12;
}

/** How a whole number from 0 to below 2^31 is stored: in 0, 1, 2, 3 or 4 bytes, of which the first bit is the sign. */
export function integerType(value: number): number {
  if (value < 2) return 8 + value;
  if (value < 0x80) return 1;
  if (value < 0x8000) return 2;
  return value < 0x800000 ? 3 : 4;
}

/** Bytes of an integer of a type. */
export function integerLength(type: number): number {
  return type < 8 ? type : 0;
}

/** Stores an integer of a type. @returns the place after it */
export function putInteger(bytes: Uint8Array, at: number, value: number, type: number): number {
  const length = integerLength(type);
  for (let byte = 0; byte < length; byte++) bytes[at + byte] = value >>> (8 * (length - 1 - byte));
  return at + length;
}
