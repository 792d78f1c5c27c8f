import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { App, TerraformBackend, type TerraformRemoteState } from 'cdktf';
import type { Construct } from 'constructs';
import type { State } from '../src/config/schema.ts';
import { connectorPlaceholder, stateBlock } from '../src/config/state-backends.ts';

/** The folder of cdktf.json. */
const project = join(import.meta.dirname, '..');

/** Where Terraform keeps the state of a connector's stack. */
export class StateBackend extends TerraformBackend {
  readonly #block: Readonly<Record<string, unknown>>;

  constructor(scope: Construct, connector: string, chosen?: State) {
    const state = chosen ?? besideProject(resolve(App.of(scope).outdir, 'stacks', connector));
    super(scope, 'backend', state.backend);
    this.#block = stateBlock(connector, state);
  }

  override toTerraform(): object {
    return { terraform: this.#block };
  }

  override getRemoteStateDataSource(): TerraformRemoteState {
    throw new Error('No stack reads the state of another.');
  }
}

/**
 * Beside cdktf.json wherever the output goes, as CDKTF does by default; but relative, so that the output is the
 * same on every machine. Terraform takes it from the stack's folder as the system knows that, without links.
 */
function besideProject(stack: string): State {
  const path = join(
    relative(realPath(stack), realPath(project)),
    `terraform.${connectorPlaceholder}.tfstate`,
  );
  return { backend: 'local', settings: { path: path.replaceAll('\\', '/') } };
}

/** A path without links, as far as it is there. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return join(realPath(dirname(path)), basename(path));
  }
}
