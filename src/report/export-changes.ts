import type { AccessReport } from '../access/report.ts';
import { asCsv } from '../text/csv.ts';
import { asJson } from '../text/json.ts';
import type { ChangeLine } from './changes.ts';

/** The changes that are shown, as CSV. */
export function changesCsv({ sync, since }: AccessReport, lines: readonly ChangeLine[]): string {
  const head = ['Site', 'Read at', 'Compared with', 'Change', 'Who', 'E-mail, key or id', 'What', 'Where'];
  const always = [sync.record?.site ?? '', sync.endedAt, since?.sync.endedAt ?? ''];
  const rows = lines.map(({ kind, who, aside, what, where }) => [...always, kind, who, aside, what, where]);
  // The mark tells spreadsheets that it is UTF-8.
  return `\u{feff}${asCsv([head, ...rows])}`;
}

/** All changes as JSON, with all ids. */
export function changesJson({ sync, since }: AccessReport): string {
  return `${asJson({ sync, since }, 2)}\n`;
}
