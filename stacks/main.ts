import { join } from 'node:path';
import { findConfig } from '../src/config/loading/find.ts';
import { loadConfig } from '../src/config/loading/load.ts';
import { ConfigError } from '../src/config/loading/problem.ts';
import { replaceFolder } from '../src/kubernetes/manifest-files.ts';
import { connectorApp } from './app.ts';
import { orphanedStateNotes } from './orphaned-states.ts';

// What `cdktf` runs: one stack per connector, and the YAML of those that want it under manifests/<connector>/.
try {
  const { config, notes } = loadConfig(findConfig());
  // On standard output: cdktf reports whatever a program says on standard error as an error.
  for (const note of [...notes, ...orphanedStateNotes(config, '.')]) process.stdout.write(`note: ${note}\n`);
  const { app, manifests } = connectorApp(config);
  app.synth();
  const folder = join(app.outdir, 'manifests');
  for (const path of await replaceFolder(folder, manifests)) {
    process.stdout.write(`note: ${join(folder, path)} holds secrets, and stays as it is\n`);
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
