import { readdir, readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { EngineError } from './engine.ts';

/** Something that a base is made of, as CycloneDX names it. */
export interface BasePart {
  readonly type: 'application' | 'library' | 'operating-system';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly cpe?: string;
  readonly licenses?: readonly { readonly license: { readonly id: string } }[];
}

/**
 * What a base is made of: Node.js, the OpenSSL in it, and Debian's packages if it has any. Nothing of it runs.
 * @param folder its files
 * @throws EngineError if its Node.js does not say its version
 */
export async function partsOf(folder: string): Promise<readonly BasePart[]> {
  return [...(await nodeParts(folder)), ...(await debianParts(folder))];
}

async function nodeParts(folder: string): Promise<readonly BasePart[]> {
  const path = await within(folder, 'nodejs/bin/node');
  const binary = path === undefined ? Buffer.alloc(0) : await readFile(path);
  // Where its sources are, as every release says.
  const node = said(binary, 'https://nodejs.org/', /^download\/release\/v(\d+\.\d+\.\d+)\/node-v/);
  if (node === undefined) {
    throw new EngineError(
      'The base’s /nodejs/bin/node is no release of nodejs.org: it does not say its version. Leave --sbom out, or choose another base.',
    );
  }
  // A base may have OpenSSL as a package instead of the one that is built into Node.js.
  const openssl = said(binary, 'OpenSSL ', /^(\d+\.\d+\.\d+) +\d+ [A-Z][a-z]{2} \d{4}/);
  return [
    generic('application', 'node', node, 'nodejs:node.js', 'MIT'),
    ...(openssl ? [generic('library', 'openssl', openssl, 'openssl:openssl', 'Apache-2.0')] : []),
  ];
}

/** What a program says after some words, where that is of a form. */
function said(binary: Buffer, words: string, form: RegExp): string | undefined {
  for (let at = binary.indexOf(words); at >= 0; at = binary.indexOf(words, at + 1)) {
    const from = at + words.length;
    const [, version] = form.exec(binary.toString('latin1', from, from + 60)) ?? [];
    if (version !== undefined) return version;
  }
  return undefined;
}

function generic(
  type: BasePart['type'],
  name: string,
  version: string,
  product: string,
  licence: string,
): BasePart {
  const purl = `pkg:generic/${name}@${version}`;
  const cpe = `cpe:2.3:a:${product}:${version}:*:*:*:*:*:*:*`;
  return { type, 'bom-ref': purl, name, version, purl, cpe, licenses: [{ license: { id: licence } }] };
}

/** Debian's packages, and Debian itself, by which scanners know whose they are. */
async function debianParts(folder: string): Promise<readonly BasePart[]> {
  const stanzas = await dpkgStanzas(folder);
  if (stanzas.length === 0) return [];
  const release = fieldsOf(await textAt(folder, 'usr/lib/os-release'), '=');
  const id = unquoted(release['ID']) ?? 'debian';
  const version = unquoted(release['VERSION_ID']) ?? 'unknown';
  const system = { type: 'operating-system', 'bom-ref': `${id}@${version}`, name: id, version } as const;
  const packages = stanzas.map((stanza): BasePart => {
    const { Package: name = '', Version: version = '', Architecture: arch = '', Source } = stanza;
    const qualifiers = new URLSearchParams({
      arch,
      distro: system['bom-ref'].replace('@', '-'),
      ...(Source && { upstream: Source.split(' ')[0] ?? '' }),
    });
    const purl = `pkg:deb/${id}/${encodeURIComponent(name)}@${encodeURIComponent(version)}?${qualifiers}`;
    return { type: 'library', 'bom-ref': purl, name, version, purl };
  });
  return [system, ...packages];
}

type Fields = Readonly<Record<string, string>>;

/** What dpkg knows of each installed package: distroless has a file for each, Debian one for all. */
async function dpkgStanzas(folder: string): Promise<readonly Fields[]> {
  const each = await within(folder, 'var/lib/dpkg/status.d');
  const names = each === undefined ? [] : (await readdir(each)).filter((name) => !name.endsWith('.md5sums'));
  const files = ['var/lib/dpkg/status', ...names.sort().map((name) => `var/lib/dpkg/status.d/${name}`)];
  const texts = await Promise.all(files.map((file) => textAt(folder, file)));
  return texts
    .flatMap((text) => text.split(/\n\n+/))
    .map((stanza) => fieldsOf(stanza, ': '))
    .filter(({ Package, Status = 'install ok installed' }) => Package && Status.endsWith(' ok installed'));
}

function fieldsOf(text: string, separator: string): Fields {
  const pairs = text.split('\n').flatMap((line) => {
    const at = line.indexOf(separator);
    return at > 0 && !/^\s/.test(line) ? [[line.slice(0, at), line.slice(at + separator.length).trim()]] : [];
  });
  return Object.fromEntries(pairs);
}

function unquoted(value: string | undefined): string | undefined {
  return value?.replace(/^(["'])(.*)\1$/, '$2');
}

async function textAt(folder: string, path: string): Promise<string> {
  const found = await within(folder, path);
  return found === undefined ? '' : readFile(found, 'utf8');
}

/** The path of a file or folder of the base; undefined if it is not there, or a link leads out of it. */
async function within(folder: string, path: string): Promise<string | undefined> {
  const root = await realpath(folder);
  const found = await realpath(join(root, path)).catch(() => undefined);
  return found?.startsWith(root + sep) ? found : undefined;
}
