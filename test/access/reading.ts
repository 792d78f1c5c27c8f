import { join } from 'node:path';
import { accessReport } from '../../src/access/read.ts';
import type { AccessReport } from '../../src/access/report.ts';
import { C1zReader } from '../../src/runtime/c1z/reader.ts';
import type { SyncOptions } from '../../src/runtime/sync/sync.ts';
import { syncFrom } from '../runtime/sync/syncing.ts';
import { Simulator } from '../simulator/simulator.ts';
import type { Site } from '../simulator/site.ts';
import { temporaryFolder } from '../support/files.ts';

/** What a file tells. */
export async function reportOf(file: string): Promise<AccessReport> {
  const reader = await C1zReader.open(file);
  try {
    return accessReport(reader);
  } finally {
    await reader.close();
  }
}

/** What the file of a sync tells, but for when that was. */
export async function reported(site: Site, options: Partial<SyncOptions> = {}): Promise<AccessReport> {
  const simulator = await Simulator.start({ site });
  try {
    const file = join(await temporaryFolder(), 'sync.c1z');
    await syncFrom(simulator, { file, ...options });
    return atOneTime(await reportOf(file));
  } finally {
    await simulator.stop();
  }
}

/** The same report, as if its sync had ended at a fixed time, and said nothing of itself, such as the site's port. */
export function atOneTime({ sync: { type }, ...report }: AccessReport): AccessReport {
  return { ...report, sync: { type, endedAt: '2026-01-02T03:04:05.678Z' } };
}
