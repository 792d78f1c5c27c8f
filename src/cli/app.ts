import { Command } from 'commander';
import { findConfig } from '../config/loading/find.ts';
import { loadConfig } from '../config/loading/load.ts';
import type { Io } from '../io/io.ts';
import { plain } from '../text/plain.ts';

const help = `
cdktf runs this command if cdktf.json has it as its "app", which init writes:

  { "language": "typescript", "app": "npx --no -- confluence-connector app" }

The configuration is $CONNECTOR_CONFIG, else ./connector.yaml.`;

/** `app`: the CDKTF app of a project that has none of its own. */
export function appCommand(io: Io): Command {
  return new Command('app')
    .description('what the cdktf command runs: the app in cdktf.json')
    .addHelpText('after', help)
    .action(async () => {
      const { environment, directory, stdout } = io;
      const { config, notes } = loadConfig(findConfig(environment, directory), { directory });
      const { synthesise } = await import('../../stacks/synth.ts');
      const made = await synthesise(config, environment['CDKTF_OUTDIR'] ?? 'cdktf.out', io);
      // On standard output: cdktf reports whatever a program says on standard error as an error.
      for (const note of [...notes, ...made.notes]) stdout.write(`note: ${plain(note)}\n`);
    });
}
