import { TerraformBackend, type TerraformRemoteState } from 'cdktf';
import type { Construct } from 'constructs';
import type { State } from '../src/config/schema.ts';
import { connectorPlaceholder } from '../src/config/state-backends.ts';

/** Beside cdktf.json, as CDKTF does by default, but relative: the output is the same on every machine. */
const besideProject: State = {
  backend: 'local',
  settings: { path: `../../../terraform.${connectorPlaceholder}.tfstate` },
};

/** Where Terraform keeps the state of a connector's stack. */
export class StateBackend extends TerraformBackend {
  readonly #settings: Readonly<Record<string, unknown>>;

  constructor(scope: Construct, connector: string, state: State = besideProject) {
    super(scope, 'backend', state.backend);
    this.#settings = JSON.parse(JSON.stringify(state.settings).replaceAll(connectorPlaceholder, connector));
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.#settings };
  }

  override getRemoteStateDataSource(): TerraformRemoteState {
    throw new Error('No stack reads the state of another.');
  }
}
