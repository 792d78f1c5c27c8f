import { plain } from '../../text/plain.ts';
import { shownKey } from '../../text/redact.ts';
import type { ProblemCode } from './problem-code.ts';

/** Where in a file something stands; line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong (or, as a note, worth knowing) with a configuration. */
export interface Problem {
  /** What kind of problem it is; stays the same when the message is reworded. */
  readonly code: ProblemCode;
  /** Keys from the root, e.g. `['connectors', 0, 'site']`. */
  readonly path: readonly PropertyKey[];
  /** What is wrong, the value where it may be shown, and the remedy. */
  readonly message: string;
  /** Point at the key itself and not at its value. */
  readonly atKey?: boolean;
  /** Where it is in the file, if there is one. */
  readonly position?: Position;
}

/** Finds the position of a path in the file that the configuration was read from. */
export type Locate = (path: readonly PropertyKey[], atKey: boolean) => Position | undefined;

/** A configuration that cannot be used. `message` has one line per problem, of the first ones if there are many. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** All of them, in the order of the lines; none if there is no configuration to have any. */
  readonly problems: readonly Problem[];
  /** How many problems there are, with those that `message` only counts. */
  readonly count: number;

  constructor(lines: readonly string[], problems: readonly Problem[] = []) {
    super(firstLines(lines, 'problem').map(plain).join('\n'));
    this.problems = problems;
    this.count = lines.length;
  }
}

/** So many problems, or notes, are told: nobody reads more of them before mending these. */
const mostTold = 50;

/**
 * The first of many lines, and a line that counts the others.
 * @param what what a line tells, in the singular
 */
export function firstLines(lines: readonly string[], what: string): readonly string[] {
  const more = lines.length - mostTold;
  if (more <= 0) return lines;
  return [
    ...lines.slice(0, mostTold),
    `… and ${more.toLocaleString('en')} more ${what}${more === 1 ? '' : 's'}.`,
  ];
}

/** A path as people write it: `connectors[0].site`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.map(shownKey).join('').replace(/^\./, '');
}

/** Problems with their positions in the file, in its order. */
export function withPositions(problems: readonly Problem[], locate: Locate): readonly Problem[] {
  return problems
    .map((problem) => ({ ...problem, position: locate(problem.path, problem.atKey ?? false) }))
    .sort((a, b) => order(a.position) - order(b.position));
}

/**
 * Problems as lines `file:line:column: path: message`.
 * @param source the file's name, or what stands for it where there is no file
 */
export function problemLines(problems: readonly Problem[], source: string): readonly string[] {
  return problems.map(({ path, message, position }) =>
    [placeText(source, position), ...(path.length > 0 ? [pathText(path)] : []), message].join(': '),
  );
}

/** The error that has a line for each of these problems. @param source as in {@link problemLines} */
export function configError(problems: readonly Problem[], source: string): ConfigError {
  return new ConfigError(problemLines(problems, source), problems);
}

/** A place as compilers write it: `connector.yaml:3:1`. */
function placeText(source: string, position: Position | undefined): string {
  return position ? `${source}:${position.line}:${position.column}` : source;
}

function order(position: Position | undefined): number {
  return position ? position.line * 1e6 + position.column : 0;
}
