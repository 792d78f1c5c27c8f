import type { z } from 'zod';
import type { Problem } from '../loading/problem.ts';
import { shownValue } from '../loading/redact.ts';

/**
 * A rule that spans several keys. It says which parts it reads and is checked wherever those parts are well
 * formed, whatever else is wrong, so that everything is reported at once. Paths are relative to its input.
 */
export type Rule = (input: unknown, today: string) => readonly Problem[];

/** A rule about the parts that it reads. */
export function rule<Parts>(
  reads: z.ZodType<Parts>,
  check: (parts: Parts, today: string) => readonly Problem[],
): Rule {
  return (input, today) => {
    const parts = reads.safeParse(input);
    return parts.success ? check(parts.data, today) : [];
  };
}

/** A problem at a path. */
export const problem = (path: readonly PropertyKey[], message: string): Problem => ({ path, message });

/** A problem whose message begins with the value. */
export const problemWith = (path: readonly PropertyKey[], value: string, message: string): Problem =>
  problem(path, `${shownValue(path, value)}: ${message}`);

/** Indexes of the elements that have occurred before. */
export function repeated(keys: readonly (string | undefined)[]): readonly number[] {
  const seen = new Set<string>();
  return keys.flatMap((key, index) => {
    if (key === undefined) return [];
    const again = seen.has(key);
    seen.add(key);
    return again ? [index] : [];
  });
}

/** A problem of one connector, as one of the file. */
export const inConnector = (index: number, { path, message }: Problem): Problem =>
  problem(['connectors', index, ...path], message);
