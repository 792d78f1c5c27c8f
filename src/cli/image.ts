import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { pinImage } from '../config/loading/pin-image.ts';
import { hasMovingTag, imagePattern, isOwnImage, localImage } from '../config/schema/image.ts';
import { version } from '../config/version.ts';
import { replaceFile } from '../files/replace.ts';
import { type BasePart, partsOf } from '../image/base-parts.ts';
import { withParts } from '../image/base-sbom.ts';
import type { Engine, ImageBuild } from '../image/build.ts';
import { imageContext, usualBase } from '../image/context.ts';
import { buildImage, EngineError, engines, unpackImage, workingEngine } from '../image/engine.ts';
import { signatureOf } from '../image/signature.ts';
import { type Io, temporaryFolder } from '../io/io.ts';
import { pathFrom } from '../io/path.ts';
import { configOption, load, path } from './config-option.ts';
import { CliError, fileError } from './error.ts';
import { interruptible } from './interruption.ts';

interface BuildOptions {
  readonly tag: string;
  readonly platform: readonly string[];
  readonly base?: string;
  readonly engine?: Engine['name'];
  readonly push?: boolean;
  readonly sbom?: string;
  readonly write?: boolean;
  readonly config?: string;
  readonly connector?: string;
}

const help = `
If cosign is on the PATH, the base is built on only if distroless has signed it.

Nothing runs while the image is built, so any machine builds it for any platform, and the same version comes to the same
layers. Prints what the image is called: with --push by its digest.

With "image: bundled" in connector.yaml, the workload has the image that was released with this package; "validate" names
it. In a checkout it has the image of the default tag, which is on no registry: load it onto each node (kind load
docker-image …). --push --write replaces bundled by the reference of the pushed image, with its digest. The next build
replaces that reference.

Examples:
  $ confluence-connector image build --sbom sbom.cdx.json
  $ confluence-connector image build --tag registry.acme.com/confluence-sync --push --write
  $ confluence-connector image build --tag registry.acme.com/confluence-sync --platform linux/amd64,linux/arm64 --push`;

/** `image`: what can be done with the image of confluence-sync. */
export function imageCommand(io: Io): Command {
  return new Command('image').description('build the image of confluence-sync').addCommand(buildCommand(io));
}

function buildCommand(io: Io): Command {
  return new Command('build')
    .description('build the image of confluence-sync with docker, podman or buildah')
    .addOption(
      new Option('--tag <image>', `its name; without a tag, :${version} is added`)
        .default(localImage)
        .argParser(tagged),
    )
    .addOption(
      new Option('--platform <list>', 'what it is for, e.g. linux/amd64,linux/arm64')
        .default([], 'this machine')
        .argParser(platforms),
    )
    .addOption(
      new Option('--base <image>', 'another base, with Node.js at /nodejs/bin/node').argParser(image),
    )
    .addOption(
      new Option('--engine <name>', 'what builds it (default: the first that works)').choices(
        engines.map(({ name }) => name),
      ),
    )
    .option('--push', 'push it to its registry')
    .addOption(
      new Option(
        '--sbom <file>',
        'write what is in it to a file too, its base included (CycloneDX, JSON)',
      ).argParser(path),
    )
    .option('--write', 'with --push: write its reference into the configuration, instead of bundled')
    .addOption(configOption())
    .option('--connector <name>', 'with --write: for this one only')
    .addHelpText('after', help)
    .action((options: BuildOptions) => build(io, options));
}

async function build(io: Io, options: BuildOptions): Promise<void> {
  checkUsage(options);
  const file = options.write ? writable(io, options) : undefined;
  const reference = await interruptible(io.events, (stop) => built(io, options, stop));
  io.stdout.write(`${reference}\n`);
  if (file === undefined) return;
  const there = pathFrom(io.directory, file);
  const { yaml, connectors } = pinImage(await readFile(there, 'utf8'), reference, options.connector);
  await write(io, file, yaml, 'It is as it was.', (await stat(there)).mode);
  io.stderr.write(`Wrote it into ${file}: ${connectors.join(', ')}.\n`);
}

/** @throws CliError where that fails, and the file is as it was */
async function write(
  { directory }: Io,
  file: string,
  content: string,
  remedy: string,
  mode?: number,
): Promise<void> {
  try {
    await replaceFile(file, content, { mode, directory });
  } catch (error) {
    throw fileError(file, error, remedy);
  }
}

/** Builds it. @returns what it is called @throws CliError where that fails */
async function built(io: Io, options: BuildOptions, stop: AbortSignal): Promise<string> {
  const { tag, platform: platforms, sbom, push = false } = options;
  const scratch = await mkdtemp(join(temporaryFolder(io), 'confluence-connector-'));
  try {
    const engine = await workingEngine(
      io,
      engines.filter(({ name }) => name === (options.engine ?? name)),
    );
    io.stderr.write(`Building ${tag} with ${engine.name} ...\n`);
    const context = await imageContext(join(scratch, 'context'));
    const base = options.base ?? (await usualBase(context));
    await checkBase(io, base, stop);
    const args = { VERSION: version, BASE: base };
    const image = { context, tag, platforms, args, push };
    // Before the build: whatever is wrong with the file, no push goes untold.
    if (sbom) {
      const parts = await baseParts(io, engine, image, base, scratch, stop);
      const own = await readFile(join(context, 'sbom.cdx.json'), 'utf8');
      await write(io, sbom, withParts(own, parts), 'Name another with --sbom.');
    }
    const digest = await buildImage(io, engine, image, join(scratch, 'note'), stop);
    if (push) return `${tag}@${digest}`;
    io.stderr.write(`It is on this machine only, with the id ${digest}.\n`);
    return tag;
  } catch (error) {
    throw error instanceof EngineError ? new CliError(error.message) : error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What the base is made of, on each platform. @throws EngineError if that cannot be told */
async function baseParts(
  io: Io,
  engine: Engine,
  { platforms }: ImageBuild,
  base: string,
  scratch: string,
  stop: AbortSignal,
): Promise<readonly BasePart[]> {
  const parts: BasePart[] = [];
  for (const platform of platforms.length > 0 ? platforms : [undefined]) {
    const folder = await mkdtemp(join(scratch, 'base-'));
    parts.push(...(await partsOf(await unpackImage(io, engine, base, platform, folder, stop))));
    await rm(folder, { recursive: true });
  }
  return parts;
}

/** @throws CliError if distroless is to have signed the base, and cosign does not find that it has */
async function checkBase(io: Io, base: string, stop: AbortSignal): Promise<void> {
  if (hasMovingTag(base)) {
    io.stderr.write(`The tag of ${base} moves, and each build may have another base: add its digest.\n`);
  }
  const signature = await signatureOf(io, base, stop);
  if (signature.state === 'unknown') {
    io.stderr.write(`The signature of the base is not checked: ${signature.reason}.\n`);
  }
  if (signature.state === 'wrong') {
    throw new CliError(
      `${base}: cosign does not find that distroless has signed this base: ${signature.reason}. Nothing was built. Check that its registry can be reached, or choose another with --base.`,
    );
  }
}

/** @throws CliError where options do not go together */
function checkUsage({ tag, platform, push, write, config, connector }: BuildOptions): void {
  if (!write && (config ?? connector) !== undefined) {
    throw new CliError('--config and --connector go with --write only.', 2);
  }
  if (push && tag.startsWith('localhost/'))
    throw new CliError('--push needs a --tag that names a registry.', 2);
  if (!push && platform.length > 1) throw new CliError('Several platforms need --push.', 2);
  if (write && !push)
    throw new CliError('--write needs --push: only a registry knows an image by a digest.', 2);
  if (write && !isOwnImage(tag)) {
    throw new CliError(
      `--tag ${tag}: with --write its name must end in /confluence-sync, which the configuration knows it by.`,
      2,
    );
  }
}

/** The configuration, where there is something to write into it. @throws CliError where there is not */
function writable(io: Io, { config, connector, tag }: BuildOptions): string {
  const { file } = load(io, config);
  if (pinImage(readFileSync(pathFrom(io.directory, file), 'utf8'), tag, connector).connectors.length > 0)
    return file;
  throw new CliError(
    `${file}: no connector${connector ? ` ${connector}` : ''} has an image of confluence-sync. Write image: bundled into its hosting.`,
  );
}

function tagged(value: string): string {
  const named = image(value);
  if (named.includes('@')) throw new InvalidArgumentError('Leave the digest out: building makes it.');
  return /:[^/]+$/.test(named) ? named : `${named}:${version}`;
}

function image(value: string): string {
  if (imagePattern.test(value)) return value;
  throw new InvalidArgumentError('Write it like "registry.acme.com/confluence-sync:1.2.3".');
}

function platforms(value: string): readonly string[] {
  const listed = value.split(',');
  if (listed.every((each) => /^[a-z0-9]+\/[a-z0-9]+(?:\/[a-z0-9]+)?$/.test(each))) return listed;
  throw new InvalidArgumentError('Write them like "linux/amd64,linux/arm64".');
}
