import { plain } from './plain.ts';

/** Where a formula would begin: at the start of a cell, also of what is one if semicolons separate cells. */
const formula = /(?<=^|;)(?=[\s"']*[=+\-@＝＋－＠])/gu;

/**
 * Rows as CSV (RFC 4180), every cell in quotes. Spreadsheets take each cell for text: an apostrophe stands before what
 * would be a formula, also in those languages in which a semicolon separates cells. No cell has a line break or a tab.
 */
export function asCsv(rows: readonly (readonly string[])[]): string {
  // Of a large table, most cells repeat others.
  const written = new Map<string, string>();
  const cellOf = (text: string) => {
    const known = written.get(text) ?? cell(text);
    written.set(text, known);
    return known;
  };
  return rows.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  return `"${plain(text).replaceAll(formula, "'").replaceAll('"', '""')}"`;
}
