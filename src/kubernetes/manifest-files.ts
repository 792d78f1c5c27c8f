import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { textBelow } from '../files/links.ts';
import { replaceFile } from '../files/replace.ts';
import { removeAbandoned, temporaryName } from '../files/temporary-name.ts';
import { pathFrom } from '../io/path.ts';
import { holdsSecrets } from './filled-in-secrets.ts';
import type { Manifests } from './manifests.ts';

/** Manifests of several connectors, by connector. */
export type ManifestsByConnector = ReadonlyMap<string, Manifests>;

/** The files of several connectors, by path: `<connector>/<file>`. */
export function filesOf(manifests: ManifestsByConnector): ReadonlyMap<string, string> {
  return new Map(
    [...manifests].flatMap(([connector, files]) =>
      [...files].map(([path, content]) => [join(connector, path), content] as const),
    ),
  );
}

/**
 * Makes a folder hold these files and nothing else but files that hold somebody's secrets, such as a template
 * that is filled in: nobody could make those anew.
 * @returns the paths of the latter
 */
export async function replaceFolder(
  folder: string,
  manifests: ManifestsByConnector,
): Promise<readonly string[]> {
  await removeAbandoned(dirname(folder), `${basename(folder)}.`, '.new');
  const fresh = `${folder}.${temporaryName()}.new`;
  const kept = await filesWithSecrets(folder);
  try {
    for (const path of kept) {
      await mkdir(dirname(join(fresh, path)), { recursive: true });
      await copyFile(join(folder, path), join(fresh, path));
    }
    await writeFiles(fresh, manifests);
    await rm(folder, { recursive: true, force: true });
    if (manifests.size > 0 || kept.length > 0) await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return kept;
}

/**
 * Writes files into a folder and leaves others in it alone, also those in the place of one that hold somebody's
 * secrets; each file appears whole or not at all.
 * @param directory from which the folder's path starts. @default the working directory
 * @returns the paths of the files that it has left in place
 * @throws LinkError if a link in the folder is in the way: no file is written through one
 */
export async function writeFiles(
  folder: string,
  manifests: ManifestsByConnector,
  directory = '.',
): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const [path, content] of filesOf(manifests)) {
    const target = join(folder, path);
    if (holdsSecrets((await textBelow(folder, path, directory)) ?? '')) {
      kept.push(path);
      continue;
    }
    await mkdir(dirname(pathFrom(directory, target)), { recursive: true });
    await replaceFile(target, content, { directory });
  }
  return kept;
}

/** The files below a folder that hold somebody's secrets, by path. */
async function filesWithSecrets(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && holdsSecrets(await readFile(file, 'utf8'))) found.push(relative(folder, file));
  }
  return found.sort();
}
