/** The bytes that SQLite stores a number in. @param value a whole number from 0 to below 2^31 */
export function varintLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

/** Stores a number: seven bits a byte, the highest first. @returns the place after it */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  if (value < 0x80) {
    bytes[at] = value;
    return at + 1;
  }
  if (value < 0x4000) {
    bytes[at] = (value >>> 7) | 0x80;
    bytes[at + 1] = value & 0x7f;
    return at + 2;
  }
  const end = at + varintLength(value);
  bytes[end - 1] = value & 0x7f;
  for (let place = end - 2, rest = value >>> 7; place >= at; place--, rest >>>= 7) {
    bytes[place] = (rest & 0x7f) | 0x80;
  }
  return end;
}
