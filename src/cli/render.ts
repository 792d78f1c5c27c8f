import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { createTwoFilesPatch } from 'diff';
import { isSelfHosted } from '../config/derived/names.ts';
import type { Config, Connector, SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { textBelow } from '../files/links.ts';
import type { Io } from '../io/io.ts';
import { pathFrom, pathIn } from '../io/path.ts';
import { holdsSecrets, matchesTemplate, redactedManifest } from '../kubernetes/filled-in-secrets.ts';
import { filesOf, type ManifestsByConnector, writeFiles } from '../kubernetes/manifest-files.ts';
import { appliedFiles, awaitedFiles, manifests } from '../kubernetes/manifests.ts';
import { removeStale, type Stale, staleFiles } from '../kubernetes/stale-files.ts';
import { counted } from '../text/count.ts';
import { visible } from '../text/plain.ts';
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
the objects to apply; a folder also gets each connector's kustomization and the template of its Secret. What an
earlier rendering has left in it, e.g. of a connector that has another name now, is removed, unless --connector is
given. A template that is filled in stays as it is, and so do files of others.

Examples:
  $ confluence-connector render --connector confluence | kubectl apply -f -
  $ confluence-connector render --out deploy
  $ confluence-connector render --check deploy    # in CI: exit code 1 and a diff where it differs`;

/** `render`: writes the workloads' YAML, or compares it with a folder. */
export function renderCommand(io: Io): Command {
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
      const { config, file } = load(io, options.config);
      const rendered: ManifestsByConnector = new Map(
        chosen(config, file, options.connector).map((connector) => [connector.name, manifests(connector)]),
      );
      const all = options.connector === undefined;
      const folder = options.check ?? (options.out === '-' ? undefined : options.out);
      if (rendered.size === 0) await refuseUnlessStale(io, config, file, folder);
      if (options.check !== undefined) return check(io, options.check, rendered, all);
      if (options.out === '-') io.stdout.write(stream(rendered));
      else await write(io, options.out, rendered, all);
    });
}

function chosen(
  config: Config,
  file: string,
  name: string | undefined,
): readonly SelfHostedConnectorConfig[] {
  const selfHosted = config.connectors.filter(isSelfHosted);
  if (name === undefined) {
    return selfHosted.filter(({ hosting }) => hosting.delivery === 'gitops' || hosting.manifests);
  }
  const connector = selfHosted.find((candidate) => candidate.name === name);
  if (connector) return [connector];
  throw new CliError(
    config.connectors.some((candidate) => candidate.name === name)
      ? `${file}: ${name} is cloud-hosted: ConductorOne runs it, so there is nothing to render.`
      : `${file}: no connector "${name}". There are: ${namesOf(config.connectors)}.`,
  );
}

/** Nothing to render is an error, but for a folder with files of a connector that is gone. */
async function refuseUnlessStale(
  { directory }: Io,
  config: Config,
  file: string,
  folder: string | undefined,
): Promise<void> {
  if (folder !== undefined && (await staleFiles(folder, new Map(), true, directory)).files.size > 0) return;
  const selfHosted = config.connectors.filter(isSelfHosted);
  throw new CliError(
    selfHosted.length > 0
      ? `${file}: no connector has delivery: gitops or manifests: true. To render one all the same, name it with --connector: ${namesOf(selfHosted)}.`
      : `${file}: every connector is cloud-hosted: ConductorOne runs it, so there is nothing to render.`,
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
async function write(io: Io, folder: string, rendered: ManifestsByConnector, all: boolean): Promise<void> {
  const { directory } = io;
  const remedy = 'Name another folder with --out.';
  const paths = [...filesOf(rendered).keys()];
  for (const path of paths) await read(directory, folder, path, remedy);
  let kept: readonly string[];
  let stale: Stale;
  try {
    stale = await staleFiles(folder, rendered, all, directory);
    kept = await writeFiles(folder, rendered, directory);
    await removeStale(folder, stale.files.keys(), directory);
  } catch (error) {
    const { path = folder } = error as NodeJS.ErrnoException;
    throw fileError(pathIn(directory, path), error, remedy);
  }
  const written = paths.filter((path) => !kept.includes(path));
  io.stdout.write(written.map((path) => `${join(folder, path)}\n`).join(''));
  const said = [
    ...[...stale.files.keys()].map((path) => `removed ${join(folder, path)}: nothing renders it any more`),
    ...stale.secrets.map((path) => leftSecret(join(folder, path))),
    ...kept.map((path) => `kept ${join(folder, path)} as it is: it holds secrets`),
    ...missing(directory, folder, rendered).map(
      (file) => `note: ${file} is missing, and Kustomize fails without it`,
    ),
  ];
  io.stderr.write(said.map((line) => `${line}\n`).join(''));
}

async function check(io: Io, folder: string, rendered: ManifestsByConnector, all: boolean): Promise<void> {
  const { directory } = io;
  const patches: string[] = [];
  const filledIn: string[] = [];
  for (const [path, content] of filesOf(rendered)) {
    const file = join(folder, path);
    const present = await read(directory, folder, path, 'Name another folder with --check.');
    if (present === content) continue;
    if (present !== undefined && holdsSecrets(present)) {
      if (matchesTemplate(present, content)) continue;
      filledIn.push(file);
    }
    const from = present === undefined ? '/dev/null' : file;
    patches.push(patch(from, `${path} (rendered)`, redactedManifest(present ?? '', content), content));
  }
  const stale = await staleFiles(folder, rendered, all, directory);
  for (const [path, text] of stale.files) {
    patches.push(patch(join(folder, path), '/dev/null', redactedManifest(text, text), ''));
  }
  io.stdout.write(patches.join(''));
  io.stderr.write(stale.secrets.map((path) => `${leftSecret(join(folder, path))}\n`).join(''));
  const remedies = [
    ...(patches.length > 0
      ? [
          `${folder} differs in ${counted(patches.length, 'file')}. To write the folder again, use --out instead of --check.`,
        ]
      : []),
    ...filledIn.map((file) => `${file} holds secrets, so --out does not change it: edit it by hand.`),
    ...missing(directory, folder, rendered).map(
      (file) => `${file} is missing, and Kustomize fails without it: encrypt the Secret and put it there.`,
    ),
  ];
  if (remedies.length > 0) throw new CliError(remedies);
}

function leftSecret(file: string): string {
  return `${file}: nothing renders it any more, and it holds secrets, so it stays. Remove it by hand.`;
}

function patch(from: string, to: string, before: string, after: string): string {
  return visible(createTwoFilesPatch(from, to, before, after).replace(/^=+\n/, ''));
}

/** The files that Kustomize needs and somebody else makes, as far as they are not there. */
function missing(directory: string, folder: string, rendered: ManifestsByConnector): readonly string[] {
  return [...rendered]
    .flatMap(([connector, files]) => awaitedFiles(files).map((path) => join(folder, connector, path)))
    .filter((file) => !existsSync(pathFrom(directory, file)));
}

/** The text of a file in a folder; none where there is no such file. */
async function read(
  directory: string,
  folder: string,
  path: string,
  remedy: string,
): Promise<string | undefined> {
  try {
    return await textBelow(folder, path, directory);
  } catch (error) {
    throw fileError(join(folder, path), error, remedy);
  }
}
