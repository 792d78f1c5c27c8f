import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { App, TerraformBackend, type TerraformRemoteState } from 'cdktf';
import type { Construct } from 'constructs';
import type { StateConfig } from '../src/config/schema/config.ts';
import { connectorPlaceholder, stateBlock } from '../src/config/schema/state-backends.ts';

/** Where Terraform keeps the state of a connector's stack. */
export class ConfiguredBackend extends TerraformBackend {
  readonly #block: Readonly<Record<string, unknown>>;

  /** @param project the folder in which the state is kept, unless `state` says where, and where its paths begin */
  constructor(
    scope: Construct,
    connector: string,
    { state: chosen, project }: { readonly state?: StateConfig; readonly project: string },
  ) {
    const state = chosen ?? {
      backend: 'local',
      settings: { path: `terraform.${connectorPlaceholder}.tfstate` },
    };
    super(scope, 'backend', state.backend);
    const stack = resolve(App.of(scope).outdir, 'stacks', connector);
    this.#block = stateBlock(
      connector,
      state.backend === 'local' ? fromProject(state, { project, stack }) : state,
    );
  }

  override toTerraform(): object {
    return { terraform: this.#block };
  }

  override getRemoteStateDataSource(): TerraformRemoteState {
    throw new Error('No stack reads the state of another.');
  }
}

/**
 * Files on this machine, from the project's folder wherever the output goes: Terraform would look from the stack's
 * folder, in an output that may be removed at any time. They stay relative, so that the output is the same on every
 * machine. Terraform knows the stack's folder as the system does, without links.
 */
function fromProject(
  { backend, settings }: StateConfig,
  { project, stack }: { readonly project: string; readonly stack: string },
): StateConfig {
  const toProject = relative(realPath(stack), realPath(resolve(project)));
  const moved = (path: unknown) =>
    typeof path === 'string' && !isAbsolute(path) ? join(toProject, path).replaceAll('\\', '/') : path;
  return {
    backend,
    settings: Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, moved(value)])),
  } as StateConfig;
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
