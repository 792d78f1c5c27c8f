import { mkdirSync, readFileSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import type { Config } from '../src/config/schema/config.ts';
import type { Surroundings } from '../src/io/io.ts';
import { replaceFolder } from '../src/kubernetes/manifest-files.ts';
import { connectorApp } from './app.ts';
import { orphanedStateNotes } from './orphaned-states.ts';

/** What has been synthesised. Paths begin at the output folder. */
export interface Synthesised {
  /** By connector, in the order of the configuration. */
  readonly stacks: ReadonlyMap<string, string>;
  readonly manifests: readonly string[];
  /** Sentences. */
  readonly notes: readonly string[];
}

/**
 * Writes one stack per connector, and the YAML of those that want it under manifests/<connector>/. What an earlier
 * synthesis has written for a connector that is gone is removed.
 * @param outdir the output folder, from the project's
 * @throws Error if a file cannot be written
 */
export async function synthesise(
  config: Config,
  outdir: string,
  project: Surroundings,
): Promise<Synthesised> {
  const folder = resolve(project.directory, outdir);
  const before = stacksIn(folder);
  mkdirSync(folder, { recursive: true });
  const { app, manifests } = connectorApp(config, { outdir: folder }, project);
  app.synth();
  const stacks = stacksIn(folder);
  for (const name of before.keys()) if (!stacks.has(name)) await removeStack(join(folder, 'stacks', name));
  const kept = await replaceFolder(join(folder, 'manifests'), manifests);
  return {
    stacks,
    manifests: [...manifests].flatMap(([name, files]) =>
      [...files.keys()].map((file) => join('manifests', name, file)),
    ),
    notes: [
      ...orphanedStateNotes(config, project.directory),
      ...kept.map((path) => `${join(outdir, 'manifests', path)} holds secrets, and stays as it is`),
    ],
  };
}

/** The stacks of connectors that CDKTF's manifest names, with the files that they are in; none if it cannot be read. */
function stacksIn(folder: string): ReadonlyMap<string, string> {
  const { success, data } = manifest.safeParse(jsonIn(join(folder, 'manifest.json')));
  return new Map(
    success
      ? Object.entries(data.stacks).map(([name, { synthesizedStackPath }]) => [name, synthesizedStackPath])
      : [],
  );
}

/** Of CDKTF's manifest, what is used. A connector's name leads to no other folder. */
const manifest = z.object({
  stacks: z.record(z.string().regex(/^[\w-]+$/), z.object({ synthesizedStackPath: z.string() })),
});

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Takes a stack away, and its folder if there is nothing else in it: what Terraform keeps there is its user's. */
async function removeStack(folder: string): Promise<void> {
  await rm(join(folder, 'cdk.tf.json'), { force: true });
  await rmdir(folder).catch(() => {});
}
