/** Line breaks and tabs, of which one record on one line has none. */
const gap = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** Letters of scripts that are written with joiners: of Arabic and of India and its neighbours. */
const joined =
  '[\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Mong}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}' +
  '\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Khmr}\\p{scx=Mymr}\\p{scx=Tibt}]';

/** Where what cannot be seen belongs to what stands before it, and is no disguise. */
const natural = [
  // Emoji that are several, or that are meant as a picture or as a letter; keys such as 1️⃣; flags of parts of countries.
  '[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f]\\u200d(?=\\p{Extended_Pictographic})',
  '\\p{Extended_Pictographic}[\\ufe0e\\ufe0f]',
  '[0-9#*]\\ufe0f(?=\\u20e3)',
  '\\u{1f3f4}[\\u{e0061}-\\u{e007a}]{1,6}\\u{e007f}?',
  // Joiners between letters that change their form by them, and variants of a letter.
  `${joined}[\\u200c\\u200d](?=${joined})`,
  '\\p{Script=Han}[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]',
].join('|');

/** Controls, what turns or hides text, line breaks other than \n, halves of characters, and what has no width. */
const unseen =
  '[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\p{Cs}\\p{Zl}\\p{Zp}\\p{Bidi_Control}\\p{Default_Ignorable_Code_Point}\\ufff9-\\ufffb]';

const dangerous = new RegExp(`${unseen}(?<!${natural})`, 'gu');

/**
 * A text in which everything can be seen. What could command a terminal, turn the direction of what follows, or make two
 * texts look alike is written as its code, as in JSON: `\u202e`. That are control characters, of C1 and DEL too, marks of
 * direction, separators of lines and paragraphs, and characters without a width. Emoji, letters that are written from
 * right to left, and joiners within words that need them stay. So do \n and tabs, as they make lines and columns.
 */
export function visible(text: string): string {
  return text.replaceAll(dangerous, coded);
}

/** Others' words on one line, for a terminal or a log: as `visible`, with a blank for line breaks and tabs. */
export function plain(text: string): string {
  return visible(text.replaceAll(gap, ' '));
}

/** As `plain`, of several lines: those after the first are indented, so that none passes for a record of its own. */
export function asRecord(text: string): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 || line.startsWith('  ') ? plain(line) : `  ${plain(line)}`))
    .join('\n');
}

/**
 * The beginning of a long text, which ends between two words: half a secret would pass unnoticed.
 * @param most length in UTF-16 code units, beside the mark of what is left out
 */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = most + 1;
  while (end > 0 && /\S/.test(text.charAt(end - 1))) end -= 1;
  return `${text.slice(0, end)}…`;
}

function coded(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const code = character.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${code}`;
  }).join('');
}
