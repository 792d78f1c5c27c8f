import { randomBytes } from 'node:crypto';

/** KSUIDs count their seconds from here: 2014-05-13T16:53:20Z. */
const epochSeconds = 1_400_000_000;

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * A K-sortable unique identifier: 4 bytes of time, then 16 random ones, as a number of base 62.
 * @param time goes into it in whole seconds; a later one gives an id that sorts after
 * @returns 27 characters
 */
export function ksuid(time: Date, random: Uint8Array = randomBytes(16)): string {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt32BE(Math.floor(time.getTime() / 1000) - epochSeconds);
  bytes.set(random, 4);
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (; rest > 0n; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text;
  return text.padStart(27, '0');
}
