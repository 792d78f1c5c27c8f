import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { bundle } from '../../../src/image/bundle/bundle.ts';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import { Collector } from '../../runtime/telemetry/collector.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { filesBelow, temporaryFolder } from '../../support/files.ts';
import { root } from '../../support/synth.ts';

let folder: string;
let app: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  app = join(folder, 'app');
  await bundle(folder);
});

/** The bundle, where no package can be found. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const file = join(app, 'dist', 'runtime', 'confluence-sync.js');
  const node = ['--disable-warning=ExperimentalWarning', '--enable-source-maps'];
  return execa(process.execPath, [...node, file, ...args], {
    cwd: folder,
    reject: false,
    extendEnv: false,
    env,
  });
}

test('is one file below 5 MB, with its map, licences, the Dockerfile and an SBOM', async () => {
  expect([...(await filesBelow(folder)).keys()]).toEqual([
    'Dockerfile',
    'app/LICENSE',
    'app/THIRD-PARTY-LICENSES.txt',
    'app/dist/runtime/confluence-sync.js',
    'app/dist/runtime/confluence-sync.js.map',
    'app/package.json',
    'sbom.cdx.json',
  ]);
  const { size } = await stat(join(app, 'dist', 'runtime', 'confluence-sync.js'));
  expect(size).toBeLessThan(5_000_000);
});

test('knows its version and prints its help', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  expect(await run(['--version'])).toMatchObject({ exitCode: 0, stdout: version, stderr: '' });
  expect(await run(['--help'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('--noun') });
});

test('reads a file of settings, for which it loads more of itself', async () => {
  await writeFile(join(folder, 'settings.yaml'), 'noun: [page, spaces]\n');
  const { exitCode, stderr } = await run([], { BATON_CONFIG_PATH: 'settings.yaml' });
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('settings.yaml:1: noun is invalid.')]);
});

test('syncs a site', async () => {
  const simulator = await Simulator.start({ site: generateSite() });
  try {
    expect(await run([], simulator.environment)).toMatchObject({ exitCode: 0 });
  } finally {
    await simulator.stop();
  }
  const reader = await C1zReader.open(join(folder, 'sync.c1z'));
  expect(reader.stats().resourcesByType).toMatchObject({ group: 10, space: 20 });
  await reader.close();
});

test('sends traces and logs to a collector', async () => {
  const simulator = await Simulator.start({ site: generateSite() });
  const collector = await Collector.start();
  try {
    const flags = ['--otel-collector-endpoint', collector.endpoint, '--otel-collector-endpoint-tls-insecure'];
    expect(await run(flags, simulator.environment)).toMatchObject({ exitCode: 0 });
    expect(collector.spans.filter(({ name }) => name === 'sync')).toHaveLength(1);
    expect(collector.logs.map(({ body }) => body)).toContain('sync complete');
  } finally {
    await Promise.all([simulator.stop(), collector.stop()]);
  }
});

test('brings the licence of every package in it', async () => {
  const text = await readFile(join(app, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const sections = text.split(`\n\n${'-'.repeat(80)}\n\n`);
  const names = sections.map((section) => section.split(' ')[0]);
  // What service mode takes, what reading takes, and what these bring along.
  expect(names).toEqual(
    expect.arrayContaining(['@connectrpc/connect-node', 'prom-client', 'tdigest', 'undici', 'pino', 'zod']),
  );
  expect(names).toEqual([...new Set(names)].sort());
  expect(sections.filter((section) => !/^\S+ \d+\.\d+\.\d+\S* \([\w.() -]+\)/.test(section))).toEqual([]);
  const unwanted = ['cdktf', 'constructs', 'kubernetes-models', '@inquirer/prompts', 'execa'];
  expect(names.filter((name = '') => unwanted.includes(name))).toEqual([]);
});

test('says all that the licences ask for, also of packages that have no file of theirs', async () => {
  const text = await readFile(join(app, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const sections = text.split(`\n\n${'-'.repeat(80)}\n\n`);
  const licenceOf = (name: string) => sections.find((section) => section.startsWith(`${name} `)) ?? '';
  const apache = ['TERMS AND CONDITIONS FOR USE', 'END OF TERMS AND CONDITIONS'];
  for (const part of [
    'Copyright 2021-2026 Buf Technologies, Inc.',
    ...apache,
    // Of the third clause too, and the disclaimer, to its end.
    'Copyright 2008 Google Inc.  All rights reserved.',
    '* Neither the name of Google Inc. nor the names of its',
    'OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.',
  ]) {
    expect(licenceOf('@bufbuild/protobuf')).toContain(part);
  }
  for (const name of ['@connectrpc/connect', '@connectrpc/connect-node']) {
    for (const part of ['Copyright 2021-2026 The Connect Authors', ...apache]) {
      expect(licenceOf(name)).toContain(part);
    }
  }
  const words = sections.map((section) => [section.split(' ')[0], section.split(/\s+/).length] as const);
  expect(words.filter(([, count]) => count < 100)).toEqual([]);
});

test('tells what it is made of, as CycloneDX', async () => {
  const text = await readFile(join(folder, 'sbom.cdx.json'), 'utf8');
  expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBe(null);
  const { metadata, components, dependencies } = JSON.parse(text);
  expect(metadata.component).toMatchObject({ type: 'application', name: 'confluence-sync' });
  const licences = await readFile(join(app, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const purls: readonly string[] = components.map(({ purl }: { purl: string }) => purl);
  expect(purls).toContain('pkg:npm/%40connectrpc/connect-node@2.2.0');
  for (const purl of purls) {
    const [, name = '', version = ''] = /^pkg:npm\/(.+)@(.+)$/.exec(purl) ?? [];
    expect(licences).toContain(`${decodeURIComponent(name)} ${version} (`);
  }
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const { hashes } = components.find(({ purl }: { purl: string }) => purl.startsWith('pkg:npm/undici@'));
  const [, base64] = packages['node_modules/undici'].integrity.split('-');
  expect(hashes).toEqual([{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }]);
  expect(components.filter((each: { hashes?: unknown }) => !each.hashes)).toEqual([]);
  const own = dependencies.find(({ ref }: { ref: string }) => ref === metadata.component['bom-ref']);
  expect(own.dependsOn.toSorted()).toEqual(purls.toSorted());
});

test('is the same to the byte, and to the second, when it is made again', async () => {
  const again = await temporaryFolder();
  await bundle(again);
  const [first, second] = [await filesBelow(folder), await filesBelow(again)];
  for (const [path, content] of second) {
    expect([path, content]).toEqual([path, first.get(path)]);
    expect((await stat(join(again, path))).mtimeMs).toBe(0);
  }
});

/** The files that are in it. */
async function sourcesOf(): Promise<readonly string[]> {
  return JSON.parse(await readFile(join(app, 'dist', 'runtime', 'confluence-sync.js.map'), 'utf8')).sources;
}

test('has messages of validation in English alone', async () => {
  // Their index holds no messages.
  const languages = (await sourcesOf()).filter((source) => /\/locales\/(?!index[.]js$)/.test(source));
  expect(languages.map((source) => source.slice(source.lastIndexOf('/') + 1))).toEqual(['en.js']);
});

test('its errors name lines of the sources', async () => {
  const sources = await sourcesOf();
  expect(sources).toContain('../../src/runtime/main.ts');
  expect(sources.filter((source) => !/^[.][.]\/[.][.]\/(?:src|node_modules)\//.test(source))).toEqual([]);
});
