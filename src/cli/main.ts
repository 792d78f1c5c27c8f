import { getSystemErrorMessage } from 'node:util';
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config/loading/problem.ts';
import { version } from '../config/version.ts';
import { outputOf } from '../io/commander.ts';
import type { Io, Output } from '../io/io.ts';
import { Interruption } from '../runtime/cli/exit-code.ts';
import { plain } from '../text/plain.ts';
import { CliError } from './error.ts';

/** The commands, in the order of the help. */
const commands: Readonly<Record<string, (io: Io, program: Command) => Promise<Command>>> = {
  init: async (io) => (await import('./init/init.ts')).initCommand(io),
  validate: async (io) => (await import('./validate.ts')).validateCommand(io),
  doctor: async (io) => (await import('./doctor.ts')).doctorCommand(io),
  image: async (io) => (await import('./image.ts')).imageCommand(io),
  synth: async (io) => (await import('./synth.ts')).synthCommand(io),
  app: async (io) => (await import('./app.ts')).appCommand(io),
  render: async (io) => (await import('./render.ts')).renderCommand(io),
  status: async (io) => (await import('./status.ts')).statusCommand(io),
  namespace: async (io) => (await import('./namespace.ts')).namespaceCommand(io),
  report: async (io) => (await import('./report.ts')).reportCommand(io),
  diff: async (io) => (await import('./diff.ts')).diffCommand(io),
  completion: async ({ stdout }, program) =>
    (await import('../completion/command.ts')).completionCommand(program, (text) => stdout.write(text)),
};

const help = `
Exit codes: 0 done; 1 the configuration is wrong, a check of doctor fails, a checked folder or the access differs, a
connector is not well, or a file cannot be read or written (2 from diff); 2 wrong usage; 130 interrupted.`;

/**
 * Runs the command line.
 * @param argv as in `process.argv`
 * @returns the exit code
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  for (const stream of [io.stdout, io.stderr]) stream.on('error', (error) => outputFailed(io, error));
  const program = new Command('confluence-connector')
    .description('The ConductorOne Confluence v2 connector, as code.')
    .version(version)
    .addHelpText('afterAll', help)
    .configureOutput({
      ...outputOf(io),
      outputError: (text, write) => write(`${plain(text.trim())}\n`),
    })
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  for (const load of loadersFor(argv[2])) {
    const command = await load(io, program);
    program.addCommand(command.copyInheritedSettings(program));
    for (const below of command.commands) below.copyInheritedSettings(program);
  }
  try {
    await program.parseAsync([...argv]);
    return 0;
  } catch (error) {
    return exitCode(error, io.stderr);
  }
}

/** Only the command that is named, which starts twice as fast; all of them for help, completion and what is unknown. */
function loadersFor(name: string | undefined) {
  const named = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  return named && name !== 'completion' ? [named] : Object.values(commands);
}

/** Ends where output cannot be written, and goes on where a reader such as `head` has had enough. */
function outputFailed({ stderr, exit }: Io, { code, errno = 0 }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  stderr.write(`The output cannot be written: ${getSystemErrorMessage(errno)}.\n`);
  exit(1);
}

function exitCode(error: unknown, stderr: Output): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Error && error.name === 'ExitPromptError') return 130;
  if (error instanceof Interruption) return error.exitCode;
  if (error instanceof ConfigError || error instanceof CliError) {
    if (error.message !== '') stderr.write(`${error.message}\n`);
    return error instanceof CliError ? error.exitCode : 1;
  }
  throw error;
}
