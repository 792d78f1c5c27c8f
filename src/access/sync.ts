import type { C1zReader } from '../runtime/c1z/reader.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { type ResourcesByKey, resourcesIn } from './resources.ts';

/** A sync that is compared. */
export interface Sync {
  /** As a sentence names it, e.g. `the later sync`. */
  readonly name: string;
  readonly reader: C1zReader;
  readonly coverage: Coverage;
  readonly resources: ResourcesByKey;
  /** Ids of all grants. */
  readonly grants: ReadonlySet<string>;
}

/** Reads what a comparison needs of all of a file. @throws C1zError if it is damaged */
export function syncIn(reader: C1zReader, name: string): Sync {
  const grants = new Set(reader.grantIds());
  const kinds = new Set<string>();
  let current: string | undefined;
  for (const id of grants) {
    // Grants of one entitlement come in a row.
    if (current !== undefined && id.startsWith(current)) continue;
    const parts = partsOf(id);
    current = parts?.start;
    if (parts) kinds.add(`${parts.type}:${parts.slug}`);
  }
  return { name, reader, coverage: coverageOf(reader, kinds), resources: resourcesIn(reader), grants };
}

/** What the id of a grant says, e.g. `space:10:create-page:group:staff`; undefined if it is of another form. */
export function partsOf(id: string) {
  const [start, key, slug, principal] = /^([^:]+:.+?):([^:]+):(user|group):/.exec(id) ?? [];
  if (start === undefined || key === undefined || slug === undefined || principal === undefined)
    return undefined;
  return { start, type: typeOf(key), key, slug, principal };
}

/** The type of a resource. @param key as keyOf gives it */
export function typeOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}
