import type { Surroundings } from '../src/io/io.ts';

/** Where `cdktf` runs an app: in the folder of cdktf.json, with its own variables. */
export const processSurroundings: Surroundings = { directory: '.', environment: process.env };
