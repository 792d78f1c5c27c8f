/** Keys from the root of a value. */
export type Path = readonly (string | number)[];

/** The paths of everything in a value that is no mapping or list. */
export function leafPaths(value: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leafPaths(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) => leafPaths(item, [...path, key]));
}

/** The paths of all mappings in a value. */
export function mappingPaths(value: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => mappingPaths(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return [path, ...Object.entries(value).flatMap(([key, item]) => mappingPaths(item, [...path, key]))];
}

/** The first path of each place, whichever element of a list it is in. */
export function onceEach(paths: readonly Path[]): readonly Path[] {
  const placeOf = (path: Path) => path.map((key) => (typeof key === 'number' ? '[]' : key)).join('.');
  return [...new Map(paths.toReversed().map((path) => [placeOf(path), path])).values()].toReversed();
}

/** A copy of a value in which something else stands at a path; undefined removes it. */
export function replaced(value: unknown, path: Path, replacement: unknown): unknown {
  return changed(value, path, () => replacement);
}

/** A copy of a value in which a mapping has one more key. */
export function extended(value: unknown, path: Path, key: string, item: unknown): unknown {
  return changed(value, path, (mapping) => ({ ...(mapping as object), [key]: item }));
}

/** A path as a test's name. */
export function pathName(path: Path): string {
  return path.join('.') || 'the file';
}

function changed(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value
      .map((item, index) => (index === key ? changed(item, rest, change) : item))
      .filter((item) => item !== undefined);
  const mapping = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries({ ...mapping, [key]: changed(mapping[key], rest, change) }).filter(
      ([, item]) => item !== undefined,
    ),
  );
}
