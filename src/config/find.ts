import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The example that stands in where there is no configuration yet. */
export const exampleFile = join(import.meta.dirname, '..', '..', 'stacks', 'connector.example.yaml');

/**
 * The configuration file to use: `$CONNECTOR_CONFIG`, else `connector.yaml` in the working directory, else
 * the embedded example.
 */
export function findConfig(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const named = environment['CONNECTOR_CONFIG'];
  if (named) return named;
  return existsSync('connector.yaml') ? 'connector.yaml' : relative('', exampleFile);
}
