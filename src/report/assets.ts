import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What goes into the page beside its data. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** The package holds them as the build has made them; a checkout makes them from their sources. */
export async function assets(): Promise<Assets> {
  const folder = import.meta.dirname;
  if (!import.meta.filename.endsWith('.ts')) {
    return JSON.parse(await readFile(join(folder, 'assets.json'), 'utf8')) as Assets;
  }
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: { script: 'browser/main.ts', style: 'browser/style.css' },
    outdir: '.',
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2023',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const ending = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return { script: ending('.js'), style: ending('.css') };
}

// `npm run build`: for the package.
if (import.meta.main) process.stdout.write(JSON.stringify(await assets()));
