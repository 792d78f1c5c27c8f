import type { AccessReport, Change, Since } from '../access/report.ts';

/** Where the page marks what has changed since the earlier sync. Things are named as in `space:<id>`. */
export interface Marks {
  /** What was not there before. */
  readonly isNew: (thing: string) => boolean;
  /** What is held, or who holds something, has changed. */
  readonly isChanged: (thing: string) => boolean;
  /** What somebody holds now on something, and did not. */
  readonly granted: (resource: string, principal: string) => readonly Change[];
  /** What nobody holds on something any more who did. */
  readonly revokedOn: (resource: string) => readonly Change[];
}

const marksBySince = new WeakMap<Since, Marks>();

/** The marks of a report; none if nothing was compared. They are made once. */
export function marksOf({ since }: AccessReport): Marks | undefined {
  if (!since) return undefined;
  const marks = marksBySince.get(since) ?? made(since);
  marksBySince.set(since, marks);
  return marks;
}

function made({ granted, revoked, appeared }: Since): Marks {
  const fresh = new Set(appeared.map(({ type, id }) => `${type}:${id}`));
  const all = [...granted, ...revoked];
  const changed = new Set(all.flatMap((change) => [resourceOf(change), principalOf(change)]));
  const added = Map.groupBy(granted, (change) => `${resourceOf(change)} ${principalOf(change)}`);
  const gone = Map.groupBy(revoked, resourceOf);
  return {
    isNew: (thing) => fresh.has(thing),
    isChanged: (thing) => changed.has(thing),
    granted: (resource, principal) => added.get(`${resource} ${principal}`) ?? [],
    revokedOn: (resource) => gone.get(resource) ?? [],
  };
}

/** What something is held on: that a role is given in a space is held in the space. */
function resourceOf({ resource: { type, id } }: Change): string {
  return type === 'space_role_assignment' ? `space:${id.slice(0, id.indexOf(':'))}` : `${type}:${id}`;
}

function principalOf({ principal: { type, id } }: Change): string {
  return `${type}:${id}`;
}
