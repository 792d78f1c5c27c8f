import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package, as its package.json says. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
  /** Its licence and notices, as files that it brings. */
  readonly texts: readonly string[];
}

/** Reads about a package. @throws Error where it does not say its licence */
export async function packageIn(folder: string): Promise<Package> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${folder}: no licence in package.json`);
  const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return { name, version, license, texts: texts.map((text) => text.trim()) };
}

/** The packages that have gone into a bundle, in the order of their folders. @param root what the bundle's paths begin at */
export function bundledPackages({ inputs }: Metafile, root: string): Promise<readonly Package[]> {
  const folders = Object.keys(inputs).flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [],
  );
  return Promise.all([...new Set(folders)].sort().map((folder) => packageIn(join(root, folder))));
}

/** Licences and notices as one text, which the licences ask for. */
export function licencesText(packages: readonly Package[]): string {
  const sections = packages.map(({ name, version, license, texts }) =>
    [`${name} ${version} (${license})`, ...texts].join('\n\n'),
  );
  return `${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
