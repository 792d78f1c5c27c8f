import { stat } from 'node:fs/promises';
import type { Places } from '../../io/io.ts';
import { pathFrom } from '../../io/path.ts';
import { checkEnvelope } from '../c1z/format/container.ts';
import { C1zError, codeOf } from '../c1z/format/error.ts';
import { C1zReader } from '../c1z/reader.ts';
import type { SyncCounts } from './shrinkage-guard.ts';

// What a sync would replace: nothing is replaced unseen that is not known to be a sync, such as somebody's notes.

/**
 * Whether there is a file to compare with, by its first bytes.
 * @throws C1zError where a file is there that is no .c1z file, and says what to do
 */
export async function hasPrevious(path: string, directory = '.'): Promise<boolean> {
  try {
    // An empty one holds nothing that could be lost.
    if ((await stat(pathFrom(directory, path)).catch(() => undefined))?.size === 0) return false;
    await checkEnvelope(path, directory);
    return true;
  } catch (error) {
    if (error instanceof C1zError && codeOf(error.cause) === 'ENOENT') return false;
    throw refusal(error);
  }
}

/** A sync that was there before. */
export interface Previous extends SyncCounts {
  /** The site; undefined if the file does not say. */
  readonly site: string | undefined;
}

/** What the file holds. @throws C1zError if it cannot be read, and says what to do */
export async function previousSync(path: string, places: Places): Promise<Previous> {
  try {
    const reader = await C1zReader.open(path, places);
    try {
      const { choice, site } = reader.record() ?? {};
      const { resourcesByType: resources } = reader.stats();
      return { resources, grants: reader.directGrantCounts(), choice, site };
    } finally {
      await reader.close();
    }
  } catch (error) {
    throw refusal(error);
  }
}

function refusal(error: unknown): unknown {
  if (!(error instanceof C1zError)) return error;
  return new C1zError(
    `${error.message} The sync would replace it unseen: name another file, or replace it with --force.`,
    { cause: error },
  );
}
