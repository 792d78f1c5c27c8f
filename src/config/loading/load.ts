import { readFileSync } from 'node:fs';
import { commandLine } from '../../io/package.ts';
import { pathFrom } from '../../io/path.ts';
import type { Config } from '../schema/config.ts';
import { checkConfig } from './check.ts';
import {
  ConfigError,
  configError,
  firstLines,
  type Problem,
  problemLines,
  withPositions,
} from './problem.ts';
import { readYaml } from './yaml.ts';

/** A configuration read from a file. */
export interface Loaded {
  readonly config: Config;
  /** One line each: what deserves a word though it works. If there are many, the last line counts those left out. */
  readonly notes: readonly string[];
  /** The same for programs, all of them. */
  readonly noted: readonly Problem[];
}

export interface LoadOptions {
  /** Refuse what works today and may be another thing tomorrow, e.g. a moving image tag. @default false */
  readonly strict?: boolean;
  /** From which the file's path starts. @default the working directory */
  readonly directory?: string;
  /** The day to judge expiry by, as YYYY-MM-DD. @default today, UTC */
  readonly today?: string;
}

/**
 * Reads and checks a configuration file.
 * @throws ConfigError with one line per problem, of the first ones: `file:line:column: path: message`
 */
export function loadConfig(file: string, options: LoadOptions = {}): Loaded {
  return parseConfig(readText(file, options.directory), file, options);
}

/** As {@link loadConfig}, for text that was read already. */
export function parseConfig(yaml: string, file: string, options: LoadOptions = {}): Loaded {
  const { value, problems, locate } = readYaml(yaml, file);
  const checked = checkConfig(value, options.today);
  const errors = [...problems, ...checked.errors, ...(options.strict ? checked.drift : [])];
  if (!checked.config || errors.length > 0) throw configError(withPositions(errors, locate), file);
  const noted = withPositions([...checked.notes, ...checked.drift], locate);
  return { config: checked.config, notes: firstLines(problemLines(noted, file), 'note'), noted };
}

function readText(file: string, directory = '.'): string {
  try {
    return readFileSync(pathFrom(directory, file), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: `no such file. Write one with "${commandLine} init", or name another with $CONNECTOR_CONFIG.`,
      EACCES: 'may not be read. Check its permissions.',
      EISDIR: 'is a folder. Name the file in it.',
    };
    throw new ConfigError([`${file}: ${reasons[code] ?? `cannot be read (${code}).`}`]);
  }
}
