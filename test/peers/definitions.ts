import { join } from 'node:path';
import { ExecaError, execa } from 'execa';
import type { Need } from '../support/programs.ts';
import { missing } from './peers.ts';

/** A kind that something installed in a cluster brings. */
interface Kind {
  /** Whose it is, and of which version. */
  readonly name: string;
  /** The Go module of that version, which holds the definition. */
  readonly module: string;
  /** Where in it. */
  readonly path: string;
}

/** What tests have of a kind. */
export interface Definition {
  readonly need: Need;
  /** The file that defines it; none where the need is not met. */
  readonly file: string;
}

export const externalSecret: Kind = {
  name: 'external-secrets 1.3.2',
  module: 'github.com/external-secrets/external-secrets@v1.3.2',
  path: 'config/crds/bases/external-secrets.io_externalsecrets.yaml',
};

export const argoApplication: Kind = {
  name: 'argo-cd 3.2.0',
  module: 'github.com/argoproj/argo-cd/v3@v3.2.0',
  path: 'manifests/crds/application-crd.yaml',
};

export const fluxKustomization: Kind = {
  name: 'kustomize-controller 1.7.3',
  module: 'github.com/fluxcd/kustomize-controller@v1.7.3',
  path: 'config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml',
};

/** Fetches the Go module that holds a kind's definition. */
export async function definition({ name, module, path }: Kind): Promise<Definition> {
  try {
    const { stdout } = await execa('go', ['mod', 'download', '-json', module], { cwd: import.meta.dirname });
    return { need: { name, met: true }, file: join(JSON.parse(stdout).Dir, path) };
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    return { need: { name, met: false, required: missing(error).mendable }, file: '' };
  }
}
