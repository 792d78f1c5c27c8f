import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa, type ResultPromise } from 'execa';
import { Agent, fetch } from 'undici';
import { loopbackCertificate } from '../support/certificate.ts';
import { freePorts } from '../support/free-ports.ts';

/** What an image in a registry is, or the images that a list of several platforms names. */
export interface Manifest {
  readonly digest: string;
  readonly body: {
    readonly config?: { readonly digest: string };
    readonly layers?: readonly { readonly digest: string }[];
    readonly manifests?: readonly {
      readonly platform: { readonly os: string; readonly architecture: string };
    }[];
  };
}

const mediaTypes = [
  'docker.distribution.manifest.v2',
  'docker.distribution.manifest.list.v2',
  'oci.image.manifest.v1',
  'oci.image.index.v1',
];

type Process = ResultPromise<{ reject: false }>;

/** A real registry of container images. */
export class Registry {
  /** Where it is with TLS, as the first part of an image's name. */
  readonly host: string;
  /** Where it is without. */
  readonly plainHost: string;
  /** PEM file of the authority that its certificate is of. */
  readonly caFile: string;
  readonly #processes: readonly Process[];
  readonly #agent: Agent;

  private constructor(
    [host, plainHost]: readonly [string, string],
    processes: readonly Process[],
    caFile: string,
    ca: string,
  ) {
    this.host = host;
    this.plainHost = plainHost;
    this.caFile = caFile;
    this.#processes = processes;
    this.#agent = new Agent({ connect: { ca } });
  }

  /** @param folder for all that it keeps */
  static async start(folder: string): Promise<Registry> {
    await mkdir(folder, { recursive: true });
    const [port, plainPort] = await freePorts(2);
    const hosts = [`127.0.0.1:${port}`, `127.0.0.1:${plainPort}`] as const;
    const certificate = await loopbackCertificate();
    const [key, caFile] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
    await Promise.all([writeFile(key, certificate.key), writeFile(caFile, certificate.cert)]);
    const storage = { filesystem: { rootdirectory: join(folder, 'data') } };
    const listening = [{ addr: hosts[0], tls: { certificate: caFile, key } }, { addr: hosts[1] }];
    const files = listening.map(({ addr }) => join(folder, `${addr}.yml`));
    for (const [index, http] of listening.entries()) {
      // JSON is YAML.
      const settings = JSON.stringify({ version: 0.1, log: { level: 'error' }, storage, http });
      await writeFile(`${files[index]}`, settings);
    }
    const processes = files.map((file) => execa('docker-registry', ['serve', file], { reject: false }));
    const registry = new Registry(hosts, processes, caFile, certificate.cert);
    await registry.#ready();
    return registry;
  }

  /** @param reference a tag or a digest */
  async manifest(repository: string, reference: string): Promise<Manifest> {
    const headers = { accept: mediaTypes.map((type) => `application/vnd.${type}+json`).join(', ') };
    const response = await this.#get(`${repository}/manifests/${reference}`, headers);
    return {
      digest: response.headers.get('docker-content-digest') ?? '',
      body: (await response.json()) as Manifest['body'],
    };
  }

  /** What is stored under a digest, as JSON. */
  async blob(repository: string, digest: string): Promise<unknown> {
    return (await this.#get(`${repository}/blobs/${digest}`)).json();
  }

  async stop(): Promise<void> {
    for (const process of this.#processes) process.kill();
    await Promise.all([...this.#processes, this.#agent.close()]);
  }

  #get(path: string, headers: Readonly<Record<string, string>> = {}) {
    return fetch(`https://${this.host}/v2/${path}`, { headers, dispatcher: this.#agent });
  }

  async #ready(): Promise<void> {
    let end: string | undefined;
    for (const process of this.#processes) {
      process.then(({ stderr }) => {
        end = stderr;
      });
    }
    const urls = [`https://${this.host}/v2/`, `http://${this.plainHost}/v2/`];
    for (;;) {
      const answers = urls.map((url) => fetch(url, { dispatcher: this.#agent }));
      if ((await Promise.allSettled(answers)).every(({ status }) => status === 'fulfilled')) return;
      if (end !== undefined) throw new Error(end);
      await sleep(50);
    }
  }
}
