import type { z } from 'zod';
import { utcToday } from '../date.ts';
import { forbiddenText } from '../rules/forbidden-text.ts';
import { connectorErrorsOf, driftOf, errorsOf, notesOf } from '../rules/rules.ts';
import { type Config, type Connector, configSchema, connectorSchema } from '../schema/config.ts';
import { withoutExtensions } from './extensions.ts';
import { configError, type Problem } from './problem.ts';
import { problemsOf } from './schema-problems.ts';

/** What became of a configuration: the model, or what is wrong with it. Notes never make it unusable. */
export interface Checked {
  readonly config?: Config;
  readonly errors: readonly Problem[];
  readonly notes: readonly Problem[];
  /** Notes that a strict check refuses. */
  readonly drift: readonly Problem[];
}

/** Checks a whole configuration and reports everything at once. */
export function checkConfig(input: unknown, today = utcToday()): Checked {
  const { data, problems } = parse(configSchema, withoutExtensions(input));
  const errors = withForbiddenText(input, [...problems, ...errorsOf(input, today)]);
  return {
    ...(data && errors.length === 0 && { config: data as Config }),
    errors,
    notes: notesOf(input, today),
    drift: driftOf(input, today),
  };
}

/**
 * Checks one connector given as typed props.
 * @param subject what the error names in place of a file, e.g. a construct's path
 * @throws ConfigError naming every wrong property
 */
export function parseConnector(input: unknown, subject: string, today = utcToday()): Connector {
  const { data, problems } = parse(connectorSchema, input);
  const errors = withForbiddenText(input, [...problems, ...connectorErrorsOf(input, today)]);
  if (!data || errors.length > 0) throw configError(errors, subject);
  return data as Connector;
}

/**
 * Refuses typed props that hold a secret, or what CDKTF would put something else for: they are text, not references.
 * @param subject as in {@link parseConnector}
 * @throws ConfigError naming every such property
 */
export function refuseForbiddenText(input: unknown, subject: string): void {
  const errors = forbiddenText(input);
  if (errors.length > 0) throw configError(errors, subject);
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): { readonly data?: z.output<Schema>; readonly problems: readonly Problem[] } {
  const result = schema.safeParse(input);
  return result.success
    ? { data: result.data, problems: [] }
    : { problems: problemsOf(schema, input, result.error) };
}

/** The problems, and what has strayed to places where nothing else is wrong. */
function withForbiddenText(input: unknown, problems: readonly Problem[]): readonly Problem[] {
  const places = new Set(problems.map(({ path }) => path.join('.')));
  return [...problems, ...forbiddenText(input).filter(({ path }) => !places.has(path.join('.')))];
}
