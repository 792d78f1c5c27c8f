import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Environment } from '../../io/io.ts';
import { commandLine, packageRoot } from '../../io/package.ts';
import { pathFrom } from '../../io/path.ts';
import { ConfigError } from './problem.ts';

/** The example that `npm start` shows if there is no configuration yet. */
export const exampleFile = join(packageRoot, 'stacks', 'connector.example.yaml');

/** The names that a configuration is found by in the working directory. */
export const configNames = ['connector.yaml', 'connector.yml'] as const;

/**
 * The configuration file to use: `$CONNECTOR_CONFIG`, else the one in the working directory.
 * @param directory that one. @default that of the process
 * @throws ConfigError if there is none, or one of each name
 */
export function findConfig(environment: Environment = process.env, directory = '.'): string {
  const found = namedConfig(environment, directory);
  if (found !== undefined) return found;
  throw new ConfigError([
    `No ${configNames[0]} here, in ${resolve(directory)}. Make one with "${commandLine} init", or name one with $CONNECTOR_CONFIG or --config.`,
  ]);
}

/**
 * As {@link findConfig}, for callers that can do without a file.
 * @returns undefined if there is none
 * @throws ConfigError if there is one of each name
 */
export function namedConfig(environment: Environment = process.env, directory = '.'): string | undefined {
  const named = environment['CONNECTOR_CONFIG'];
  if (named) return named;
  const [found, another] = configNames.filter((name) => existsSync(pathFrom(directory, name)));
  if (another === undefined) return found;
  throw new ConfigError([
    `Both ${found} and ${another} are here, in ${resolve(directory)}. Remove one, or name one with $CONNECTOR_CONFIG or --config.`,
  ]);
}
