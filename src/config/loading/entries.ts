/** Something within a value, and the keys from the value to it. */
export interface Entry {
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
}

/**
 * A value and everything in it, each mapping and list before what it holds. What several aliases name is entered
 * once, so that even a value that holds itself comes to an end.
 */
export function entriesOf(root: unknown): readonly Entry[] {
  const seen = new WeakSet<object>();
  const below = (value: unknown, path: readonly PropertyKey[]): readonly Entry[] => {
    const here = { path, value };
    if (typeof value !== 'object' || value === null || seen.has(value)) return [here];
    seen.add(value);
    const inner = Object.entries(value).flatMap(([key, item]) =>
      below(item, [...path, Array.isArray(value) ? Number(key) : key]),
    );
    return [here, ...inner];
  };
  return below(root, []);
}
