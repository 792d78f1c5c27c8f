import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { createTwoFilesPatch } from 'diff';
import { isSelfHosted } from '../config/names.ts';
import type { Config, SelfHostedConnector } from '../config/schema.ts';
import { filesOf, type ManifestsByConnector, writeFiles } from '../kubernetes/files.ts';
import { appliedFiles, manifests } from '../kubernetes/manifests.ts';
import { configOption, load } from './config-option.ts';
import { CliError } from './error.ts';

interface RenderOptions {
  readonly config?: string;
  readonly connector?: string;
  readonly out?: string;
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
    .addOption(new Option('-o, --out <folder>', 'a folder, or - for standard output').default('-'))
    .addOption(
      new Option(
        '--check <folder>',
        'write nothing; exit with 1 and show a diff where the folder differs',
      ).conflicts('out'),
    )
    .addHelpText('after', help)
    .action(async (options: RenderOptions) => {
      const { config, file } = load(options.config);
      const rendered: ManifestsByConnector = new Map(
        chosen(config, file, options.connector).map((connector) => [connector.name, manifests(connector)]),
      );
      if (options.check !== undefined) return check(options.check, rendered);
      if (options.out === '-') process.stdout.write(stream(rendered));
      else if (options.out) {
        await writeFiles(options.out, rendered);
        for (const path of filesOf(rendered).keys()) process.stdout.write(`${join(options.out, path)}\n`);
      }
    });
}

function chosen(config: Config, file: string, name: string | undefined): readonly SelfHostedConnector[] {
  const selfHosted = config.connectors.filter(isSelfHosted);
  if (name === undefined) {
    const wanted = selfHosted.filter(({ hosting }) => hosting.delivery === 'gitops' || hosting.manifests);
    if (wanted.length > 0) return wanted;
    throw new CliError(
      `${file}: no connector has delivery: gitops or manifests: true. Name one with --connector to render it all the same.`,
    );
  }
  const connector = selfHosted.find((candidate) => candidate.name === name);
  if (connector) return [connector];
  throw new CliError(
    config.connectors.some((candidate) => candidate.name === name)
      ? `${file}: ${name} is cloud-hosted: ConductorOne runs it, so there is nothing to render.`
      : `${file}: no connector "${name}". There are: ${config.connectors.map((connector) => connector.name).join(', ')}.`,
  );
}

/** The objects to apply, as one stream of YAML documents. */
function stream(rendered: ManifestsByConnector): string {
  return [...rendered.values()]
    .flatMap((files) => appliedFiles(files).map(([, content]) => content))
    .join('---\n');
}

async function check(folder: string, rendered: ManifestsByConnector): Promise<void> {
  const diffs = await Promise.all(
    [...filesOf(rendered)].map(async ([path, content]) => {
      const target = join(folder, path);
      const present = await readFile(target, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
        throw new CliError(`${target}: cannot be read (${error.code}).`);
      });
      if (present === content) return [];
      const from = present === undefined ? '/dev/null' : target;
      return [
        createTwoFilesPatch(from, `${path} (rendered)`, present ?? '', content, '', '', { context: 3 }),
      ];
    }),
  );
  const differing = diffs.flat();
  if (differing.length === 0) return;
  process.stdout.write(differing.map((patch) => patch.replace(/^=+\n/, '')).join(''));
  throw new CliError(
    `${folder} differs in ${differing.length} file${differing.length === 1 ? '' : 's'}. Write it anew with: confluence-connector render --out ${folder}`,
  );
}
