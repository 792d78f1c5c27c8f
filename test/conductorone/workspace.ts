import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { conductoroneProvider } from '../peers/peers.ts';
import { providerMirror, terraform } from '../peers/terraform.ts';
import { temporaryFolder } from '../support/files.ts';
import { ConductorOne } from './server.ts';

/** Terraform's configuration in JSON, but for the provider. */
export interface Configuration {
  readonly resource?: object;
  readonly data?: object;
  readonly output?: object;
}

/** What Terraform has to say. */
interface Diagnostic {
  readonly severity: string;
  readonly address?: string;
  readonly summary: string;
  readonly detail: string;
}

/** A line of what `terraform -json` prints. */
interface Line {
  readonly type: string;
  readonly change?: { readonly resource: { readonly addr: string }; readonly action: string };
  readonly diagnostic?: Diagnostic;
}

/** What a plan or its application came to. */
export interface Run {
  /** The planned actions by address, without those that change nothing. */
  readonly changes: Readonly<Record<string, string>>;
  readonly errors: readonly Diagnostic[];
}

/** A folder with a Terraform configuration, the real provider and ConductorOne's stand-in. */
export class Workspace {
  readonly conductorOne: ConductorOne;
  readonly #folder: string;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(
    folder: string,
    conductorOne: ConductorOne,
    environment: Readonly<Record<string, string>>,
  ) {
    this.#folder = folder;
    this.conductorOne = conductorOne;
    this.#environment = environment;
  }

  static async start(): Promise<Workspace> {
    const folder = await temporaryFolder();
    const conductorOne = await ConductorOne.start(folder);
    const environment = { ...(await providerMirror(folder)), ...conductorOne.environment };
    const workspace = new Workspace(folder, conductorOne, environment);
    await workspace.configure({});
    const { exitCode, all } = await workspace.terraform('init', '-input=false');
    if (exitCode !== 0) throw new Error(all);
    return workspace;
  }

  stop(): Promise<void> {
    return this.conductorOne.stop();
  }

  /** Writes the configuration that the next commands use. */
  async configure(configuration: Configuration): Promise<void> {
    const conductorone = { source: 'conductorone/conductorone', version: conductoroneProvider.version };
    const main = {
      terraform: { required_providers: { conductorone } },
      provider: { conductorone: { server_url: this.conductorOne.url } },
      ...configuration,
    };
    await writeFile(join(this.#folder, 'main.tf.json'), JSON.stringify(main));
  }

  /** Terraform itself; never rejects. */
  terraform(...args: readonly string[]) {
    return execa(terraform.command, args, {
      cwd: this.#folder,
      env: this.#environment,
      reject: false,
      all: true,
    });
  }

  /** Applies a configuration, or once more the last one. */
  async apply(configuration?: Configuration): Promise<Run> {
    if (configuration) await this.configure(configuration);
    return this.#json('apply', '-auto-approve');
  }

  /** Destroys everything. */
  destroy(): Promise<Run> {
    return this.#json('apply', '-destroy', '-auto-approve');
  }

  /** Refreshes and plans. */
  plan(): Promise<Run> {
    return this.#json('plan');
  }

  /** What stands in the state, by address. */
  async state(): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> {
    const { stdout } = await this.terraform('show', '-json');
    const resources = JSON.parse(stdout).values?.root_module.resources ?? [];
    return Object.fromEntries(
      resources.map(({ address, values }: { address: string; values: object }) => [address, values]),
    );
  }

  async #json(...args: readonly string[]): Promise<Run> {
    const { stdout } = await this.terraform(...args, '-json', '-input=false');
    const lines: readonly Line[] = stdout.split('\n').map((line) => JSON.parse(line));
    const planned = lines.filter(({ type }) => type === 'planned_change');
    return {
      changes: Object.fromEntries(
        planned.flatMap(({ change }) => (change ? [[change.resource.addr, change.action]] : [])),
      ),
      errors: lines.flatMap(({ diagnostic }) => (diagnostic?.severity === 'error' ? [diagnostic] : [])),
    };
  }
}
