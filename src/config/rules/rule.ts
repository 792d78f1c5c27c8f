import * as z from 'zod';
import { shownValue } from '../../text/redact.ts';
import type { Problem } from '../loading/problem.ts';
import { valueAt } from '../loading/schema-path.ts';
import { namedTwice } from './messages.ts';

/**
 * A rule that spans several keys. It says which parts it reads, and is checked if those parts are well
 * formed, even if others are not, so that everything is reported at once. Paths are relative to its input.
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

/** A rule that certain parts cannot be together: that they are there is the problem. */
export function refuse(reads: z.ZodType, problem: Problem): Rule {
  return rule(reads, () => [problem]);
}

/** A rule that a list of texts names nothing twice. */
export function refuseRepeats(path: readonly string[], keyOf = (text: string) => text): Rule {
  return (input) => {
    const { data = [] } = z.array(z.string()).safeParse(valueAt(input, path));
    return repeated(data.map(keyOf)).map((index) =>
      problemWithValue({
        code: 'duplicate',
        path: [...path, index],
        value: data[index] as string,
        message: namedTwice,
      }),
    );
  };
}

/** A problem with a value that its message does not name yet. */
export type ProblemWithValue = Problem & { readonly value: string };

/** A problem whose message begins with the value, where it may be shown. */
export function problemWithValue({ value, ...problem }: ProblemWithValue): Problem {
  return { ...problem, message: `${shownValue(problem.path, value)}: ${problem.message}` };
}

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
export const inConnector = (index: number, problem: Problem): Problem => ({
  ...problem,
  path: ['connectors', index, ...problem.path],
});
