import type { AccessReport } from '../../access/report.ts';
import type { Reviewing } from './reviewing.ts';

/** What all parts of the page share. */
export interface Context {
  readonly report: AccessReport;
  readonly reviewing: Reviewing;
}
