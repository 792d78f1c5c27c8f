import { readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { nodeBundle } from '../src/image/bundle/options.ts';
import { bundledPackages, licencesText } from '../src/image/bundle/packages.ts';
import { packageRoot } from '../src/io/package.ts';

// `npm run build`: folds CDKTF and the bindings of hashicorp/kubernetes into what `confluence-connector synth` and `app` run
// in an installed package, so that nobody has to install their 165 MB to deploy a connector.yaml. Everything else stays
// where it is.

const folder = join(packageRoot, 'dist', 'stacks');

/** The modules of this package that know CDKTF; import rules keep it out of all others. */
const knowsCdktf = /^(?:stacks|src[\\/](?:constructs|providers|kubernetes[\\/]terraform))[\\/]/;

const rest: Plugin = {
  name: 'the rest of the package',
  setup({ onResolve }) {
    onResolve({ filter: /^[.]/ }, ({ path, resolveDir, importer }) => {
      const file = resolve(resolveDir, path);
      const module = relative(join(packageRoot, 'dist'), file);
      if (importer.includes('node_modules') || knowsCdktf.test(module)) return undefined;
      return { path: relative(folder, file).replaceAll('\\', '/'), external: true };
    });
  },
};

const { dependencies } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8'));
const { metafile } = await build({
  ...nodeBundle,
  absWorkingDir: packageRoot,
  entryPoints: ['dist/stacks/synth.js'],
  outfile: 'dist/stacks/synth.js',
  allowOverwrite: true,
  external: Object.keys(dependencies).flatMap((name) => [name, `${name}/*`]),
  plugins: [rest],
});
const licence = await readFile(join(packageRoot, 'LICENSE'), 'utf8');
await writeFile(
  join(folder, 'THIRD-PARTY-LICENSES.txt'),
  licencesText(await bundledPackages(metafile, packageRoot), licence),
);
