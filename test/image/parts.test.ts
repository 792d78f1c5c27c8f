import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { expect, test } from '@jest/globals';
import { partsOf } from '../../src/image/base-parts.ts';
import { withParts } from '../../src/image/base-sbom.ts';
import { sbom } from '../../src/image/bundle/sbom.ts';
import { temporaryFolder } from '../support/files.ts';

/** As much of a release of Node.js as says what it is, amid what looks like it. */
const node = [
  '\0https://nodejs.org/en/docs\0',
  '\0OpenSSL 3.x is not said\0',
  '\0OpenSSL 3.5.8 25 Aug 2026\0',
  '\0https://nodejs.org/download/release/v22.23.3/node-v22.23.3.tar.gz\0',
].join('\0'.repeat(100));

const control = (fields: Readonly<Record<string, string>>) =>
  `${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\nDescription: text\n of several: lines\n`;

const libc = { Package: 'libc6', Source: 'glibc', Version: '2.41-12+deb13u1', Architecture: 'amd64' };
const libstdc = {
  Package: 'libstdc++6',
  Source: 'gcc-14 (14.2.0-19)',
  Version: '1:14.2.0-19~x',
  Architecture: 'amd64',
};
const zone = { Package: 'tzdata', Version: '2026a-0+deb13u1', Architecture: 'all' };

const distroless = {
  'nodejs/bin/node': node,
  'usr/lib/os-release': 'PRETTY_NAME="Distroless"\nID="debian"\nVERSION_ID="13"\n',
  'var/lib/dpkg/status.d/libc6': control(libc),
  'var/lib/dpkg/status.d/libc6.md5sums': '0123456789abcdef  usr/lib/libc.so.6\n',
  'var/lib/dpkg/status.d/libstdc++6': control(libstdc),
  'var/lib/dpkg/status.d/tzdata': control(zone),
};

async function base(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const packages = [
  'pkg:deb/debian/libc6@2.41-12%2Bdeb13u1?arch=amd64&distro=debian-13&upstream=glibc',
  'pkg:deb/debian/libstdc%2B%2B6@1%3A14.2.0-19~x?arch=amd64&distro=debian-13&upstream=gcc-14',
  'pkg:deb/debian/tzdata@2026a-0%2Bdeb13u1?arch=all&distro=debian-13',
];

test('distroless: Node.js, its OpenSSL, Debian and each package', async () => {
  const parts = await partsOf(await base(distroless));
  expect(parts.map(({ purl, name, version }) => purl ?? `${name} ${version}`)).toEqual([
    'pkg:generic/node@22.23.3',
    'pkg:generic/openssl@3.5.8',
    'debian 13',
    ...packages,
  ]);
  expect(parts.slice(0, 3)).toMatchObject([
    { type: 'application', cpe: 'cpe:2.3:a:nodejs:node.js:22.23.3:*:*:*:*:*:*:*' },
    { type: 'library', cpe: 'cpe:2.3:a:openssl:openssl:3.5.8:*:*:*:*:*:*:*' },
    { type: 'operating-system' },
  ]);
});

test('Debian itself has one file for all, of which some may be gone', async () => {
  const [removed, absent] = ['deinstall ok config-files', 'unknown ok not-installed'];
  const stanzas = [
    { ...libc, Status: 'install ok installed' },
    { ...libstdc, Status: 'hold ok installed' },
    { ...zone, Package: 'nano', Status: removed },
    { ...zone, Package: 'vi', Status: absent },
    { ...zone, Status: 'install ok installed' },
  ];
  const parts = await partsOf(
    await base({
      'nodejs/bin/node': node,
      'usr/lib/os-release': 'ID=debian\nVERSION_ID="13"\n',
      'var/lib/dpkg/status': stanzas.map((stanza) => control(stanza)).join('\n'),
    }),
  );
  expect(parts.flatMap(({ purl }) => (purl?.startsWith('pkg:deb/') ? [purl] : []))).toEqual(packages);
});

test('another base with Node.js alone', async () => {
  const parts = await partsOf(await base({ 'nodejs/bin/node': node }));
  expect(parts.map(({ purl }) => purl)).toEqual(['pkg:generic/node@22.23.3', 'pkg:generic/openssl@3.5.8']);
});

test('this machine’s Node.js says what it is', async () => {
  const folder = await base({ 'nodejs/bin/README': '' });
  await copyFile(process.execPath, join(folder, 'nodejs/bin/node'));
  expect((await partsOf(folder)).map(({ version }) => version)).toEqual([
    process.versions.node,
    process.versions.openssl,
  ]);
});

test.each([
  ['no Node.js', {}],
  ['one that does not say its version', { 'nodejs/bin/node': 'https://nodejs.org/download/release/' }],
])('%s is an error that says what to do', async (_, files) => {
  await expect(partsOf(await base(files))).rejects.toThrow(
    'The base’s /nodejs/bin/node is no release of nodejs.org: it does not say its version. Leave --sbom out, or choose another base.',
  );
});

test('links of a base lead to nothing of this machine', async () => {
  const outside = await base(distroless);
  const folder = await base({ 'nodejs/bin/node': node, 'var/lib/kept': '' });
  await symlink(join(outside, 'var/lib/dpkg'), join(folder, 'var/lib/dpkg'));
  expect(await partsOf(folder)).toHaveLength(2);
});

test('with them, the SBOM is one still, and each part is there once', async () => {
  const own = { name: 'confluence-sync', version: '0.1.0', license: 'Apache-2.0', texts: [] };
  const library = { name: '@acme/a', version: '1.0.0', license: 'MIT', texts: [], sha512: 'a'.repeat(128) };
  const parts = await partsOf(await base(distroless));
  const text = withParts(sbom(own, [library]), [...parts, ...parts]);
  expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBe(null);
  const { metadata, components, dependencies } = JSON.parse(text);
  const refs = ['pkg:npm/%40acme/a@1.0.0', ...parts.map((part) => part['bom-ref'])];
  expect(components.map((each: { 'bom-ref': string }) => each['bom-ref'])).toEqual(refs);
  const all: readonly { ref: string; dependsOn?: readonly string[] }[] = dependencies;
  expect(all.find(({ ref }) => ref === metadata.component['bom-ref'])?.dependsOn).toEqual(refs);
  expect(all.map(({ ref }) => ref).toSorted()).toEqual([metadata.component['bom-ref'], ...refs].toSorted());
});
