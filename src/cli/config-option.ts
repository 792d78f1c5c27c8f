import { InvalidArgumentError, Option } from 'commander';
import { findConfig } from '../config/loading/find.ts';
import { type Loaded, type LoadOptions, loadConfig } from '../config/loading/load.ts';
import type { Io } from '../io/io.ts';
import { plain } from '../text/plain.ts';

/** `--config`, as every command that reads a configuration takes it. */
export const configOption = (): Option =>
  new Option(
    '-c, --config <file>',
    'the configuration (default: $CONNECTOR_CONFIG, else ./connector.yaml)',
  ).argParser(path);

/** The path that an option names; an empty one is a shell variable that is not set. */
export function path(value: string): string {
  if (value) return value;
  throw new InvalidArgumentError('It is empty.');
}

/** Loads the configuration and says on standard error what deserves a word. */
export function load(
  { environment, directory, stderr }: Pick<Io, 'environment' | 'directory' | 'stderr'>,
  file?: string,
  options?: LoadOptions,
): Loaded & { readonly file: string } {
  const found = file ?? findConfig(environment, directory);
  const loaded = loadConfig(found, { ...options, directory });
  for (const note of loaded.notes) stderr.write(`note: ${plain(note)}\n`);
  return { ...loaded, file: found };
}
