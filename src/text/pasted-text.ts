/** Quotation marks that stand around a value which was copied with them. */
const quote = `["'\`\u2018-\u201f\u00ab\u00bb]`;

const flaws: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^${quote}.*${quote}$`, 'su'), 'has quotation marks around it'],
  [new RegExp(`^${quote}|${quote}$`, 'u'), 'has a quotation mark at one end'],
  [/[\r\n\u0085\u2028\u2029]/u, 'holds a line break'],
  // No-break spaces too; the mark of a byte order counts as a blank in JavaScript.
  [/(?!\ufeff)\s/u, 'holds a blank'],
  // Controls, marks without a width, halves of characters, and letters that are drawn as nothing.
  [/[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u, 'holds an invisible character'],
];

/**
 * What is surely wrong with a token or a user name that somebody has pasted: how to go on after its name, such as
 * `holds a blank`. It never repeats any of it.
 * @param text without blanks around it
 * @returns undefined if it may be right
 */
export function pastedTextFlaw(text: string): string | undefined {
  return flaws.find(([pattern]) => pattern.test(text))?.[1];
}
