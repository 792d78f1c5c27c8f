import type { Config, Connector } from '../config/schema/config.ts';
import { CliError } from './error.ts';

/**
 * The connectors to look at.
 * @param name the only one, where one is named
 * @throws CliError where there is none of that name
 */
export function namedConnectors(
  { connectors }: Config,
  file: string,
  name: string | undefined,
): readonly Connector[] {
  const named = name === undefined ? connectors : connectors.filter((connector) => connector.name === name);
  if (named.length > 0) return named;
  const names = connectors.map((connector) => connector.name).join(', ');
  throw new CliError(`${file}: no connector "${name}". There are: ${names}.`);
}
