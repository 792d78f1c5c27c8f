/** Characters that must never come out as they are, by kind. Line breaks are among the controls. */
export const dangerous: Readonly<Record<string, readonly string[]>> = {
  controls: [...range(0x00, 0x1f), ...range(0x7f, 0x9f)],
  'marks of direction': ['\u061c', '\u200e', '\u200f', ...range(0x202a, 0x202e), ...range(0x2066, 0x2069)],
  'separators of lines and paragraphs': ['\u2028', '\u2029'],
  'what has no width': [
    '\u00ad',
    '\u034f',
    '\u200b',
    '\u200c',
    '\u200d',
    ...range(0x2060, 0x2064),
    ...range(0x206a, 0x206f),
    '\u3164',
    ...range(0xfe00, 0xfe0f),
    '\ufeff',
    ...range(0xfff9, 0xfffb),
    ...range(0xe0000, 0xe007f),
    ...range(0xe0100, 0xe01ef),
  ],
  'halves of characters': ['\ud800', '\udbff', '\udc00', '\udfff'],
};

/** All of them. */
export const allDangerous: readonly string[] = Object.values(dangerous).flat();

/** Texts of which every character is to stay. */
export const natural: readonly string[] = [
  'Zoë Ångström, O’Brien',
  'שלום עולם',
  'مرحبا بالعالم',
  'می‌خواهم',
  'क्‍ष',
  'ශ්‍රී ලංකා',
  '葛󠄀城',
  '李小龍',
  '👩🏽‍💻 👨‍👩‍👧‍👦 🏳️‍🌈',
  '☎︎ ☎️ 1️⃣ #️⃣',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
];

const unexpected: ReadonlySet<string> = new Set(
  allDangerous.filter((character) => !'\t\n'.includes(character)),
);

/** Whether a text has any of them, apart from what makes lines and columns. */
export function isDangerous(text: string): boolean {
  return Array.from(text).some((character) => unexpected.has(character));
}

function range(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index));
}
