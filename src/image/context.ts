import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../io/package.ts';

const bundler = join(packageRoot, 'src', 'image', 'bundle', 'bundle.ts');

/** The folder that the image is built from: as it was packed, or of a checkout, made anew. @param fresh where to make it */
export async function imageContext(fresh: string): Promise<string> {
  if (!existsSync(bundler)) return join(packageRoot, 'dist', 'image-context');
  // By its path, as the package does without it.
  const { bundle } = (await import(bundler)) as { readonly bundle: (folder: string) => Promise<void> };
  await bundle(fresh);
  return fresh;
}

/** The base that a context's Dockerfile has by default. @throws Error if it has none */
export async function usualBase(context: string): Promise<string> {
  const [, base] = /^ARG BASE=(\S+)$/m.exec(await readFile(join(context, 'Dockerfile'), 'utf8')) ?? [];
  if (base === undefined) throw new Error(`${context}: its Dockerfile has no base.`);
  return base;
}
