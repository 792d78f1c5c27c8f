import { existsSync } from 'node:fs';

/**
 * The configuration file to use: `$CONNECTOR_CONFIG`, else `connector.yaml` in the working directory, else
 * the fallback.
 */
export function findConfig(
  fallback: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const named = environment['CONNECTOR_CONFIG'];
  return named || (existsSync('connector.yaml') ? 'connector.yaml' : fallback);
}
