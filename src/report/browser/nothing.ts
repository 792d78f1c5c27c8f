import type { AccessReport } from '../../access/report.ts';
import { isOfChoice } from '../facts.ts';

/** What stands where nothing is held, or it is not known. @param where e.g. `here` */
export function nothingText(report: AccessReport, where: 'here' | 'anywhere'): string {
  if (!report.synced.access) return 'What is held was not synced.';
  const chosen = isOfChoice(report) ? ' that the sync was to read' : '';
  return `Nothing is held ${where}${chosen}.`;
}
