import type { Entitlement } from '../runtime/proto/gen/c1/connector/v2/entitlement_pb.ts';

/** A person, a group, a space …, by its id and under the name that people know it by. */
export interface Named {
  /** `user`, `group`, `space` … */
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/** What a resource is found by, e.g. `user:<account id>`. */
export function keyOf(id: { readonly resourceType: string; readonly resource: string } | undefined): string {
  return `${id?.resourceType}:${id?.resource}`;
}

/** What is held on a resource, e.g. `member`, `administer-space`, or `assigned` for a role in a space. */
export function slugOf(entitlement: Entitlement | undefined): string {
  return entitlement?.id.slice(keyOf(entitlement.resource?.id).length + 1) ?? '';
}

/** @param name by default the id */
export function named(key: string, name?: string): Named {
  const [type, id] = splitOnce(key);
  return { type, id, name: name ?? id };
}

/** The parts before and after the first colon; ids hold colons too. */
export function splitOnce(key: string): readonly [string, string] {
  const end = key.indexOf(':');
  return [key.slice(0, end), key.slice(end + 1)];
}

/** By type, then by name, whatever the machine's language is. */
export function byName(a: Named, b: Named): number {
  return compare(a.type, b.type) || compare(a.name, b.name) || compare(a.id, b.id);
}

/** By code units. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** So many of a long list are named. */
const most = 10;

/** The first of a list, and how many more there are. */
export function firstFew(list: readonly string[]): string {
  const some = list.slice(0, most).join(', ');
  return list.length > most ? `${some} and ${list.length - most} more` : some;
}
