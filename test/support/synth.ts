import { join } from 'node:path';
import { execa } from 'execa';

/** The checkout that the tests run in. */
export const root = join(import.meta.dirname, '..', '..');

export interface SynthOptions {
  readonly config: string;
  readonly outdir: string;
  /** The command: a name, or the path of CDK Terrain's. @default cdktf */
  readonly cli?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
}

/** Runs `cdktf synth` on this project; never rejects. `all` is what it printed. */
export async function cdktfSynth(options: SynthOptions) {
  const { config, outdir, cli = 'cdktf' } = options;
  return execa(cli, ['synth', ...(options.arguments ?? []), '--output', outdir], {
    cwd: root,
    localDir: root,
    preferLocal: true,
    reject: false,
    all: true,
    env: {
      CI: '1',
      CHECKPOINT_DISABLE: '1',
      DISABLE_VERSION_CHECK: '1',
      TF_CLI_CONFIG_FILE: '/dev/null',
      CONNECTOR_CONFIG: config,
      ...options.environment,
    },
  });
}
