import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../io/package.ts';

/** What is read of this package's package.json. */
export interface Manifest {
  readonly version: string;
  /** The image that was released with it, by its digest. A checkout has none: releasing writes it. */
  readonly image?: unknown;
}

/** This package's own. */
export const manifest: Manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));

/** The version of this package. */
export const { version } = manifest;
