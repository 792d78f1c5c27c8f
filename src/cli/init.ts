import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { Command, Option } from 'commander';
import { configNames, exampleFile } from '../config/loading/find.ts';
import { parseConfig } from '../config/loading/load.ts';
import { ConfigError } from '../config/loading/problem.ts';
import type { Io } from '../io/io.ts';
import { commandLine } from '../io/package.ts';
import { pathFrom } from '../io/path.ts';
import { path } from './config-option.ts';
import { CliError, fileError } from './error.ts';
import { type Answers, connectorYaml, deliveries } from './template.ts';

type Flags = Partial<Answers>;

const help = `
Asks for what the flags leave open. Without a terminal, give them all; --context goes with --hosting terraform only.

Examples:
  $ confluence-connector init
  $ confluence-connector init --tenant acme --site acme --username jo@acme.com --hosting cloud
  $ confluence-connector init --tenant acme --site acme --username jo@acme.com --hosting terraform --context prod
  $ confluence-connector init --tenant acme --site acme --username jo@acme.com --hosting gitops --out labs.yaml`;

const choices: readonly { readonly value: Answers['hosting']; readonly name: string }[] = [
  { value: 'cloud', name: 'ConductorOne (cloud-hosted)' },
  { value: 'terraform', name: 'you, on Kubernetes, deployed by Terraform' },
  { value: 'gitops', name: 'you, on Kubernetes, deployed by Argo CD, Flux or kubectl' },
];

/** Answers that the model accepts, for judging one of them at a time. */
const sound: Required<Answers> = {
  tenant: 'acme',
  site: 'acme',
  username: 'jo@acme.com',
  hosting: 'terraform',
  context: 'prod',
};

const keys = Object.keys(sound) as readonly (keyof Answers)[];

/** `init`: writes a first, commented connector.yaml; never over a file that is there. */
export function initCommand(io: Io): Command {
  return new Command('init')
    .description('write a first connector.yaml')
    .option('--tenant <name>', 'ConductorOne tenant')
    .option('--site <site>', 'Confluence site')
    .option('--username <e-mail>', 'owner of the API token')
    .addOption(new Option('--hosting <way>', 'who runs the connector').choices(deliveries))
    .option('--context <name>', 'kubeconfig context, with --hosting terraform')
    .addOption(
      new Option('-o, --out <file>', 'the file to write, or - for standard output')
        .default('connector.yaml')
        .argParser(path),
    )
    .addHelpText('after', help)
    .action(async ({ out, ...flags }: Flags & { readonly out: string }) => {
      const toOutput = out === '-';
      const present = toOutput ? undefined : presentFor(io.directory, out);
      if (present !== undefined) throw presentAlready(present);
      check(io, flags);
      const yaml = connectorYaml(
        await complete(io, flags),
        toOutput ? undefined : schemaPath(io.directory, out),
      );
      if (toOutput) {
        io.stdout.write(yaml);
        return;
      }
      await write(io.directory, out, yaml);
      io.stdout.write(`Wrote ${out}. Next: ${commandLine} validate --config ${out}\n`);
    });
}

/** Refuses wrong flags, and missing ones where nobody is there to ask. */
function check({ stdin, stderr }: Io, flags: Flags): void {
  const { hosting, context } = flags;
  const wrong = keys.flatMap((key) => {
    const problem = flags[key] === undefined ? undefined : problemWith(key, flags[key]);
    return problem === undefined ? [] : [`--${key}: ${problem}`];
  });
  if (context !== undefined && hosting !== undefined && hosting !== 'terraform') {
    wrong.push(`--context: not used with --hosting ${hosting}. Leave it out.`);
  }
  const missing = keys.filter(
    (key) => flags[key] === undefined && (key !== 'context' || hosting === 'terraform'),
  );
  if (missing.length > 0 && !(stdin.isTTY && stderr.isTTY)) {
    wrong.push(`Missing, with no terminal to ask on: ${missing.map((key) => `--${key}`).join(', ')}.`);
  }
  if (wrong.length > 0) throw new CliError(wrong, 2);
}

/** Asks for what the flags leave open. */
async function complete(io: Io, flags: Flags): Promise<Answers> {
  // Ctrl-D leaves a question open with nothing to wait for: it ends as Ctrl-C does.
  const interrupted = () => io.exit(130);
  io.events.once('beforeExit', interrupted);
  const tenant =
    flags.tenant ?? (await ask(io, 'tenant', 'ConductorOne tenant (acme for https://acme.conductor.one):'));
  const site =
    flags.site ?? (await ask(io, 'site', 'Confluence site (acme for https://acme.atlassian.net):'));
  const username =
    flags.username ?? (await ask(io, 'username', 'E-mail address of the account that owns the API token:'));
  const hosting = flags.hosting ?? (await choose(io, 'Who runs the connector?'));
  const context =
    hosting === 'terraform'
      ? (flags.context ?? (await ask(io, 'context', 'Kubeconfig context of the cluster:')))
      : undefined;
  io.events.off('beforeExit', interrupted);
  return { tenant, site, username, hosting, context };
}

// The prompts are loaded only where they are needed, and leave standard output alone.

async function ask({ stdin, stderr }: Io, key: keyof Answers, message: string): Promise<string> {
  const { input } = await import('@inquirer/prompts');
  const validate = (value: string) => problemWith(key, value) ?? true;
  return input({ message, validate }, { input: stdin, output: stderr });
}

async function choose({ stdin, stderr }: Io, message: string): Promise<Answers['hosting']> {
  const { select } = await import('@inquirer/prompts');
  return select({ message, choices }, { input: stdin, output: stderr });
}

/** What the model says of one answer, the others being right. */
function problemWith(key: keyof Answers, value: string): string | undefined {
  try {
    parseConfig(connectorYaml({ ...sound, [key]: value }), '');
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ message }) => message).join(' ');
  }
}

async function write(directory: string, file: string, content: string): Promise<void> {
  try {
    await writeFile(pathFrom(directory, file), content, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw presentAlready(file);
    throw fileError(file, error, 'Name another with --out.');
  }
}

/** What is in a new file's place: itself, or a configuration that would be found beside it. */
function presentFor(directory: string, file: string): string | undefined {
  const isFound = configNames.some((name) => name === basename(file));
  const rivals = isFound ? configNames.map((name) => join(dirname(file), name)) : [];
  return [file, ...rivals].find((rival) => existsSync(pathFrom(directory, rival)));
}

function presentAlready(file: string): CliError {
  return new CliError(`${file} is there already and stays as it is. Name another with --out.`);
}

/** The schema's path as an editor finds it from the file, where both are in one project. */
function schemaPath(directory: string, file: string): string | undefined {
  const schema = join(dirname(exampleFile), 'connector.schema.json');
  const project = join(dirname(schema), '..').replace(/[\\/]node_modules[\\/].*$/, '');
  const target = resolve(directory, file);
  return target.startsWith(project + sep)
    ? relative(dirname(target), schema).replaceAll('\\', '/')
    : undefined;
}
