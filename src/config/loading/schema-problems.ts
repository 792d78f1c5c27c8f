import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { namesSecret, shownValue } from '../../text/redact.ts';
import { homeOf } from './misplaced-keys.ts';
import type { Problem } from './problem.ts';
import type { ProblemCode } from './problem-code.ts';
import { discriminatorValues, knownKeys, remedyOf, schemaAt, valueAt } from './schema-path.ts';

/** Translates what zod found wrong into problems: what was expected, what was found, and the remedy. */
export function problemsOf(schema: z.core.$ZodType, input: unknown, error: z.ZodError): readonly Problem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(schema, input, issue));
}

function problemsOfIssue(root: z.core.$ZodType, input: unknown, issue: z.core.$ZodIssue): readonly Problem[] {
  const { path } = issue;
  const schema = schemaAt(root, input, path);
  const value = valueAt(input, path);
  const problem = (code: ProblemCode, message: string): Problem =>
    withRemedy({ code, path, message }, remedyOf(schema));
  const shown = `${shownValue(path, value)}: ${issue.message}`;

  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        code: 'unknown-key',
        path: [...path, key],
        atKey: true,
        message: `unknown key. ${homeOf(root, input, path, key) ?? suggestion(key, schema ? knownKeys(schema) : [])}`,
      }));
    case 'invalid_key': {
      const message = issue.issues[0]?.message ?? 'not a valid key';
      const mapping = schemaAt(root, input, path.slice(0, -1));
      return [withRemedy({ code: 'invalid-key', path, atKey: true, message }, remedyOf(mapping))];
    }
    case 'invalid_union': {
      if (issue.discriminator === undefined) return [problem('invalid-value', shown)];
      // The discriminator is missing or unknown; zod points at it, its union is one level up.
      const union = schemaAt(root, input, path.slice(0, -1));
      const known = union ? discriminatorValues(union, String(path.at(-1))) : [];
      const found: Problem =
        value === undefined
          ? { code: 'missing', path, message: 'missing' }
          : { code: 'invalid-value', path, message: unknownValue(path, value, known) };
      return [withRemedy(found, remedyOf(union) ?? `Write ${known.join(' or ')}.`)];
    }
    case 'invalid_value': {
      if (value === undefined) return [problem('missing', 'missing')];
      return [problem('invalid-value', unknownValue(path, value, issue.values.map(String)))];
    }
    case 'invalid_type': {
      if (value === undefined) return [problem('missing', 'missing')];
      const expected = typeNames[issue.expected] ?? issue.expected;
      return [problem('wrong-type', `${shownValue(path, value)}: expected ${expected}`)];
    }
    case 'custom':
      return [problem(codeOf(issue), issue.message)];
    default:
      return [problem('invalid-value', shown)];
  }
}

function withRemedy(problem: Problem, remedy: string | undefined): Problem {
  return { ...problem, message: remedy ? `${problem.message}. ${remedy}` : `${problem.message}.` };
}

/** The code that a check of the schema's own names in its parameters, if it does. */
function codeOf({ params }: z.core.$ZodIssueCustom): ProblemCode {
  return (params?.['code'] as ProblemCode | undefined) ?? 'invalid-value';
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
};

function suggestion(word: string, known: readonly string[]): string {
  const nearest = nearestOf(word, known);
  if (nearest) return `Did you mean "${nearest}"?`;
  const own = known.includes('connectors') ? '; and what begins with x-, for anchors of your own' : '';
  const never = namesSecret(word) || word === 'value' ? 'A secret is never written here. ' : '';
  return `${never}Known keys: ${known.join(', ')}${own}.`;
}

function unknownValue(path: readonly PropertyKey[], value: unknown, known: readonly string[]): string {
  const nearest = typeof value === 'string' ? nearestOf(value, known) : undefined;
  return `${shownValue(path, value)}: unknown value${nearest ? ` (did you mean "${nearest}"?)` : ''}`;
}

/** The known word a typing error or two away, if there is one. */
function nearestOf(word: string, known: readonly string[]): string | undefined {
  const mistakes = ({ length }: string) => Math.max(2, length / 3);
  // A distance is never less than that of the lengths, and that of a long text takes long.
  const likely = known.filter((other) => Math.abs(other.length - word.length) <= mistakes(other));
  if (likely.length === 0) return undefined;
  const nearest = closest(word, likely);
  return distance(word.toLowerCase(), nearest.toLowerCase()) <= mistakes(nearest) ? nearest : undefined;
}
