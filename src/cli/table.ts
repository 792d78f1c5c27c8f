import { styleText } from 'node:util';
import type { Check, CheckState } from '../clients/check.ts';
import { plain } from '../text/plain.ts';

/** A check and what it is about. */
export interface Row {
  readonly subject: string;
  readonly check: Check;
}

const colours = { ok: 'green', waiting: 'yellow', failed: 'red', skipped: 'gray' } as const satisfies Record<
  CheckState,
  string
>;

/**
 * Checks as a table, each remedy below what it is for; in colour where standard output takes it.
 * @param subject heading of the first column
 */
export function checkTable(subject: string, rows: readonly Row[]): string {
  const cells = [
    [subject, 'CHECK', 'STATE'],
    ...rows.map(({ subject, check }) => [plain(subject), check.name, check.state]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)) + 2);
  const padded = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  const indent = ' '.repeat(widths.reduce((sum, width) => sum + width, 0));
  const lines = rows.flatMap(({ subject, check }) => {
    const [first, name, state = ''] = padded([plain(subject), check.name, check.state]);
    const coloured = styleText(colours[check.state], state);
    return [
      `${first}${name}${coloured}${plain(check.message)}`,
      ...(check.remedy && check.state !== 'ok' ? [`${indent}-> ${plain(check.remedy)}`] : []),
    ];
  });
  return [`${padded(cells[0] ?? []).join('')}DETAIL`, ...lines, ''].join('\n');
}
