import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import type { ConnectorInput, StateConfig } from '../../src/config/schema/config.ts';
import { ConductorOne } from '../conductorone/server.ts';
import { Cluster, contextName } from '../peers/cluster.ts';
import { type Engine, providerMirror, terraform } from '../peers/terraform.ts';
import { temporaryFolder } from '../support/files.ts';
import { root } from '../support/synth.ts';

export interface WorldOptions {
  /** Start a Kubernetes cluster too. @default false */
  readonly cluster?: boolean;
  /** What deploys. @default Terraform */
  readonly engine?: Engine;
}

/** What `doctor` says of one thing. */
export interface Finding {
  readonly subject: string;
  readonly name: string;
  readonly state: string;
  readonly message: string;
  readonly remedy?: string;
  readonly details?: object;
}

/** What a deployment meets: ConductorOne's stand-in, the real providers and, where asked for, a real cluster. */
export class World {
  readonly folder: string;
  readonly conductorOne: ConductorOne;
  /** Where the next commands synthesise to, and all that they keep on this machine. */
  outdir: string;
  /** Where Terraform keeps its state: not in this project, which is that of all worlds. */
  state: StateConfig;
  readonly #engine: Engine;
  readonly #cluster: Cluster | undefined;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(
    folder: string,
    conductorOne: ConductorOne,
    engine: Engine,
    cluster: Cluster | undefined,
    environment: Readonly<Record<string, string>>,
  ) {
    this.folder = folder;
    this.conductorOne = conductorOne;
    this.outdir = join(folder, 'cdktf.out');
    this.state = { backend: 'local', settings: { path: join(folder, 'terraform.{connector}.tfstate') } };
    this.#engine = engine;
    this.#cluster = cluster;
    this.#environment = environment;
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    const folder = await temporaryFolder();
    const conductorOne = await ConductorOne.start(folder);
    const cluster = options.cluster ? await Cluster.start(join(folder, 'cluster')) : undefined;
    return new World(
      folder,
      conductorOne,
      options.engine ?? terraform,
      cluster,
      await providerMirror(folder),
    );
  }

  async stop(): Promise<void> {
    await this.#cluster?.stop();
    await this.conductorOne.stop();
  }

  get cluster(): Cluster {
    if (!this.#cluster) throw new Error('This world was started without a cluster.');
    return this.#cluster;
  }

  /** A connector that Terraform delivers to this world's cluster. @param others beside its hosting */
  connector(hosting: object = {}, others: Partial<ConnectorInput> = {}): ConnectorInput {
    const cluster = { kubeconfig: { path: this.cluster.kubeconfig, context: contextName } };
    return {
      site: 'acme',
      username: 'bot@acme.com',
      app: { create: { displayName: others.name ?? 'Confluence' } },
      ...others,
      hosting: {
        type: 'self-hosted',
        delivery: 'terraform',
        cluster,
        ...hosting,
      } as ConnectorInput['hosting'],
    };
  }

  /** Writes the connector.yaml that the next commands use. The state is where this world says. */
  async describe(...connectors: readonly ConnectorInput[]): Promise<void> {
    const conductorone = { serverUrl: this.conductorOne.url };
    await this.write(stringify({ conductorone, connectors }));
  }

  /** As {@link describe}, for text that says nothing of the state. */
  async write(yaml: string): Promise<void> {
    await writeFile(join(this.folder, 'connector.yaml'), `${yaml}\n${stringify({ state: this.state })}`);
  }

  /** `cdktf synth`; never rejects. */
  synth() {
    return this.#cdktf(['synth'], {});
  }

  /**
   * Synthesises and applies one stack by means of the engine alone, which is faster than `cdktf deploy`; never rejects.
   * @param args of `apply`; those of a plan's mode go here too
   */
  async apply(
    stack: string,
    variables: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ): Promise<{ readonly exitCode?: number | undefined; readonly all: string }> {
    const env = { ...this.#variables(variables), CDKTF_OUTDIR: this.outdir };
    const synthesised = await execa('node', ['src/cli/bin.cjs', 'app'], {
      cwd: root,
      localDir: root,
      preferLocal: true,
      reject: false,
      all: true,
      env,
    });
    if (synthesised.exitCode !== 0) return synthesised;
    const initialised = await this.terraform(stack, ['init', '-input=false'], variables);
    if (initialised.exitCode !== 0) return initialised;
    return this.terraform(stack, ['apply', '-auto-approve', '-input=false', ...args], variables);
  }

  /** `cdktf deploy`; never rejects. */
  deploy(stacks: readonly string[], variables: Readonly<Record<string, string>> = {}) {
    return this.#cdktf(['deploy', ...stacks, '--auto-approve', '--skip-provider-lock'], variables);
  }

  /** `cdktf destroy`; never rejects. */
  destroy(stacks: readonly string[], variables: Readonly<Record<string, string>> = {}) {
    return this.#cdktf(['destroy', ...stacks, '--auto-approve', '--skip-provider-lock'], variables);
  }

  /**
   * What `terraform plan` would change in a deployed stack.
   * @returns the actions by address, without those that change nothing
   */
  async plan(
    stack: string,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<Readonly<Record<string, string>>> {
    const file = join(this.folder, `${stack}.plan`);
    const planned = await this.terraform(stack, ['plan', '-input=false', `-out=${file}`], variables);
    if (planned.exitCode !== 0) throw new Error(planned.all);
    const { stdout } = await this.terraform(stack, ['show', '-json', file], variables);
    const changes = JSON.parse(stdout).resource_changes as readonly {
      readonly address: string;
      readonly change: { readonly actions: readonly string[] };
    }[];
    return Object.fromEntries(
      changes
        .map(({ address, change }) => [address, change.actions.join('+')] as const)
        .filter(([, actions]) => actions !== 'no-op' && actions !== 'read'),
    );
  }

  /** What `doctor` finds, without credentials: nobody but the cluster is asked. */
  async doctor(): Promise<readonly Finding[]> {
    const { stdout } = await execa(process.execPath, [join(root, 'src/cli/bin.cjs'), 'doctor', '--json'], {
      cwd: this.folder,
      reject: false,
    });
    return JSON.parse(stdout).checks;
  }

  /** The engine itself, in a synthesised stack; never rejects. */
  terraform(stack: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
    return execa(this.#engine.command, args, {
      cwd: join(this.outdir, 'stacks', stack),
      env: { ...this.#variables(variables) },
      reject: false,
      all: true,
    });
  }

  #cdktf(args: readonly string[], variables: Readonly<Record<string, string>>) {
    return execa('cdktf', [...args, '--output', this.outdir], {
      cwd: root,
      localDir: root,
      preferLocal: true,
      reject: false,
      all: true,
      env: this.#variables(variables),
    });
  }

  /** What a command needs to meet this world, but for a connector.yaml. */
  get environment(): Readonly<Record<string, string>> {
    return {
      CI: '1',
      DISABLE_VERSION_CHECK: '1',
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
      TERRAFORM_BINARY_NAME: this.#engine.command,
      ...this.#environment,
      ...this.conductorOne.environment,
    };
  }

  #variables(variables: Readonly<Record<string, string>>) {
    const config = join(this.folder, 'connector.yaml');
    return { ...this.environment, CONNECTOR_CONFIG: config, ...variables };
  }
}
