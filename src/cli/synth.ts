import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { Io } from '../io/io.ts';
import { plain } from '../text/plain.ts';
import { configOption, load, path } from './config-option.ts';
import { fileError } from './error.ts';

const help = `
Needs neither the cdktf command nor Terraform. Each connector gets a folder of its own, stacks/<connector>, in which
terraform and tofu run as they do anywhere else. Without "state" in the configuration, the state is the file
terraform.<connector>.tfstate in the working directory: run this command in the same one each time.

Examples:
  $ confluence-connector synth
  $ confluence-connector synth --out terraform
  $ terraform -chdir=terraform/stacks/confluence init
  $ terraform -chdir=terraform/stacks/confluence apply`;

/** `synth`: writes the stacks as Terraform JSON, and the manifests as YAML, without the cdktf command. */
export function synthCommand(io: Io): Command {
  return new Command('synth')
    .description('write Terraform JSON and YAML, for terraform and tofu')
    .addOption(configOption())
    .addOption(new Option('-o, --out <folder>', 'the folder to write').default('cdktf.out').argParser(path))
    .addHelpText('after', help)
    .action(async ({ config: named, out }: { config?: string; out: string }) => {
      const { config } = load(io, named);
      // CDKTF takes a while to load.
      const { synthesise } = await import('../../stacks/synth.ts');
      const { stacks, manifests, notes } = await synthesise(config, out, io).catch((error: unknown) => {
        throw fileError(out, error, 'Name another folder with --out.');
      });
      for (const note of notes) io.stderr.write(`note: ${plain(note)}\n`);
      io.stdout.write([...stacks.values(), ...manifests].map((file) => `${join(out, file)}\n`).join(''));
    });
}
