import { plain } from './plain.ts';

/** Letters and digits, and what Markdown takes for nothing else between them. */
const harmless = /^(?:[\p{L}\p{M}\p{N} ,'’]|:(?= )|(?<=[\p{L}\p{N}])_(?=[\p{L}\p{N}]))*$/u;

/**
 * Others' words within a line of Markdown, to the letter. What may mean something is a code span: there, nobody is
 * mentioned, nothing is linked and nothing is markup. Not for cells of a table, where a pipe ends even a code span.
 */
export function asMarkdown(text: string): string {
  const shown = plain(text).trim();
  if (harmless.test(shown)) return shown;
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  // A backtick at an end would lengthen the fence.
  const blank = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${blank}${shown}${blank}${fence}`;
}
