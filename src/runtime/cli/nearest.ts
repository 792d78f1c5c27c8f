import { closest, distance } from 'fastest-levenshtein';

/** The known word that a misspelt one was meant for, if no more letters differ than that. */
export function nearestWord(
  word: string,
  known: readonly string[],
  mostMistakes: number,
): string | undefined {
  // A distance is never less than that of the lengths, and that of a long text takes long.
  const likely = known.filter((other) => Math.abs(other.length - word.length) <= mostMistakes);
  if (likely.length === 0) return undefined;
  const nearest = closest(word, likely);
  return distance(word, nearest) <= mostMistakes ? nearest : undefined;
}
