import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { Obstacle } from '../clients/check.ts';
import type { StateConfig } from '../config/schema/config.ts';
import { connectorPlaceholder, stateBlock } from '../config/schema/state-backends.ts';
import { childOptions, type Environment, type Surroundings, temporaryFolder } from '../io/io.ts';
import { pathFrom } from '../io/path.ts';
import { redactSecrets } from '../text/redact.ts';

/** The file that keeps a connector's state, unless the configuration says otherwise. */
export function stateFile(connector: string): string {
  return `terraform.${connector}.tfstate`;
}

/**
 * The outputs of a connector's deployment, from where Terraform keeps its state.
 * @returns undefined if nothing is kept there
 * @throws Obstacle if Terraform cannot read it
 */
export async function outputsOf(
  connector: string,
  state: StateConfig | undefined,
  surroundings: Surroundings,
): Promise<unknown> {
  const { directory } = surroundings;
  if (!state) return outputsIn(pathFrom(directory, stateFile(connector)));
  const { path } = state.settings;
  if (state.backend !== 'local' || typeof path !== 'string') {
    return outputsByTerraform(connector, state, surroundings);
  }
  return outputsIn(pathFrom(directory, path.replaceAll(connectorPlaceholder, connector)));
}

async function outputsIn(file: string): Promise<unknown> {
  try {
    return (JSON.parse(await readFile(file, 'utf8')) as { readonly outputs?: unknown }).outputs;
  } catch {
    return undefined;
  }
}

/** Asks Terraform, in a folder that names the backend and nothing else: that needs neither providers nor a synthesis. */
async function outputsByTerraform(
  connector: string,
  state: StateConfig,
  surroundings: Surroundings,
): Promise<unknown> {
  const folder = await mkdtemp(join(temporaryFolder(surroundings), 'confluence-connector-'));
  const run = (...args: readonly string[]) => terraform(folder, connector, surroundings.environment, args);
  try {
    const backend = { terraform: stateBlock(connector, state) };
    await writeFile(join(folder, 'main.tf.json'), JSON.stringify(backend));
    await run('init', '-input=false', '-no-color');
    return JSON.parse(await run('output', '-json', '-no-color'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function terraform(
  directory: string,
  connector: string,
  environment: Environment,
  args: readonly string[],
): Promise<string> {
  const command = environment['TERRAFORM_BINARY_NAME'] || 'terraform';
  const result = await execa(command, args, {
    reject: false,
    timeout: 60_000,
    stdin: 'ignore',
    ...childOptions({
      directory,
      environment: { ...environment, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' },
    }),
  });
  if (!result.failed) return result.stdout;
  if (result.code === 'ENOENT') {
    throw new Obstacle(
      `${command} is not on the PATH, and the state of ${connector} is asked of it.`,
      'Install Terraform, or name OpenTofu: TERRAFORM_BINARY_NAME=tofu.',
    );
  }
  const why = /Error: (.+)/.exec(result.stderr ?? '')?.[1] ?? result.shortMessage ?? '';
  throw new Obstacle(
    `Terraform cannot read the state of ${connector}: ${redactSecrets(why)}`,
    `Set the backend’s credentials as for a deployment, then see what says: npx cdktf output ${connector}`,
  );
}
