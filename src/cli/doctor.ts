import { Command } from 'commander';
import { hasBundledImage } from '../config/derived/bundled-image.ts';
import { configNames, findConfig } from '../config/loading/find.ts';
import type { Loaded } from '../config/loading/load.ts';
import { ConfigError } from '../config/loading/problem.ts';
import { bundledImage } from '../config/schema/image.ts';
import { checksHelp, examine, type Finding, toolFindings } from '../doctor/doctor.ts';
import type { Io } from '../io/io.ts';
import { asJson } from '../text/json.ts';
import { configOption, load } from './config-option.ts';
import { namedConnectors } from './connectors.ts';
import { CliError } from './error.ts';
import { endOnSignals } from './interruption.ts';
import { checkTable, takesColours } from './table.ts';

interface DoctorOptions {
  readonly config?: string;
  readonly connector?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly json?: boolean;
}

const help = `
Checks:
${checksHelp()}

Only reads, and keeps nothing: a dry run is judged and forgotten. Secrets come from the environment, as a deployment
takes them: CONDUCTORONE_CLIENT_ID and CONDUCTORONE_CLIENT_SECRET (or their Terraform variables), and TF_VAR_<variable>
for the API token. With GitOps that is in the secret store, where nobody looks: BATON_API_KEY may hold it. It is sent to
one site only: the one that BATON_DOMAIN_URL names, or that of all the connectors looked at. As with confluence-sync,
BATON_GATEWAY_URL is where Atlassian takes scoped tokens. What cannot be looked at is skipped. Whether the API
credential may make things in ConductorOne, only a deployment shows.

Examples:
  $ confluence-connector doctor
  $ confluence-connector doctor --connector confluence --context production   # delivered by GitOps
  $ confluence-connector doctor && npx cdktf deploy confluence                # in CI
  $ confluence-connector doctor --json | jq '.checks[] | select(.state == "failed")'`;

/** `doctor`: says whether a deployment will find what it needs, and what to do where it will not. */
export function doctorCommand(io: Io): Command {
  return new Command('doctor')
    .description('say what a deployment would fail for, before it')
    .addOption(configOption())
    .option('--connector <name>', 'only this one')
    .option('--context <name>', 'kubeconfig context, where the configuration names no cluster')
    .option('--kubeconfig <file>', 'kubeconfig file of that context')
    .option('--json', 'JSON in place of the table')
    .addHelpText('after', help)
    .action(async (options: DoctorOptions) => {
      endOnSignals(io);
      const found = await lookedAt(io, options);
      io.stdout.write(options.json ? json(found) : checkTable('SUBJECT', found, takesColours(io)));
      const failed = found.filter(isFailed).length;
      if (failed > 0) throw new CliError(failed === 1 ? '1 check failed.' : `${failed} checks failed.`);
    });
}

async function lookedAt(io: Io, options: DoctorOptions): Promise<readonly Finding[]> {
  const { connector, context, kubeconfig } = options;
  let file: string = configNames[0];
  let loaded: Loaded;
  try {
    file = options.config ?? findConfig(io.environment, io.directory);
    loaded = load(io, file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [...problemsOf(file, error), ...(await toolFindings(io, context !== undefined))];
  }
  const { config, notes } = loaded;
  const connectors = namedConnectors(config, file, connector);
  const valid = `valid: ${config.connectors.map(({ name }) => name).join(', ')}`;
  const bundled = connectors.some(hasBundledImage);
  const check = {
    name: 'configuration',
    state: 'ok',
    message: bundled ? `${valid}; bundled is ${bundledImage}` : valid,
    details: { notes, ...(bundled && { bundledImage }) },
  } as const;
  const found = await examine(config, connectors, { context, kubeconfig }, io);
  return [{ subject: file, check }, ...found];
}

function problemsOf(subject: string, { message, count }: ConfigError): readonly Finding[] {
  return message.split('\n').map((line) => ({
    subject,
    check: { name: 'configuration', state: 'failed', message: line, details: { problems: count } },
  }));
}

function isFailed({ check }: Finding): boolean {
  return check.state === 'failed';
}

function json(found: readonly Finding[]): string {
  const ok = !found.some(isFailed);
  const checks = found.map(({ subject, check: { name, state, message, remedy, details } }) => ({
    subject,
    name,
    state,
    message,
    remedy,
    details,
  }));
  return `${asJson({ ok, checks }, 2)}\n`;
}
