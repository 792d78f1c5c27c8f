import { EventEmitter } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { main } from '../../../src/runtime/main.ts';
import { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import { Simulator, type SimulatorOptions } from '../../simulator/simulator.ts';
import { freePort } from '../../support/free-ports.ts';
import { type Ended, runHere } from '../../support/in-process.ts';
import { command } from './run.ts';

/** Starts the command as a process of its own. */
function started(folder: string, environment: Readonly<Record<string, string>>) {
  return execa(process.execPath, [...command], {
    cwd: folder,
    reject: false,
    extendEnv: false,
    // Longer than running tasks may take to end.
    forceKillAfterDelay: 60_000,
    env: environment,
  });
}

/** As inferred: comparing it with the same type written by hand takes the compiler seconds. */
type Service = ReturnType<typeof started>;

/** What a service finds around it. */
interface Prepared {
  readonly api: ConnectorApi;
  readonly simulator: Simulator;
  readonly scratch: string;
  readonly healthPort: number;
}

/** A made-up ConductorOne and a made-up Confluence. @param folder an empty one */
async function prepared(folder: string, options: SimulatorOptions): Promise<Prepared> {
  const scratch = join(folder, 'scratch');
  await mkdir(scratch);
  const api = await ConnectorApi.start({ folder });
  api.tasks.nextPollMs = 20;
  return { api, simulator: await Simulator.start(options), scratch, healthPort: await freePort() };
}

/** What a process takes of its machine. */
export interface Size {
  /** Resident, in bytes. */
  readonly memory: number;
  readonly descriptors: number;
}

/** The command in service mode, between a made-up ConductorOne and a made-up Confluence. */
abstract class Serving {
  readonly api: ConnectorApi;
  readonly simulator: Simulator;
  /** The service's working folder and its folder for temporary files. */
  readonly scratch: string;
  readonly #healthPort: number;

  constructor({ api, simulator, scratch, healthPort }: Prepared) {
    this.api = api;
    this.simulator = simulator;
    this.scratch = scratch;
    this.#healthPort = healthPort;
  }

  /** Starts the service. */
  abstract launch(settings?: Readonly<Record<string, string>>): PromiseLike<unknown>;

  /** Ends the service if it runs, however. */
  protected abstract kill(): Promise<unknown>;

  /** All that the service has in its environment. */
  protected environment(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return {
      ...this.simulator.environment,
      ...this.api.environment,
      BATON_HOST_ID: 'host',
      BATON_HEALTH_CHECK: 'true',
      BATON_HEALTH_CHECK_PORT: String(this.#healthPort),
      TMPDIR: this.scratch,
      ...settings,
    };
  }

  /** What is in the service's folder, but for the numbers by which it compares its next syncs. */
  async left(): Promise<readonly string[]> {
    const names = await readdir(this.scratch);
    return names.filter((name) => !name.startsWith('confluence-sync.last.')).sort();
  }

  /** Where the service tells how it is, as the environment of its `health-check`. */
  get healthEnvironment() {
    return { BATON_HEALTH_CHECK_PORT: String(this.#healthPort) };
  }

  /** Asks the service how it is. @param path e.g. `/health` */
  ask(path: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.#healthPort}${path}`);
  }

  /** What the service has measured, by name and labels as Prometheus writes them, e.g. `tasks_total{type="hello"}`. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const text = await (await this.ask('/metrics')).text();
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      samples.map((line) => {
        const end = line.lastIndexOf(' ');
        return [line.slice(0, end), Number(line.slice(end + 1))];
      }),
    );
  }

  /** Ends everything. */
  async end(): Promise<void> {
    await this.kill();
    await Promise.all([this.api.stop(), this.simulator.stop()]);
  }
}

/** The service in this process: quicker, for what is not about processes. */
export class ServingHere extends Serving {
  readonly #events = new EventEmitter();
  #service: Promise<Ended> | undefined;

  /** Everything but the service itself. @param folder an empty one */
  static async prepare(folder: string, options: SimulatorOptions): Promise<ServingHere> {
    return new ServingHere(await prepared(folder, options));
  }

  override launch(settings: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const surroundings = {
      directory: this.scratch,
      environment: this.environment(settings),
      events: this.#events,
    };
    this.#service = runHere(main, [], surroundings).finally(() => {
      this.#service = undefined;
    });
    return this.#service;
  }

  /** Ends the service as Kubernetes does. Resolves once it has ended. */
  stopped(): Promise<Ended> {
    if (!this.#service) throw new Error('The service does not run.');
    this.#events.emit('SIGTERM', 'SIGTERM');
    return this.#service;
  }

  protected override async kill(): Promise<void> {
    if (this.#service) await this.stopped();
  }
}

/** The service as a process of its own. */
export class ServingProcess extends Serving {
  #service: Service | undefined;

  /** Everything but the process itself. @param folder an empty one */
  static async prepare(folder: string, options: SimulatorOptions): Promise<ServingProcess> {
    return new ServingProcess(await prepared(folder, options));
  }

  override launch(settings: Readonly<Record<string, string>> = {}): Service {
    this.#service = started(this.scratch, this.environment(settings));
    return this.#service;
  }

  /** How large the process is by now. */
  async size(): Promise<Size> {
    const metrics = await this.metrics();
    return {
      memory: metrics.get('process_resident_memory_bytes') ?? Number.NaN,
      descriptors: metrics.get('process_open_fds') ?? Number.NaN,
    };
  }

  /** Ends the process as Kubernetes does. Resolves once it has ended. */
  async stopped(signal: NodeJS.Signals = 'SIGTERM') {
    if (!this.#service) throw new Error('The service was not launched.');
    this.#service.kill(signal);
    return this.#service;
  }

  protected override async kill(): Promise<void> {
    this.#service?.kill('SIGKILL');
    await this.#service;
  }
}
