import { readdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { execa } from 'execa';
import { apiKeyVariable, isSelfHosted } from '../src/config/derived/names.ts';
import { exampleFile, namedConfig } from '../src/config/loading/find.ts';
import { loadConfig } from '../src/config/loading/load.ts';
import { ConfigError } from '../src/config/loading/problem.ts';
import type { Config, Connector } from '../src/config/schema/config.ts';
import { commandLine } from '../src/io/package.ts';

// What `npm start` runs: `cdktf synth`, then an overview of what it made and the next command to type.
const outdir = 'cdktf.out';

try {
  // Nobody else takes the example for a configuration.
  const file = namedConfig() ?? relative('', exampleFile);
  const { config, notes } = loadConfig(file);
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
  await synth(file);
  process.stdout.write(`${overview(file, config)}\n\n${nextCommands(file, config)}\n`);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function synth(file: string): Promise<void> {
  process.stderr.write('cdktf synth …\n');
  const { exitCode, all } = await execa('cdktf', ['synth', '--output', outdir], {
    preferLocal: true,
    reject: false,
    all: true,
    // Neither asks the internet for newer versions: synthesis works offline.
    env: { CHECKPOINT_DISABLE: '1', DISABLE_VERSION_CHECK: '1', CI: '1', CONNECTOR_CONFIG: file },
  });
  if (exitCode !== 0) throw new ConfigError([all, `cdktf synth failed with exit code ${exitCode}.`]);
}

/** Each stack and each manifest by its path below the output. */
function overview(file: string, config: Config): string {
  const stacks = config.connectors.map(
    ({ name, site, hosting }) =>
      `stacks/${name}/cdk.tf.json  (${site}, ${hosting.type === 'cloud' ? 'cloud-hosted' : `self-hosted by ${hosting.delivery}`})`,
  );
  const manifests = readdirSync(outdir, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^manifests.*[.]yaml$/.test(path))
    .map((path) => path.replaceAll('\\', '/'));
  return [`${outdir}, from ${file}:`, ...[...stacks, ...manifests.sort()].map((path) => `  ${path}`)].join(
    '\n',
  );
}

function nextCommands(file: string, { connectors, conductorone }: Config): string {
  if (resolve(file) === exampleFile) {
    return `Next, describe your own connectors:\n  ${commandLine} init`;
  }
  const credentials =
    conductorone.credentials === 'variables'
      ? ['TF_VAR_conductorone_client_id', 'TF_VAR_conductorone_client_secret']
      : ['CONDUCTORONE_CLIENT_ID', 'CONDUCTORONE_CLIENT_SECRET'];
  const keys = connectors.filter(needsApiKey).map((connector) => `TF_VAR_${apiKeyVariable(connector)}`);
  const variables = [...new Set([...credentials, ...keys])];
  return `Next, with ${variables.join(', ')} set:\n  npx cdktf deploy ${connectors.map(({ name }) => name).join(' ')}`;
}

function needsApiKey(connector: Connector): boolean {
  return !isSelfHosted(connector) || connector.hosting.delivery === 'terraform';
}
