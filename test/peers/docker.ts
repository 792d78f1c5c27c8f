import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa, type ResultPromise } from 'execa';
import type { Need } from '../support/programs.ts';
import { binary, buildx } from './peers.ts';

/** A daemon keeps account of processes, though it runs none here. */
export const controlGroups: Need = {
  name: 'control groups',
  met: ['devices', 'cgroup.controllers'].some((name) => existsSync(join('/sys/fs/cgroup', name))),
  required: false,
};

/** A real Docker daemon that only builds: without networks, as they would need rights that containers lack. */
export class DockerDaemon {
  /** For `docker` to find it, and buildx. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #process: ResultPromise<{ reject: false }>;

  private constructor(
    environment: Readonly<Record<string, string>>,
    process: ResultPromise<{ reject: false }>,
  ) {
    this.environment = environment;
    this.#process = process;
  }

  /** @param folder for all that it keeps */
  static async start(folder: string): Promise<DockerDaemon> {
    const plugins = join(folder, 'config', 'cli-plugins');
    await mkdir(plugins, { recursive: true });
    await symlink(binary(buildx), join(plugins, 'docker-buildx'));
    const host = `unix://${join(folder, 'docker.sock')}`;
    const flags = ['--storage-driver=vfs', '--iptables=false', '--bridge=none', '--host', host];
    const folders = Object.entries({ 'data-root': 'data', 'exec-root': 'exec', pidfile: 'pid' });
    const daemon = execa(
      'dockerd',
      [...flags, ...folders.map(([flag, name]) => `--${flag}=${join(folder, name)}`)],
      { reject: false },
    );
    const docker = new DockerDaemon({ DOCKER_HOST: host, DOCKER_CONFIG: join(folder, 'config') }, daemon);
    await docker.#ready();
    return docker;
  }

  async stop(): Promise<void> {
    this.#process.kill();
    await this.#process;
  }

  async #ready(): Promise<void> {
    let ended = false;
    this.#process.then(() => {
      ended = true;
    });
    for (;;) {
      if (ended) throw new Error((await this.#process).stderr);
      const { failed } = await execa('docker', ['info'], { reject: false, env: this.environment });
      if (!failed) return;
      await sleep(100);
    }
  }
}
