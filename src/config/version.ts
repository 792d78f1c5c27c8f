import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../io/package.ts';

const file = join(packageRoot, 'package.json');

/** The version of this package. */
export const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
