import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LinkError, textBelow } from '../files/links.ts';
import { pathFrom } from '../io/path.ts';
import { holdsSecrets, objectsIn } from './filled-in-secrets.ts';
import type { ManifestsByConnector } from './manifest-files.ts';
import { awaitedFiles, kustomizationFile, possibleFiles } from './manifests.ts';
import { managedBy } from './metadata.ts';

const [[label, value] = []] = Object.entries(managedBy);

/** What an earlier rendering has left in a folder; paths are `<connector>/<file>`. */
export interface Stale {
  /** Content by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Files that hold secrets: they are somebody's own, and stay. */
  readonly secrets: readonly string[];
}

/**
 * Files that rendering has written below a folder once and would not write now: those of connectors that are
 * renamed, removed or delivered otherwise, and those that a connector has no use for any more. Recognised by
 * their name and by what is in them, so also those of earlier versions.
 * @param all whether what is rendered is all that belongs there
 * @param directory from which the folder's path starts
 */
export async function staleFiles(
  folder: string,
  rendered: ManifestsByConnector,
  all: boolean,
  directory: string,
): Promise<Stale> {
  const read = (path: string) => textOf(folder, path, directory);
  const gone = all ? await unrendered(pathFrom(directory, folder), rendered, read) : [];
  const files = new Map<string, string>();
  const secrets: string[] = [];
  for (const connector of [...rendered.keys(), ...gone]) {
    const manifests = rendered.get(connector);
    const wanted = manifests ? [...manifests.keys(), ...awaitedFiles(manifests)] : [];
    for (const path of possibleFiles(connector)) {
      const text = wanted.includes(path) ? undefined : await read(join(connector, path));
      if (text === undefined) continue;
      if (holdsSecrets(text)) secrets.push(join(connector, path));
      else if (path === kustomizationFile || isOurs(text)) files.set(join(connector, path), text);
    }
  }
  return { files, secrets };
}

/** Removes stale files, and the folders that hold nothing else. @param directory from which the folder's path starts */
export async function removeStale(folder: string, paths: Iterable<string>, directory: string): Promise<void> {
  const there = pathFrom(directory, folder);
  for (const path of paths) {
    await rm(join(there, path));
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
      // One that holds something else stays.
      await rmdir(join(there, parent)).catch(() => {});
    }
  }
}

/** The folders that hold a connector's workload as this project makes it, and that nothing is rendered to. */
async function unrendered(
  folder: string,
  rendered: ManifestsByConnector,
  read: (path: string) => Promise<string | undefined>,
): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const others = entries.filter((entry) => entry.isDirectory() && !rendered.has(entry.name));
  const found: string[] = [];
  for (const { name } of others.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const workload = possibleFiles(name).at(-1) ?? '';
    const kustomization = await read(join(name, kustomizationFile));
    if (!kustomization?.includes(workload)) continue;
    if (isOurs((await read(join(name, workload))) ?? '')) found.push(name);
  }
  return found;
}

/** Whether all that a file holds are objects that this project makes. */
function isOurs(text: string): boolean {
  const objects = objectsIn(text) ?? [];
  return (
    objects.length > 0 &&
    objects.every(({ metadata }) => Object(Object(metadata).labels)[label ?? ''] === value)
  );
}

/** A file's text; none if there is no such file, or a link, which rendering never makes. */
async function textOf(folder: string, path: string, directory: string): Promise<string | undefined> {
  try {
    return await textBelow(folder, path, directory);
  } catch (error) {
    if (error instanceof LinkError) return undefined;
    if (['ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
