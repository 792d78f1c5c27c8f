import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { ExecaError, execa } from 'execa';
import { childOptions, type Output, type Surroundings } from '../io/io.ts';
import type { Engine, ImageBuild } from './build.ts';
import { docker } from './docker.ts';
import { buildah, podman } from './podman.ts';

/** Where an engine runs. */
interface Place extends Surroundings {
  /** Where it prints to. */
  readonly stderr: Output;
}

/** In the order in which they are tried. */
export const engines: readonly Engine[] = [docker, podman, buildah];

/** Why no image was built. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** The first of some engines that works here. @throws EngineError that says why each of them does not */
export async function workingEngine(place: Surroundings, tried: readonly Engine[]): Promise<Engine> {
  const reasons: string[] = [];
  for (const engine of tried) {
    const reason = await faultOf(place, engine);
    if (reason === undefined) return engine;
    reasons.push(`${engine.name}: ${reason}`);
  }
  throw new EngineError(
    `No container engine works here. ${reasons.join('; ')}. Install docker with buildx, podman or buildah, or start it.`,
  );
}

/** Why an engine does not work; undefined where it does. */
async function faultOf(place: Surroundings, { name, probes }: Engine): Promise<string | undefined> {
  for (const probe of probes) {
    const result = await execa(name, probe, { ...childOptions(place), reject: false, stdin: 'ignore' });
    if (result.code === 'ENOENT') return 'not on the PATH';
    if (result.failed) {
      const [line = result.shortMessage ?? ''] = result.stderr.trim().split('\n');
      return line.replace(/[.]$/, '');
    }
  }
  return undefined;
}

/**
 * Builds an image, and pushes it where that is wanted. What the engine prints goes to standard error.
 * @param note a file for the engine to write, in a folder that is there
 * @returns the digest that its registry knows it by; of an image that stays here, its id
 * @throws EngineError where a command of the engine fails
 */
export async function buildImage(
  place: Place,
  engine: Engine,
  build: ImageBuild,
  note: string,
  stop: AbortSignal,
): Promise<string> {
  const registry = build.push ? hostOf(build.tag) : undefined;
  for (const args of engine.commands(build, note)) await run(place, engine, args, stop, registry);
  return engine.digest(await readFile(note, 'utf8'));
}

/**
 * Writes the files of an image into a folder; nothing of it runs.
 * @param platform for that of this machine, undefined
 * @param folder one that is there and empty
 * @returns where in it they are
 * @throws EngineError if that fails
 */
export async function unpackImage(
  place: Place,
  engine: Engine,
  image: string,
  platform: string | undefined,
  folder: string,
  stop: AbortSignal,
): Promise<string> {
  const [context, files] = [join(folder, 'context'), join(folder, 'files')];
  await mkdir(context);
  await writeFile(join(context, 'Dockerfile'), `FROM ${image}\n`);
  const flags = ['--output', `type=local,dest=${files}`, ...(platform ? ['--platform', platform] : [])];
  await run(place, engine, [...engine.build, ...flags, context], stop);
  return files;
}

/** @throws EngineError if it fails */
async function run(
  place: Place,
  { name }: Engine,
  args: readonly string[],
  stop: AbortSignal,
  registry?: string,
): Promise<void> {
  try {
    const output = outputTo(place.stderr);
    await execa(name, args, {
      ...childOptions(place),
      stdin: 'ignore',
      stdout: output,
      stderr: output,
      buffer: false,
      cancelSignal: stop,
    });
  } catch (error) {
    stop.throwIfAborted();
    if (!(error instanceof ExecaError)) throw error;
    const login = registry ? ` If its registry has refused it: ${name} login ${registry}.` : '';
    throw new EngineError(`${name} has failed, and has said why above.${login}`);
  }
}

/** Standard error itself if it is that of the process: to a terminal, engines print in another way. */
function outputTo(stderr: Output): 2 | [Writable, 'pipe'] {
  if (stderr.fd === 2) return 2;
  // One of its own, as Execa ends what it writes to.
  return [new Writable({ write: (chunk, _, done) => done(void stderr.write(chunk)) }), 'pipe'];
}

/** The registry of an image, as container engines tell it from the first part of a name. */
function hostOf(tag: string): string {
  return /^(?:localhost|[^/]*[.:][^/]*)(?=\/)/.exec(tag)?.[0] ?? 'docker.io';
}
