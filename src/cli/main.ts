import { getSystemErrorMessage } from 'node:util';
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config/loading/problem.ts';
import { version } from '../config/version.ts';
import { Interruption } from '../runtime/cli/exit-code.ts';
import { plain } from '../text/plain.ts';
import { CliError } from './error.ts';

/** The commands, in the order of the help. */
const commands: Readonly<Record<string, (program: Command) => Promise<Command>>> = {
  init: async () => (await import('./init.ts')).initCommand(),
  validate: async () => (await import('./validate.ts')).validateCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
  image: async () => (await import('./image.ts')).imageCommand(),
  render: async () => (await import('./render.ts')).renderCommand(),
  status: async () => (await import('./status.ts')).statusCommand(),
  namespace: async () => (await import('./namespace.ts')).namespaceCommand(),
  report: async () => (await import('./report.ts')).reportCommand(),
  diff: async () => (await import('./diff.ts')).diffCommand(),
  completion: async (program) => (await import('../completion/command.ts')).completionCommand(program),
};

const help = `
Exit codes: 0 done; 1 the configuration is wrong, a check of doctor fails, a checked folder or the access differs, a
connector is not well, or a file cannot be read or written (2 from diff); 2 wrong usage; 130 interrupted.`;

/**
 * Runs the command line.
 * @param argv as in `process.argv`
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', outputFailed);
  const program = new Command('confluence-connector')
    .description('The ConductorOne Confluence v2 connector, as code.')
    .version(version)
    .addHelpText('afterAll', help)
    .configureOutput({ outputError: (text, write) => write(`${plain(text.trim())}\n`) })
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  for (const load of loadersFor(argv[2])) {
    const command = await load(program);
    program.addCommand(command.copyInheritedSettings(program));
    for (const below of command.commands) below.copyInheritedSettings(program);
  }
  try {
    await program.parseAsync([...argv]);
    return 0;
  } catch (error) {
    return exitCode(error);
  }
}

/** Only the command that is named, which starts twice as fast; all of them for help, completion and what is unknown. */
function loadersFor(name: string | undefined) {
  const named = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  return named && name !== 'completion' ? [named] : Object.values(commands);
}

/** Ends where output cannot be written, and goes on where a reader such as `head` has had enough. */
function outputFailed({ code, errno = 0 }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  process.stderr.write(`The output cannot be written: ${getSystemErrorMessage(errno)}.\n`);
  process.exit(1);
}

function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Error && error.name === 'ExitPromptError') return 130;
  if (error instanceof Interruption) return error.exitCode;
  if (error instanceof ConfigError || error instanceof CliError) {
    if (error.message !== '') process.stderr.write(`${error.message}\n`);
    return error instanceof CliError ? error.exitCode : 1;
  }
  throw error;
}
