/** Keys of the whole file that mean nothing by themselves and are a place for anchors, as in a Compose file. */
export const extension = /^x-/;

/** A configuration as written, without those keys. */
export function withoutExtensions(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([key]) => !extension.test(key)));
}
