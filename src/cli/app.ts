import { Command } from 'commander';
import type { Io } from '../io/io.ts';
import { commandLine } from '../io/package.ts';
import { plain } from '../text/plain.ts';
import { load } from './config-option.ts';

const help = `
cdktf runs this command if cdktf.json has it as its "app", which init writes:

  { "language": "typescript", "app": "${commandLine} app" }

The configuration is $CONNECTOR_CONFIG, else ./connector.yaml.`;

/** `app`: the CDKTF app of a project that has none of its own. */
export function appCommand(io: Io): Command {
  return new Command('app')
    .description('what the cdktf command runs: the app in cdktf.json')
    .addHelpText('after', help)
    .action(async () => {
      const { environment, directory, stdout } = io;
      // The cdktf command reports everything on standard error as an error, so notes go to standard output.
      const { config } = load({ environment, directory, stderr: stdout });
      const { synthesise } = await import('../../stacks/synth.ts');
      const { notes } = await synthesise(config, environment['CDKTF_OUTDIR'] ?? 'cdktf.out', io);
      for (const note of notes) stdout.write(`note: ${plain(note)}\n`);
    });
}
