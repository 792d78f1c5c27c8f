import { cp, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { build } from 'esbuild';
import { nodeBundle } from './options.ts';
import { bundledPackages, licencesText, packageIn } from './packages.ts';
import { sbom } from './sbom.ts';

// `npm run bundle`: what the image is built from. It has the layout of the package, but that its dependencies are folded
// into one file, and their licences into another.

const root = join(import.meta.dirname, '..', '..', '..');

const entry = `import { processIo } from '../io/process.ts';
import { limitGarbage, main } from './main.ts';
limitGarbage();
process.exitCode = await main(process.argv, processIo);
`;

/**
 * Writes the app, its SBOM and the Dockerfile into a folder, which must be empty or not be there. The same sources give
 * the same bytes, with the same times: SOURCE_DATE_EPOCH, in seconds since 1970, or 1970.
 * @throws Error if a package that goes into it does not say its licence, or the lockfile does not know it
 */
export async function bundle(folder: string): Promise<void> {
  const app = join(folder, 'app');
  const runtime = join(app, 'dist', 'runtime');
  await mkdir(runtime, { recursive: true });
  const { metafile, outputFiles } = await build({
    ...nodeBundle,
    absWorkingDir: root,
    stdin: {
      contents: entry,
      resolveDir: join(root, 'src', 'runtime'),
      sourcefile: 'src/runtime/entry.ts',
      loader: 'ts',
    },
    // Whatever the folder is: the map names the sources from here.
    outfile: 'dist/runtime/confluence-sync.js',
    write: false,
    sourcemap: 'linked',
    sourcesContent: false,
  });
  for (const { path, contents } of outputFiles) await writeFile(join(runtime, basename(path)), contents);
  const own = await packageIn(root);
  const { name, version, license } = own;
  const manifest = { name, version, license, type: 'module', private: true };
  await writeFile(join(app, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const packages = await bundledPackages(metafile, root);
  const licence = await readFile(join(root, 'LICENSE'), 'utf8');
  await writeFile(join(app, 'THIRD-PARTY-LICENSES.txt'), licencesText(packages, licence));
  await writeFile(join(app, 'LICENSE'), licence);
  await writeFile(join(folder, 'sbom.cdx.json'), sbom({ ...own, name: 'confluence-sync' }, packages));
  await cp(join(import.meta.dirname, 'Dockerfile'), join(folder, 'Dockerfile'));
  await setTimes(folder, Number(process.env['SOURCE_DATE_EPOCH'] ?? 0));
}

/** Of a folder and everything in it, in seconds since 1970. */
async function setTimes(folder: string, seconds: number): Promise<void> {
  for (const path of await readdir(folder, { recursive: true }))
    await utimes(join(folder, path), seconds, seconds);
  await utimes(folder, seconds, seconds);
}

if (import.meta.main) {
  const [, , folder = join('dist', 'image-context')] = process.argv;
  await rm(folder, { recursive: true, force: true });
  await bundle(folder);
  process.stdout.write(`${join(relative('.', folder), 'app')} holds the bundle.\n`);
}
