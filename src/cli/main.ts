import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config/problem.ts';
import { CliError } from './error.ts';
import { initCommand } from './init.ts';
import { renderCommand } from './render.ts';
import { validateCommand } from './validate.ts';

const { version } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
) as {
  readonly version: string;
};

const help = `
Exit codes: 0 done; 1 the configuration is wrong or a checked folder differs; 2 wrong usage; 130 interrupted.

The configuration is --config, else $CONNECTOR_CONFIG, else ./connector.yaml, else the embedded example.`;

/**
 * Runs the command line.
 * @param argv as in `process.argv`
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  // A reader such as `head` may leave before everything is written.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  const program = new Command('confluence-connector')
    .description('The ConductorOne Confluence v2 connector, as code.')
    .version(version)
    .addHelpText('after', help)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  for (const command of [initCommand(), validateCommand(), renderCommand()]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  try {
    await program.parseAsync([...argv]);
    return 0;
  } catch (error) {
    return exitCode(error);
  }
}

function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Error && error.name === 'ExitPromptError') return 130;
  if (error instanceof ConfigError || error instanceof CliError) {
    if (error.message) process.stderr.write(`${error.message}\n`);
    return error instanceof CliError ? error.exitCode : 1;
  }
  throw error;
}
