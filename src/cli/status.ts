import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Check, Obstacle } from '../clients/check.ts';
import { clusterOf } from '../clients/cluster.ts';
import { ConductorOne, credentialVariables } from '../clients/conductorone.ts';
import { type ClusterAccess, Kubectl } from '../clients/kubectl.ts';
import { isSelfHosted } from '../config/derived/names.ts';
import type { Config, Connector, SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { milliseconds } from '../config/schema/duration.ts';
import type { Environment, Io } from '../io/io.ts';
import { type ConnectorStatus, connectorStatus } from '../status/status.ts';
import { asJson } from '../text/json.ts';
import { plain } from '../text/plain.ts';
import { configOption, load } from './config-option.ts';
import { namedConnectors } from './connectors.ts';
import { CliError } from './error.ts';
import { endOnSignals } from './interruption.ts';
import { checkTable, takesColours } from './table.ts';

interface StatusOptions {
  readonly config?: string;
  readonly connector?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly rolloutOnly?: boolean;
  readonly tail: number;
  readonly watch?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly json?: boolean;
}

const help = `
Checks:
  rollout   the Deployment's pods are up to date and available
  pod       each pod is ready; else why not, with its restarts and last log lines
  health    a ready pod says that Confluence accepts its credentials
  sync      ConductorOne has data of the connector; asked where its API credential is in the environment

Only reads. Needs kubectl, and the rights to get pods and their logs and to forward a port to them.

Examples:
  $ confluence-connector status
  $ confluence-connector status --connector confluence --context production   # delivered by GitOps
  $ confluence-connector status --watch --timeout 10m                         # in CI, after a deployment
  $ confluence-connector status --json | jq '.connectors[].checks[] | select(.state != "ok")'`;

/** `status`: says whether the connectors run and sync, and what to do where they don't. */
export function statusCommand(io: Io): Command {
  return new Command('status')
    .description('say whether the connectors run and sync')
    .addOption(configOption())
    .option('--connector <name>', 'only this one')
    .option('--context <name>', 'kubeconfig context, where the configuration names no cluster')
    .option('--kubeconfig <file>', 'kubeconfig file of that context')
    .option('--rollout-only', 'look at the rollout and the pods only')
    .addOption(new Option('--tail <lines>', 'log lines of each pod').default(5).argParser(lines))
    .option('--watch', 'look again until all is well or waiting is no use, and show what has changed')
    .addOption(
      new Option('--timeout <duration>', 'with --watch: give up after e.g. 90s, 10m or 1h').argParser(
        duration,
      ),
    )
    .option('--json', 'JSON in place of the table; with --watch one line for each change')
    .addHelpText('after', help)
    .action(async (options: StatusOptions) => {
      endOnSignals(io);
      if (options.timeout !== undefined && !options.watch) {
        throw new CliError('--timeout goes with --watch only.', 2);
      }
      const { config, file } = load(io, options.config);
      const connectors = chosen(config, file, options);
      const clusters = new Map(
        connectors
          .filter(isSelfHosted)
          .map((connector) => [connector.name, new Kubectl(access(connector, options, io.environment), io)]),
      );
      const conductorOne = options.rolloutOnly ? undefined : conductorOneOf(config, io.environment);
      const look = async () => {
        const statuses: ConnectorStatus[] = [];
        for (const connector of connectors) {
          const kubectl = clusters.get(connector.name);
          const sources = { kubectl, conductorOne, state: config.state, surroundings: io };
          const wanted = { health: !options.rolloutOnly, logLines: options.tail };
          statuses.push(await connectorStatus(connector, sources, wanted));
        }
        return statuses;
      };
      await follow(io, look, options);
    });
}

/** Looks once, or until all is well. @throws CliError where it is not */
async function follow(
  io: Io,
  look: () => Promise<readonly ConnectorStatus[]>,
  options: StatusOptions,
): Promise<void> {
  const end = Date.now() + (options.timeout ?? Number.POSITIVE_INFINITY);
  // Milliseconds; the cluster minds being asked less than Confluence and ConductorOne do.
  const interval = options.rolloutOnly ? 2_000 : 10_000;
  let shown = '';
  for (;;) {
    const statuses = await look();
    // Log lines come and go all the time: they are no change by themselves.
    const state = JSON.stringify(statuses.map(({ checks }) => checks));
    if (state !== shown) {
      io.stdout.write(
        options.json ? json(statuses, options) : text(statuses, shown !== '', takesColours(io)),
      );
    }
    shown = state;
    const troubled = statuses.filter(({ ok }) => !ok).map(({ connector }) => connector);
    if (troubled.length === 0) return;
    const hopeless = statuses.some(({ checks }) => checks.some(({ lasting }) => lasting));
    if (!options.watch || hopeless) throw new CliError(`Not well: ${troubled.join(', ')}.`);
    if (Date.now() + interval > end) {
      throw new CliError(`The time is up, and not well: ${troubled.join(', ')}.`);
    }
    await sleep(interval);
  }
}

function chosen(
  config: Config,
  file: string,
  { connector: name, rolloutOnly }: StatusOptions,
): readonly Connector[] {
  const named = namedConnectors(config, file, name);
  const wanted = rolloutOnly ? named.filter(isSelfHosted) : named;
  if (wanted.length > 0) return wanted;
  throw new CliError(
    `${file}: ConductorOne runs ${name ?? 'every connector'}: there is no rollout to look at.`,
  );
}

/** @throws CliError where nobody names the cluster */
function access(
  connector: SelfHostedConnectorConfig,
  options: StatusOptions,
  environment: Environment,
): ClusterAccess {
  try {
    return clusterOf(connector, options, environment);
  } catch (error) {
    throw error instanceof Obstacle ? new CliError(`${error.message} ${error.remedy}`, 2) : error;
  }
}

/** ConductorOne, or the check that says why it is not asked. */
function conductorOneOf({ conductorone }: Config, environment: Environment): ConductorOne | Check {
  const remedy = `Set ${credentialVariables(conductorone).join(' and ')} to an API credential of ConductorOne.`;
  return (
    ConductorOne.of(conductorone, environment) ?? {
      name: 'sync',
      state: 'skipped',
      message: 'ConductorOne was not asked: no credentials',
      remedy,
    }
  );
}

function text(statuses: readonly ConnectorStatus[], again: boolean, coloured: boolean): string {
  const rows = statuses.flatMap(({ connector, checks }) =>
    checks.map((check) => ({ subject: connector, check })),
  );
  const logs = statuses
    .flatMap(({ pods = [] }) => pods)
    .filter(({ log }) => log.length > 0)
    .map(
      ({ name, log }) =>
        `\nLast log lines of ${plain(name)}:\n${log.map((line) => `  ${plain(line)}\n`).join('')}`,
    );
  return `${again ? '\n' : ''}${checkTable('CONNECTOR', rows, coloured)}${logs.join('')}`;
}

function json(connectors: readonly ConnectorStatus[], { watch }: StatusOptions): string {
  const ok = connectors.every((connector) => connector.ok);
  return `${asJson({ ok, connectors }, watch ? undefined : 2)}\n`;
}

function lines(value: string): number {
  if (/^\d{1,4}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Write a whole number of lines, 0 for none.');
}

function duration(value: string): number {
  const parsed = milliseconds(value);
  if (parsed !== undefined) return parsed;
  throw new InvalidArgumentError('Write it like "90s", "10m" or "1h".');
}
