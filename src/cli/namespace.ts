import { delimiter } from 'node:path';
import { Command } from 'commander';
import { Obstacle } from '../clients/check.ts';
import { foreignObjects } from '../clients/foreign-objects.ts';
import { Kubectl } from '../clients/kubectl.ts';
import type { Io } from '../io/io.ts';
import { plain } from '../text/plain.ts';
import { CliError } from './error.ts';

interface NamespaceOptions {
  readonly except: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

const help = `
A deployment by Terraform asks this before it destroys a namespace that it has made: exit code 1 keeps the namespace.

Only reads. Needs kubectl, and the right to list what is in the namespace.

Example:
  $ confluence-connector namespace conductorone --except confluence --context production`;

/** `namespace`: says whether a namespace can be destroyed without harm to others. */
export function namespaceCommand(io: Io): Command {
  return new Command('namespace')
    .description('list what a namespace holds that is not a connector’s')
    .argument('<name>', 'the namespace')
    .requiredOption('--except <connector>', 'the connector whose objects are left out')
    .option('--context <name>', 'kubeconfig context; by default the current one')
    .option('--kubeconfig <file>', 'kubeconfig file of that context, or several as in $KUBECONFIG')
    .addHelpText('after', help)
    .action(async (name: string, { except, context, kubeconfig }: NamespaceOptions) => {
      const kubectl = new Kubectl({ context, kubeconfig: kubeconfig?.split(delimiter) }, io);
      const others = await foreignObjects(kubectl, name, except).catch((error) => {
        if (!(error instanceof Obstacle)) throw error;
        throw new CliError(
          `What the namespace ${name} holds cannot be read, so it stays. ${error.message} ${error.remedy}`,
          1,
        );
      });
      if (others.length === 0) return;
      for (const other of others) io.stdout.write(`${plain(other)}\n`);
      throw new CliError(
        `The namespace ${name} holds more than the connector ${except}, so it stays. To leave it to the others, write hosting.namespace.create: false and deploy; then destroy.`,
        1,
      );
    });
}
