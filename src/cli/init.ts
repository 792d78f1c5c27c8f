import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { exampleFile } from '../config/find.ts';
import { parseConfig } from '../config/load.ts';
import { ConfigError } from '../config/problem.ts';
import { CliError } from './error.ts';
import { type Answers, connectorYaml, deliveries } from './template.ts';

type Flags = Partial<Answers> & { readonly out: string };

const help = `
Asks for what the flags leave open; without a terminal, every flag in brackets below is needed.

Examples:
  $ confluence-connector init
  $ confluence-connector init --tenant acme --site acme --username jo@acme.com --hosting cloud
  $ confluence-connector init --tenant acme --site acme --username jo@acme.com --hosting terraform --context prod
  $ confluence-connector init --tenant acme --site acme --username jo@acme.com --hosting gitops --out labs.yaml`;

/** What each answer is asked for, in order. */
const questions: readonly {
  readonly key: keyof Answers;
  readonly message: string;
  readonly when?: (answers: Partial<Answers>) => boolean;
}[] = [
  { key: 'tenant', message: 'ConductorOne tenant (acme for https://acme.conductor.one):' },
  { key: 'site', message: 'Confluence site (acme for https://acme.atlassian.net):' },
  { key: 'username', message: 'E-mail address of the account that owns the API token:' },
  { key: 'hosting', message: 'Who runs the connector?' },
  {
    key: 'context',
    message: 'Kubeconfig context of the cluster:',
    when: ({ hosting }) => hosting === 'terraform',
  },
];

const choices: readonly { readonly value: Answers['hosting']; readonly name: string }[] = [
  { value: 'cloud', name: 'ConductorOne (cloud-hosted)' },
  { value: 'terraform', name: 'you, on Kubernetes, deployed by Terraform' },
  { value: 'gitops', name: 'you, on Kubernetes, deployed by Argo CD, Flux or kubectl' },
];

/** `init`: writes a first, commented connector.yaml; never over a file that is there. */
export function initCommand(): Command {
  return new Command('init')
    .description('write a first connector.yaml')
    .option('--tenant <name>', 'ConductorOne tenant')
    .option('--site <site>', 'Confluence site')
    .option('--username <e-mail>', 'owner of the API token')
    .addOption(new Option('--hosting <way>', 'who runs the connector').choices(deliveries))
    .option('--context <name>', 'kubeconfig context, with --hosting terraform')
    .option('-o, --out <file>', 'the file to write', 'connector.yaml')
    .addHelpText('after', help)
    .action(async ({ out, ...flags }: Flags) => {
      if (existsSync(out)) throw new CliError(presentAlready(out));
      const yaml = connectorYaml(await complete(flags), schemaPath(out));
      parseConfig(yaml, out);
      await write(out, yaml);
      process.stdout.write(`Wrote ${out}. Next: confluence-connector validate --config ${out}\n`);
    });
}

/** Asks for what is missing where somebody is there to answer. */
async function complete(flags: Partial<Answers>): Promise<Answers> {
  const answers: Record<string, string> = { ...flags };
  for (const { key, message, when } of questions) {
    if (answers[key] !== undefined || when?.(answers as Partial<Answers>) === false) continue;
    if (!process.stdin.isTTY)
      throw new CliError(`--${key} is missing, and there is no terminal to ask on.`, 2);
    answers[key] = await ask(key, message);
  }
  return answers as unknown as Answers;
}

async function ask(key: keyof Answers, message: string): Promise<string> {
  // Loaded only where it is needed.
  const { input, select } = await import('@inquirer/prompts');
  if (key === 'hosting') return select({ message, choices });
  return input({ message, required: true, validate: (value) => problemWith(key, value) ?? true });
}

/** What the model says of one answer, the others being right. */
function problemWith(key: keyof Answers, value: string): string | undefined {
  const sound: Answers = {
    tenant: 'acme',
    site: 'acme',
    username: 'jo@acme.com',
    hosting: 'terraform',
    context: 'prod',
  };
  try {
    parseConfig(connectorYaml({ ...sound, [key]: value }), '');
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ message }) => message).join(' ');
  }
}

async function write(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new CliError(`${file} is there already and stays as it is. Name another with --out.`);
    throw new CliError(`${file}: cannot be written (${code}).`);
  }
}

function presentAlready(file: string): string {
  return `${file} is there already and stays as it is. Name another with --out.`;
}

/** The schema's path as an editor finds it from the file, where both are in one project. */
function schemaPath(file: string): string | undefined {
  const path = relative(dirname(resolve(file)), join(dirname(exampleFile), 'connector.schema.json'));
  return path.startsWith('..') ? undefined : path.replaceAll('\\', '/');
}
