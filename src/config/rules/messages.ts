/** What to do about two keys that exclude each other. */
export const leaveOutOne = 'Leave out one of the two.';

/** What is said of what a list names again. */
export const namedTwice = 'named twice. Remove one.';

/** What is said of a mapping that must have exactly one of some keys, and has none or several. */
export const needsExactlyOne = (...keys: readonly string[]): string =>
  `needs exactly one of ${keys.join(', ')}. Give one.`;
