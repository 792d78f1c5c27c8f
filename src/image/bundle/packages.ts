import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package, as its package.json says. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
  /** Its licence and notices, as it brings them. */
  readonly texts: readonly string[];
  /** The SHA-512 of its archive in hexadecimal, as the lockfile has it. Our own has none, nor one that another brings in its archive. */
  readonly sha512?: string;
}

/** Reads about a package. @throws Error if it does not say its licence */
export async function packageIn(folder: string): Promise<Package> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${folder}: no licence in package.json`);
  const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return { name, version, license, texts: texts.map((text) => text.trim()) };
}

/**
 * The packages that have gone into a bundle, in the order of their folders.
 * @param root what the bundle's paths begin at; it has the lockfile
 * @throws Error if a package brings no text of its licence, or the lockfile does not know it
 */
export async function bundledPackages({ inputs }: Metafile, root: string): Promise<readonly Package[]> {
  const { packages: locked } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const folders = Map.groupBy(
    Object.keys(inputs),
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? '',
  );
  folders.delete('');
  return Promise.all(
    [...folders.keys()].sort().map(async (folder) => {
      const found = await packageIn(join(root, folder));
      const { integrity, inBundle } = locked[folder] ?? {};
      const [, base64] = /^sha512-(.+)$/.exec(integrity ?? '') ?? [];
      if (base64 === undefined && !inBundle) throw new Error(`${folder}: no integrity in package-lock.json`);
      const sha512 = base64 && Buffer.from(base64, 'base64').toString('hex');
      if (found.texts.length > 0) return { ...found, sha512 };
      const notices = [
        ...(await noticesIn((folders.get(folder) ?? []).map((path) => join(root, path)))),
        ...(await readmeLicence(join(root, folder))),
      ];
      // The public domain has no text to hand on.
      if (notices.length === 0 && found.license !== 'Public Domain')
        throw new Error(`${folder}: no text of its licence`);
      return { ...found, sha512, texts: notices };
    }),
  );
}

/** The notices in the heads of files, each once. A package may have its licence there only. */
async function noticesIn(files: readonly string[]): Promise<readonly string[]> {
  const heads = await Promise.all(
    files.map(
      async (file) => /^\/\/.*Copyright.*\n(?:\/\/.*\n)*/m.exec(await readFile(file, 'utf8'))?.[0] ?? '',
    ),
  );
  const notices = heads.filter((head) => head !== '').map((head) => head.replaceAll(/^\/\/ ?/gm, '').trim());
  return [...new Set(notices)].sort();
}

/** What a package's README says of its licence. */
async function readmeLicence(folder: string): Promise<readonly string[]> {
  const [file] = (await readdir(folder)).filter((name) => /^readme/i.test(name));
  const readme = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
  const [, text] = /^#+ *licen[cs]e[^\n]*\n(.+?)(?=^#|$(?![\s\S]))/ims.exec(readme) ?? [];
  return text === undefined ? [] : [text.trim()];
}

/** Licences and notices as one text, which the licences ask for. @param apache the text of the Apache License 2.0 */
export function licencesText(packages: readonly Package[], apache: string): string {
  const sections = packages.map(({ name, version, license, texts }) =>
    [
      `${name} ${version} (${license})`,
      // The Mozilla Public License asks for it.
      ...(license.includes('MPL') ? [`Its source: https://www.npmjs.com/package/${name}/v/${version}`] : []),
      ...texts,
      ...(texts.some(pointsAtApache) ? [apache.trim()] : []),
    ].join('\n\n'),
  );
  return `${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** Whether a notice only says where the Apache License can be read. */
function pointsAtApache(text: string): boolean {
  return text.includes('Licensed under the Apache License') && !text.includes('TERMS AND CONDITIONS');
}
