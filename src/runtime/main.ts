import { getSystemErrorMessage } from 'node:util';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { CommanderError, Option } from 'commander';
import { completionCommand } from '../completion/command.ts';
import { version } from '../config/version.ts';
import { outputOf } from '../io/commander.ts';
import type { Io } from '../io/io.ts';
import { plain } from '../text/plain.ts';
import { capabilitiesAsJson } from './cli/capabilities.ts';
import { configurationSchema } from './cli/configuration-schema.ts';
import { conflictIn } from './cli/conflicts.ts';
import { type ExitCode, exitCode } from './cli/exit-code.ts';
import { checkHealth, endpoints } from './cli/health-check.ts';
import { LogPathError } from './cli/log-output.ts';
import { commandWithSettings, settingsOf, textsOf, wholeFlags, withoutSecretArguments } from './cli/parse.ts';
import { run } from './cli/run.ts';
import { withoutEffect } from './cli/settings/without-effect.ts';
import { settingsSchema } from './cli/settings.ts';
import { readSettingsFile } from './cli/settings-file.ts';
import { folderFlaw, namedFolder, withTemporaryFolder } from './cli/temporary-folder.ts';
import { warningsAbout } from './cli/warnings.ts';
import { HealthError } from './health/server.ts';
import { TelemetryError } from './telemetry/error.ts';

const help = `
Reads who can do what in a Confluence Cloud site, and writes it into a .c1z file for ConductorOne. With a client id and
a client secret it serves ConductorOne until it is stopped: it syncs when it is asked to, and uploads what it has read;
with --provisioning it grants and revokes.

Every flag is also a variable of the environment, and a key in the YAML file that BATON_CONFIG_PATH names, or else in
./.baton.yaml: flags come before variables, and these before the file. The place for secrets is in variables, or in files
that the flags ending in -file name. A list has commas and no spaces.

--grant-entitlement, with --grant-principal and --grant-principal-type, and --revoke-grant change one thing instead of a
sync. What is so already is left as it is.

Examples:
  $ export BATON_DOMAIN_URL=https://acme.atlassian.net BATON_USERNAME=bot@acme.com BATON_API_KEY=…
  $ confluence-sync
  $ confluence-sync --noun space --verb administer,read --skip-personal-spaces --file spaces.c1z
  $ confluence-sync --log-format json 2>sync.log     # in a pipeline
  $ confluence-sync --revoke-grant space:65536:delete-page:user:5b10a2844c20165700ede21g

Flags of Baton connectors that have no effect here, and are warned of if they are set:
${lines(
  Object.keys(withoutEffect)
    .map((name) => `--${name}`)
    .join(', '),
)}
Exit codes: 0 done; 1 failed; 2 wrong usage; 3 done in part, as something could not be read; 4 refused, as there is
much less than in the previous file; 129, 130 and 143 interrupted. The file is replaced with 0 and 3 only.`;

/** From so many bytes in use on, garbage is worth the time that it takes to collect it. */
const largeHeap = 96 * 2 ** 20;

/**
 * Has V8 let less garbage pile up, which by default is several times what is in use: for a large site a third less
 * memory. A usual one stays below, and would only take longer. It is for the whole process.
 */
export function limitGarbage(): void {
  const watch = setInterval(() => {
    // process.memoryUsage wants /proc, which a sandbox may not have.
    if (getHeapStatistics().used_heap_size < largeHeap) return;
    clearInterval(watch);
    setFlagsFromString('--heap-growing-percent=30');
  }, 100).unref();
}

/** A text in lines, with a margin. */
function lines(text: string): string {
  return text.replaceAll(/(.{1,116})(?: |$)/g, '  $1\n');
}

/**
 * Runs the sync runtime's command line.
 * @param argv as in `process.argv`
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { stdout, stderr, environment } = io;
  stdout.on('error', (error) => outputFailed(io, error));
  // Whatever becomes of its log, a sync goes on.
  stderr.on('error', () => {});
  let code: ExitCode = exitCode.done;
  const program = commandWithSettings('confluence-sync', environment, await readSettingsFile(io))
    .description('The ConductorOne Confluence connector.')
    .version(version, '-v, --version')
    .addHelpText('after', help)
    .configureHelp({ optionTerm: ({ flags }) => flags.replace(' [boolean]', '') })
    .configureOutput({
      ...outputOf(io),
      outputError: (text, write) => write(`${plain(withoutSecretArguments(text, argv).trim())}\n`),
    })
    .exitOverride()
    .action(async () => {
      const settings = settingsOf(program, io.directory);
      const conflict = conflictIn(settings);
      if (conflict) program.error(`error: ${conflict}`);
      const temporary = namedFolder(program);
      const flaw = temporary && folderFlaw(temporary, io.directory);
      if (flaw) program.error(`error: ${flaw}`);
      const surroundings = temporary ? withTemporaryFolder(io, temporary.path) : io;
      code = await run(settings, warningsAbout(program, settings), surroundings);
    });
  for (const [name, what, print] of [
    ['capabilities', 'print what the connector can do, as JSON', capabilitiesAsJson],
    ['config', 'print what a form asks for to set it up, as JSON', configurationSchema],
  ] as const) {
    program
      .command(name)
      .description(what)
      .action(() => {
        stdout.write(`${JSON.stringify(print(), null, 2)}\n`);
      });
  }
  program
    .command('health-check')
    .description('ask a running connector how it is; exit code 0 where it is well')
    .addOption(new Option('--endpoint <name>', 'what to ask').choices(endpoints).default('health'))
    .addOption(new Option('--timeout <seconds>', 'how long to wait').argParser(Number).default(5))
    .action(async ({ endpoint, timeout }) => {
      const { 'health-check-bind-address': address, 'health-check-port': port } = settingsSchema
        .pick({ 'health-check-bind-address': true, 'health-check-port': true })
        .parse(textsOf(program));
      await checkHealth({ address, port, endpoint, timeout: timeout * 1000 });
    });
  program.addCommand(
    completionCommand(program, (script) => stdout.write(script)).copyInheritedSettings(program),
  );
  try {
    await program.parseAsync(wholeFlags(argv));
    return code;
  } catch (error) {
    if (error instanceof HealthError) {
      stderr.write(`${plain(error.message)}\n`);
      return exitCode.failed;
    }
    if (error instanceof LogPathError || error instanceof TelemetryError) {
      stderr.write(`error: ${plain(error.message)}\n`);
      return exitCode.usage;
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    throw error;
  }
}

/** Ends where output cannot be written, and goes on where a reader such as `head` has had enough. */
function outputFailed({ stderr, exit }: Io, { code, errno = 0 }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  stderr.write(`The output cannot be written: ${getSystemErrorMessage(errno)}.\n`);
  exit(exitCode.failed);
}
