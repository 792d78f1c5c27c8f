import { stat } from 'node:fs/promises';
import { checkEnvelope } from '../c1z/envelope.ts';
import { C1zError, codeOf } from '../c1z/error.ts';
import { C1zReader } from '../c1z/reader.ts';
import type { Stats } from '../c1z/stats.ts';

// What a sync would replace: nothing is replaced unseen that is not known to be a sync, such as somebody's notes.

/**
 * Whether there is a file to compare with, by its first bytes.
 * @throws C1zError where a file is there that is no .c1z file, and says what to do
 */
export async function hasPrevious(path: string): Promise<boolean> {
  try {
    // An empty one holds nothing that could be lost.
    if ((await stat(path).catch(() => undefined))?.size === 0) return false;
    await checkEnvelope(path);
    return true;
  } catch (error) {
    if (error instanceof C1zError && codeOf(error.cause) === 'ENOENT') return false;
    throw refusal(error);
  }
}

/** How many objects the file holds. @throws C1zError where it cannot be read, and says what to do */
export async function previousStats(path: string): Promise<Stats> {
  try {
    const reader = await C1zReader.open(path);
    try {
      return reader.stats();
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
