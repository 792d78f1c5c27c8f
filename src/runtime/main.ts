import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { Command, CommanderError } from 'commander';
import { capabilities } from './command/capabilities.ts';
import { type ExitCode, exitCode, Interruption } from './command/exit-code.ts';
import { form } from './command/form.ts';
import { createLog } from './command/log.ts';
import { runOnce } from './command/one-shot.ts';
import { addSettings, settingsOf, withWholeSwitches } from './command/parse.ts';
import { LogReporter, type Reporter } from './command/reporter.ts';
import type { Settings } from './command/settings.ts';
import { TerminalReporter } from './command/terminal.ts';
import { traceRequests } from './command/trace.ts';

const help = `
Reads who can do what in a Confluence Cloud site, and writes it into a .c1z file for ConductorOne.

Every flag is also a variable of the environment; the place for secrets is there. A list has commas and no spaces.

Examples:
  $ export BATON_DOMAIN_URL=https://acme.atlassian.net BATON_USERNAME=bot@acme.com BATON_API_KEY=…
  $ confluence-sync
  $ confluence-sync --noun space --verb administer,read --skip-personal-spaces --file spaces.c1z
  $ confluence-sync --log-format json 2>sync.log     # in a pipeline

Exit codes: 0 done; 1 failed; 2 wrong usage; 3 done in part, as some spaces could not be read; 4 refused, as there is
much less than in the previous file; 130 and 143 interrupted. The file is replaced with 0 and 3 only.`;

/**
 * Runs the sync runtime's command line.
 * @param argv as in `process.argv`
 */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  process.stdout.on('error', outputFailed);
  // Whatever becomes of its log, a sync goes on.
  process.stderr.on('error', () => {});
  let code: ExitCode = exitCode.done;
  const program = addSettings(new Command('confluence-sync'))
    .description('The ConductorOne Confluence connector.')
    .version(version(), '-v, --version')
    .addHelpText('after', help)
    .configureHelp({ optionTerm: ({ flags }) => flags.replace(' [boolean]', '') })
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replaceAll('\n', ' ')}\n`) })
    .exitOverride()
    .action(async () => {
      const settings = settingsOf(program);
      if (settings['client-id'] || settings['client-secret']) {
        program.error(
          'error: Service mode is not part of this version. Leave --client-id and --client-secret out.',
        );
      }
      code = await run(settings);
    });
  for (const [name, what, print] of [
    ['capabilities', 'print what the connector can do, as JSON', capabilities],
    ['config', 'print what a form asks for to set it up, as JSON', form],
  ] as const) {
    program
      .command(name)
      .description(what)
      .action(() => {
        process.stdout.write(`${JSON.stringify(print(), null, 2)}\n`);
      });
  }
  try {
    await program.parseAsync(withWholeSwitches(argv));
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    throw error;
  }
}

async function run(settings: Settings): Promise<ExitCode> {
  const stop = new AbortController();
  // A second signal finds no handler, and ends the process at once.
  const onSignal = (signal: NodeJS.Signals) => stop.abort(new Interruption(signal as 'SIGINT' | 'SIGTERM'));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await runOnce(settings, reporterOf(settings), stop.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** People at a terminal get progress, unless they ask for logs. */
function reporterOf(settings: Settings): Reporter {
  const { 'log-format': format, 'log-level': level } = settings;
  const secrets = [settings['api-key'], settings['client-secret'] ?? ''];
  if (process.stderr.isTTY && format === undefined && level !== 'debug') {
    return new TerminalReporter(process.stderr, secrets);
  }
  const usual = process.stderr.isTTY ? 'console' : 'json';
  const log = createLog({ level, format: format ?? usual, secrets }, (text) => process.stderr.write(text));
  if (log.isLevelEnabled('debug')) traceRequests(log);
  return new LogReporter(log);
}

/** Ends where output cannot be written, and goes on where a reader such as `head` has had enough. */
function outputFailed({ code, errno = 0 }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  process.stderr.write(`The output cannot be written: ${getSystemErrorMessage(errno)}.\n`);
  process.exit(exitCode.failed);
}

function version(): string {
  const file = join(import.meta.dirname, '..', '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
