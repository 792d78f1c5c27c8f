import type { BuildOptions } from 'esbuild';

/** How packages are folded into one file for Node.js, without their comments and with a list of what has gone into it. */
export const nodeBundle = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  // What CommonJS packages take for granted.
  banner: {
    js: `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);`,
  },
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;
