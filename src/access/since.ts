import type { C1zReader } from '../runtime/c1z/reader.ts';
import { accessChanges, type HeldPermissions } from './changes.ts';
import { factsOf } from './read.ts';
import type { Change, Since } from './report.ts';

/**
 * What has changed from an earlier sync to a later one, as a report shows it. What follows from groups is left out: that
 * somebody has joined one is the change.
 * @throws C1zError if a file is damaged
 */
export function sinceOf(before: C1zReader, after: C1zReader): Since {
  const { granted, revoked, appeared, disappeared, notCompared } = accessChanges(before, after, 'direct');
  return {
    sync: factsOf(before),
    granted: granted.map(changeOf),
    revoked: revoked.map(changeOf),
    appeared,
    disappeared,
    notCompared,
  };
}

function changeOf({ principal, what, resource }: HeldPermissions): Change {
  return { principal, what, resource };
}
