import { readFileSync } from 'node:fs';
import { type Document, isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import { type Checked, checkConfig } from './check.ts';
import { ConfigError, type Locate, type Position, type Problem, problemLines } from './problem.ts';
import type { Config } from './schema.ts';

/** A configuration read from a file. */
export interface Loaded {
  readonly config: Config;
  /** One line each: what deserves a word though it works. */
  readonly notes: readonly string[];
}

export interface LoadOptions {
  /** Refuse what works today and may be another thing tomorrow, e.g. a moving image tag. @default false */
  readonly strict?: boolean;
  /** The day to judge expiry by, as YYYY-MM-DD. @default today, UTC */
  readonly today?: string;
}

/**
 * Reads and checks a configuration file.
 * @throws ConfigError with one line per problem: `file:line:column: path: message`
 */
export function loadConfig(file: string, options: LoadOptions = {}): Loaded {
  return parseConfig(readText(file), file, options);
}

/** As {@link loadConfig}, for text that was read already. */
export function parseConfig(yaml: string, file: string, options: LoadOptions = {}): Loaded {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter, prettyErrors: false });
  const position = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    // Only the parser's own words: an excerpt of the file could show a secret.
    throw new ConfigError(
      document.errors.map(({ message, pos }) => {
        const { line, column } = position(pos[0]);
        return `${file}:${line}:${column}: not valid YAML: ${message.replace(/[.:]?$/, '.')}`;
      }),
    );
  }
  const locate: Locate = (path, atKey) => position(offsetOf(document, path, atKey));
  const lines = (problems: readonly Problem[]) => problemLines(problems, file, locate);

  const checked: Checked = checkConfig(document.toJS({ maxAliasCount: 100 }), options.today);
  const errors = [...checked.errors, ...(options.strict ? checked.drift : [])];
  if (!checked.config || errors.length > 0) throw new ConfigError(lines(errors), errors);
  return { config: checked.config, notes: lines([...checked.notes, ...checked.drift]) };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const reasons: Readonly<Record<string, string>> = {
      ENOENT:
        'no such file. Write one with "confluence-connector init", or name another with $CONNECTOR_CONFIG.',
      EACCES: 'may not be read. Check its permissions.',
      EISDIR: 'is a folder. Name the file in it.',
    };
    throw new ConfigError([`${file}: ${reasons[code] ?? `cannot be read (${code}).`}`]);
  }
}

/** The offset of the node at a path, or of its nearest ancestor that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[], atKey: boolean): number {
  const node = document.getIn(path, true);
  const parent = document.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  if (isMap(parent) && (atKey || node === undefined)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
    const range = pair && isScalar(pair.key) ? pair.key.range : undefined;
    if (range) return range[0];
  }
  const range = (node as { range?: readonly number[] } | undefined)?.range;
  if (range?.[0] !== undefined) return range[0];
  return path.length > 0 ? offsetOf(document, path.slice(0, -1), false) : 0;
}
