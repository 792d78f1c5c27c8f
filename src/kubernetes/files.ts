import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../files/replace.ts';
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

/** Makes a folder hold these files and nothing else. */
export async function replaceFolder(folder: string, manifests: ManifestsByConnector): Promise<void> {
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await writeFiles(fresh, manifests);
  await rm(folder, { recursive: true, force: true });
  if (manifests.size > 0) await rename(fresh, folder);
}

/** Writes files into a folder and leaves others in it alone; each file appears whole or not at all. */
export async function writeFiles(folder: string, manifests: ManifestsByConnector): Promise<void> {
  for (const [path, content] of filesOf(manifests)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await replaceFile(target, content);
  }
}
