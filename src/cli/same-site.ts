import type { C1zReader } from '../runtime/c1z/reader.ts';
import { CliError } from './error.ts';

/** A file that is compared, and what reads it. */
export interface Opened {
  readonly file: string;
  readonly reader: C1zReader;
}

/** @throws CliError if the files are of different sites, as far as they say */
export function checkSites(old: Opened, fresh: Opened, exitCode: 1 | 2): void {
  const [before, after] = [old.reader.record()?.site, fresh.reader.record()?.site];
  if (before === undefined || after === undefined || before === after) return;
  throw new CliError(
    `${old.file} is a sync of ${before}, and ${fresh.file} one of ${after}. Compare two syncs of the same site.`,
    exitCode,
  );
}
