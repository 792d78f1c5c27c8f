import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asCsv } from '../../src/text/csv.ts';
import { allDangerous, isDangerous } from './characters.ts';

test.each([
  ['Ada', '"Ada"'],
  ['', '""'],
  ['a,b', '"a,b"'],
  ['a"b', '"a""b"'],
  ['=1+1', `"'=1+1"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['＝1+1', `"'＝1+1"`],
  ['\t=1', `"' =1"`],
  ['\r=1', `"' =1"`],
  ['"=1', `"'""=1"`],
  ['x;=cmd|y;z', `"x;'=cmd|y;z"`],
  ['x; "=cmd', `"x;' ""=cmd"`],
  ['a\nb', '"a b"'],
  ['a=1', '"a=1"'],
  ['a; b', '"a; b"'],
])('the cell %j is %s', (text, cell) => {
  expect(asCsv([[text]])).toBe(`${cell}\r\n`);
});

/** What a spreadsheet evaluates. */
const formula = /^[\s"]*[=+\-@＝＋－＠]/;

/** The rows of a text as RFC 4180 has them. @throws Error if it is not CSV by the letter */
function strictly(text: string, separator: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"\\r\\n${separator}]*))(${separator}|\\r\\n)`, 'y');
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const [, quoted, bare, end] = cell.exec(text) ?? [];
    if (end === undefined) throw new Error(`Not CSV at ${at}: ${text.slice(at, at + 20)}`);
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end !== '\r\n') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/**
 * What a spreadsheet makes of a line that separates cells by something else: quotes count at the start of a cell only, and
 * what follows their end is added as it stands.
 */
function asSpreadsheet(line: string, separator: string): readonly string[] {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)")?([^${separator}]*)(?:${separator}|$)`, 'g');
  return Array.from(
    line.matchAll(cell),
    ([, quoted = '', added = '']) => quoted.replaceAll('""', '"') + added,
  );
}

/** The same for one whose quotes count wherever they stand. */
function asLenient(line: string, separator: string): readonly string[] {
  return (line.match(new RegExp(`(?:"[^"]*"|[^"${separator}])+`, 'g')) ?? []).map((cell) =>
    cell.replaceAll('"', ''),
  );
}

describe('whatever the cells hold', () => {
  const parts = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom('=', '+', '@', '＝', '"', "'", ',', ';', ' ', 'a', '\\') },
    { weight: 1, arbitrary: fc.constantFrom(...allDangerous) },
  );
  const cells = fc.array(parts, { maxLength: 12 }).map((all) => all.join(''));
  const rows = fc.array(fc.array(cells, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 4 });
  const runs = { numRuns: 300 };

  test('all rows have their cells, and nothing else', () => {
    fc.assert(
      fc.property(rows, (written) => {
        const text = asCsv(written);
        expect(isDangerous(text.replaceAll('\r\n', ''))).toBe(false);
        expect(text).not.toMatch(/\t|[^\r]\n/);
        const read = strictly(text, ',');
        expect(read.map(({ length }) => length)).toEqual(written.map(() => 3));
        for (const cell of read.flat()) expect(cell).not.toMatch(formula);
      }),
      runs,
    );
  });

  test.each([';', '\t'])('no cell starts a formula if %j separates them', (separator) => {
    fc.assert(
      fc.property(rows, (written) => {
        for (const line of asCsv(written).split('\r\n')) {
          for (const read of [asSpreadsheet(line, separator), asLenient(line, separator)]) {
            for (const cell of read) expect(cell).not.toMatch(formula);
          }
        }
      }),
      runs,
    );
  });
});
