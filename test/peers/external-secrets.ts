import { join } from 'node:path';
import { ExecaError, execa } from 'execa';
import type { Need } from '../support/programs.ts';
import { missing } from './peers.ts';

const version = '1.3.2';

/** What tests have of the External Secrets Operator. */
export interface ExternalSecrets {
  readonly need: Need;
  /** The file that defines the kind ExternalSecret; none where the need is not met. */
  readonly definition: string;
}

/** Fetches the operator's Go module, which holds the definitions of its kinds. */
export async function externalSecrets(): Promise<ExternalSecrets> {
  const name = `external-secrets ${version}`;
  const module = `github.com/external-secrets/external-secrets@v${version}`;
  try {
    const { stdout } = await execa('go', ['mod', 'download', '-json', module], { cwd: import.meta.dirname });
    const folder = join(JSON.parse(stdout).Dir, 'config', 'crds', 'bases');
    const definition = join(folder, 'external-secrets.io_externalsecrets.yaml');
    return { need: { name, met: true }, definition };
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    return { need: { name, met: false, required: missing(error).mendable }, definition: '' };
  }
}
