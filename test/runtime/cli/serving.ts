import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa, type ResultPromise } from 'execa';
import { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import { Simulator, type SimulatorOptions } from '../../simulator/simulator.ts';
import { freePort } from '../../support/free-ports.ts';
import { command } from './run.ts';

type Service = ResultPromise<{ reject: false; extendEnv: false }>;

/** What a process takes of its machine. */
export interface Size {
  /** Resident, in bytes. */
  readonly memory: number;
  readonly descriptors: number;
}

/** The command in service mode, as a process between a made-up ConductorOne and a made-up Confluence. */
export class Serving {
  readonly api: ConnectorApi;
  readonly simulator: Simulator;
  /** The process's working folder and its folder for temporary files. */
  readonly scratch: string;
  readonly #healthPort: number;
  #service: Service | undefined;

  private constructor(api: ConnectorApi, simulator: Simulator, scratch: string, healthPort: number) {
    this.api = api;
    this.simulator = simulator;
    this.scratch = scratch;
    this.#healthPort = healthPort;
  }

  /** Everything but the process itself. @param folder an empty one */
  static async prepare(folder: string, options: SimulatorOptions): Promise<Serving> {
    const scratch = join(folder, 'scratch');
    await mkdir(scratch);
    const api = await ConnectorApi.start({ folder });
    api.tasks.nextPollMs = 20;
    return new Serving(api, await Simulator.start(options), scratch, await freePort());
  }

  /** What is in the process's folder, but for the numbers by which it compares its next syncs. */
  async left(): Promise<readonly string[]> {
    const names = await readdir(this.scratch);
    return names.filter((name) => !name.startsWith('confluence-sync.last.')).sort();
  }

  /** Starts the process. */
  launch(settings: Readonly<Record<string, string>> = {}): Service {
    this.#service = execa(process.execPath, [...command], {
      cwd: this.scratch,
      reject: false,
      extendEnv: false,
      // Longer than running tasks may take to end.
      forceKillAfterDelay: 60_000,
      env: {
        ...this.simulator.environment,
        ...this.api.environment,
        BATON_HOST_ID: 'host',
        BATON_HEALTH_CHECK: 'true',
        BATON_HEALTH_CHECK_PORT: String(this.#healthPort),
        TMPDIR: this.scratch,
        ...settings,
      },
    });
    return this.#service;
  }

  /** Where the process tells how it is, as the environment of its `health-check`. */
  get healthEnvironment() {
    return { BATON_HEALTH_CHECK_PORT: String(this.#healthPort) };
  }

  /** Asks the process how it is. @param path e.g. `/health` */
  ask(path: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.#healthPort}${path}`);
  }

  /** What the process has measured, by name and labels as Prometheus writes them, e.g. `tasks_total{type="hello"}`. */
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

  /** Ends everything. */
  async end(): Promise<void> {
    this.#service?.kill('SIGKILL');
    await this.#service;
    await Promise.all([this.api.stop(), this.simulator.stop()]);
  }
}
