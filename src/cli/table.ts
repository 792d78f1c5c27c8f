import { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import type { Check, CheckState } from '../clients/check.ts';
import type { Io } from '../io/io.ts';
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
 * Checks as a table, each remedy below what it is for.
 * @param subject heading of the first column
 * @param coloured whether the states have colours
 */
export function checkTable(subject: string, rows: readonly Row[], coloured: boolean): string {
  const cells = [
    [subject, 'CHECK', 'STATE'],
    ...rows.map(({ subject, check }) => [plain(subject), check.name, check.state]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)) + 2);
  const padded = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  const indent = ' '.repeat(widths.reduce((sum, width) => sum + width, 0));
  const lines = rows.flatMap(({ subject, check }) => {
    const [first, name, state = ''] = padded([plain(subject), check.name, check.state]);
    const shown = coloured ? styleText(colours[check.state], state, { validateStream: false }) : state;
    return [
      `${first}${name}${shown}${plain(check.message)}`,
      ...(check.remedy && check.state !== 'ok' ? [`${indent}-> ${plain(check.remedy)}`] : []),
    ];
  });
  return [`${padded(cells[0] ?? []).join('')}DETAIL`, ...lines, ''].join('\n');
}

/** Whether standard output takes colours, as `util.styleText` finds out of that of the process. */
export function takesColours({ stdout, environment }: Pick<Io, 'stdout' | 'environment'>): boolean {
  if (environment['FORCE_COLOR'] === undefined && !stdout.isTTY) return false;
  return WriteStream.prototype.getColorDepth(environment) > 2;
}
