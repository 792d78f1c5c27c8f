import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { createTwoFilesPatch } from 'diff';
import { isSelfHosted } from '../config/names.ts';
import type { Config, Connector, SelfHostedConnector } from '../config/schema.ts';
import { filesOf, type ManifestsByConnector, writeFiles } from '../kubernetes/files.ts';
import { appliedFiles, manifests } from '../kubernetes/manifests.ts';
import { configOption, load, path } from './config-option.ts';
import { CliError, fileError } from './error.ts';

interface RenderOptions {
  readonly config?: string;
  readonly connector?: string;
  readonly out: string;
  readonly check?: string;
}

const help = `
Without --connector, renders every connector with delivery: gitops or manifests: true. Standard output gets
the objects to apply; a folder also gets each connector's kustomization and the template of its Secret.

Examples:
  $ confluence-connector render --connector confluence | kubectl apply -f -
  $ confluence-connector render --out deploy/confluence
  $ confluence-connector render --check deploy/confluence    # in CI: exit code 1 and a diff where it differs`;

/** `render`: writes the workloads' YAML, or compares it with a folder. */
export function renderCommand(): Command {
  return new Command('render')
    .description('write the Kubernetes YAML of the self-hosted connectors')
    .addOption(configOption())
    .option('--connector <name>', 'only this one')
    .addOption(
      new Option('-o, --out <folder>', 'a folder, or - for standard output').default('-').argParser(path),
    )
    .addOption(
      new Option('--check <folder>', 'write nothing; exit with 1 and show a diff where the folder differs')
        .argParser(path)
        .conflicts('out'),
    )
    .addHelpText('after', help)
    .action(async (options: RenderOptions) => {
      const { config, file } = load(options.config);
      const rendered: ManifestsByConnector = new Map(
        chosen(config, file, options.connector).map((connector) => [connector.name, manifests(connector)]),
      );
      if (options.check !== undefined) return check(options.check, rendered);
      if (options.out === '-') process.stdout.write(stream(rendered));
      else await write(options.out, rendered);
    });
}

function chosen(config: Config, file: string, name: string | undefined): readonly SelfHostedConnector[] {
  const selfHosted = config.connectors.filter(isSelfHosted);
  if (name === undefined) {
    const wanted = selfHosted.filter(({ hosting }) => hosting.delivery === 'gitops' || hosting.manifests);
    if (wanted.length > 0) return wanted;
    throw new CliError(
      selfHosted.length > 0
        ? `${file}: no connector has delivery: gitops or manifests: true. To render one all the same, name it with --connector: ${namesOf(selfHosted)}.`
        : `${file}: every connector is cloud-hosted: ConductorOne runs it, so there is nothing to render.`,
    );
  }
  const connector = selfHosted.find((candidate) => candidate.name === name);
  if (connector) return [connector];
  throw new CliError(
    config.connectors.some((candidate) => candidate.name === name)
      ? `${file}: ${name} is cloud-hosted: ConductorOne runs it, so there is nothing to render.`
      : `${file}: no connector "${name}". There are: ${namesOf(config.connectors)}.`,
  );
}

function namesOf(connectors: readonly Connector[]): string {
  return connectors.map(({ name }) => name).join(', ');
}

/** The objects to apply, as one stream of YAML documents. */
function stream(rendered: ManifestsByConnector): string {
  return [...rendered.values()]
    .flatMap((files) => appliedFiles(files).map(([, content]) => content))
    .join('---\n');
}

/** Writes the files and lists them; writes none where something stands in the way of one. */
async function write(folder: string, rendered: ManifestsByConnector): Promise<void> {
  const remedy = 'Name another folder with --out.';
  const files = [...filesOf(rendered).keys()].map((path) => join(folder, path));
  for (const file of files) await read(file, remedy);
  try {
    await writeFiles(folder, rendered);
  } catch (error) {
    throw fileError((error as NodeJS.ErrnoException).path ?? folder, error, remedy);
  }
  process.stdout.write(files.map((file) => `${file}\n`).join(''));
}

async function check(folder: string, rendered: ManifestsByConnector): Promise<void> {
  const patches: string[] = [];
  for (const [path, content] of filesOf(rendered)) {
    const file = join(folder, path);
    const present = await read(file, 'Name another folder with --check.');
    if (present === content) continue;
    const from = present === undefined ? '/dev/null' : file;
    const patch = createTwoFilesPatch(from, `${path} (rendered)`, present ?? '', content);
    patches.push(patch.replace(/^=+\n/, ''));
  }
  if (patches.length === 0) return;
  process.stdout.write(patches.join(''));
  throw new CliError(
    `${folder} differs in ${patches.length} file${patches.length === 1 ? '' : 's'}. To write it anew, give --out in place of --check.`,
  );
}

/** A file's text; none where there is no such file. */
async function read(file: string, remedy: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError(file, error, remedy);
  }
}
