import { cp, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { build, type Metafile } from 'esbuild';

// `npm run bundle`: what the image is built from. It has the layout of the package, but that its dependencies are folded
// into one file, and their licences into another.

const root = join(import.meta.dirname, '..', '..');

const entry = `import { main } from './main.ts';
process.exitCode = await main(process.argv);
`;

/** What CommonJS packages take for granted. */
const banner = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);`;

/**
 * Writes Dockerfile and app into a folder, which must be empty or not be there. The same sources give the same bytes,
 * with the same times: SOURCE_DATE_EPOCH, in seconds since 1970, or 1970.
 */
export async function bundle(folder: string): Promise<void> {
  const app = join(folder, 'app');
  const runtime = join(app, 'dist', 'runtime');
  await mkdir(runtime, { recursive: true });
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents: entry,
      resolveDir: import.meta.dirname,
      sourcefile: 'src/runtime/entry.ts',
      loader: 'ts',
    },
    // Whatever the folder is: the map names the sources from here.
    outfile: 'dist/runtime/confluence-sync.js',
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    banner: { js: banner },
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  });
  for (const { path, contents } of outputFiles) await writeFile(join(runtime, basename(path)), contents);
  const { name, version, license } = await manifestOf(root);
  const manifest = { name, version, license, type: 'module', private: true };
  await writeFile(join(app, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(app, 'THIRD-PARTY-LICENSES.txt'), await licences(metafile));
  await cp(join(root, 'LICENSE'), join(app, 'LICENSE'));
  await cp(join(import.meta.dirname, 'Dockerfile'), join(folder, 'Dockerfile'));
  await setTimes(folder, Number(process.env['SOURCE_DATE_EPOCH'] ?? 0));
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license?: string;
}

/** @throws Error where a package that goes into the bundle does not say its licence */
async function licences({ inputs }: Metafile): Promise<string> {
  const packages = Object.keys(inputs).flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [],
  );
  const texts = [...new Set(packages)].sort().map(async (path) => {
    const folder = join(root, path);
    const { name, version, license } = await manifestOf(folder);
    if (!license) throw new Error(`${path}: no licence in package.json`);
    const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice)/i.test(file)).sort();
    const contents = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    return [`${name} ${version} (${license})`, ...contents.map((text) => text.trim())].join('\n\n');
  });
  return `${(await Promise.all(texts)).join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Of a folder and everything in it, in seconds since 1970. */
async function setTimes(folder: string, seconds: number): Promise<void> {
  for (const path of await readdir(folder, { recursive: true }))
    await utimes(join(folder, path), seconds, seconds);
  await utimes(folder, seconds, seconds);
}

if (import.meta.main) {
  const [, , folder = join('dist', 'image')] = process.argv;
  await rm(folder, { recursive: true, force: true });
  await bundle(folder);
  const { version } = await manifestOf(root);
  const path = relative('.', folder);
  process.stdout.write(
    `${join(path, 'app')} holds the bundle. Next: docker build --build-arg VERSION=${version} --tag confluence-sync:${version} ${path}\n`,
  );
}
