import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa, type ResultPromise } from 'execa';
import { generate } from 'selfsigned';
import { stringify } from 'yaml';
import { freePorts } from '../support/free-ports.ts';
import {
  binary,
  etcd,
  kubeApiserver,
  kubeControllerManager,
  kubeScheduler,
  kwok,
  type Peer,
} from './peers.ts';

/** Name of the only context in a cluster's kubeconfig. */
export const contextName = 'test-cluster';

/** What kwok's kubelet gives out in place of containers, the same for all pods: log files and a loopback port. */
interface Pods {
  readonly log: string;
  readonly previousLog: string;
  readonly port: number;
}

/**
 * A real control plane on free loopback ports: etcd, kube-apiserver with TLS, kube-controller-manager and
 * kube-scheduler. kwok plays one node, so that Deployments really roll out, without any container.
 */
export class Cluster {
  readonly kubeconfig: string;
  readonly #pods: Pods;
  /** How each program is started, and what runs of it, in the order of their start. */
  readonly #programs: ReadonlyMap<Peer, Program>;

  private constructor(kubeconfig: string, pods: Pods, programs: ReadonlyMap<Peer, Program>) {
    this.kubeconfig = kubeconfig;
    this.#pods = pods;
    this.#programs = programs;
  }

  /** Starts a cluster. @param folder for its data, keys and logs; nothing is left outside of it */
  static async start(folder: string): Promise<Cluster> {
    await mkdir(folder, { recursive: true });
    const [etcdPort, etcdPeerPort, apiPort, kubeletPort, podPort = 0] = await freePorts(5);
    const programs = new Map<Peer, Program>();
    const run = (peer: Peer, args: Readonly<Record<string, string>>) => {
      const flags = Object.entries(args).map(([flag, value]) => `--${flag}=${value}`);
      const start = () =>
        execa(binary(peer), flags, {
          cwd: folder,
          reject: false,
          cleanup: true,
          forceKillAfterDelay: 5000,
          stdin: 'ignore',
          stdout: { file: join(folder, `${peer.name}.log`) },
          stderr: { file: join(folder, `${peer.name}.err`) },
          buffer: false,
        });
      programs.set(peer, { start, process: start() });
    };

    const etcdUrl = `http://127.0.0.1:${etcdPort}`;
    const etcdPeerUrl = `http://127.0.0.1:${etcdPeerPort}`;
    run(etcd, {
      'data-dir': join(folder, 'etcd'),
      'listen-client-urls': etcdUrl,
      'advertise-client-urls': etcdUrl,
      'listen-peer-urls': etcdPeerUrl,
      'initial-advertise-peer-urls': etcdPeerUrl,
      'initial-cluster': `default=${etcdPeerUrl}`,
      'unsafe-no-fsync': 'true',
      'log-level': 'warn',
    });

    const keys = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    const signingKey = join(folder, 'service-account.key');
    const verifyingKey = join(folder, 'service-account.pub');
    const tokens = join(folder, 'tokens.csv');
    await writeFile(signingKey, keys.privateKey);
    await writeFile(verifyingKey, keys.publicKey);
    await writeFile(tokens, 'test-admin-token,admin,admin,"system:masters"\n');
    const certificates = join(folder, 'certificates');
    run(kubeApiserver, {
      'etcd-servers': etcdUrl,
      'bind-address': '127.0.0.1',
      'secure-port': String(apiPort),
      'cert-dir': certificates,
      'token-auth-file': tokens,
      'authorization-mode': 'Node,RBAC',
      'service-cluster-ip-range': '10.0.0.0/24',
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-account-key-file': verifyingKey,
      'service-account-signing-key-file': signingKey,
    });

    const kubeconfig = join(folder, 'kubeconfig');
    const certificate = join(certificates, 'apiserver.crt');
    await until('the API server’s certificate', async () => existsSync(certificate));
    await writeFile(kubeconfig, kubeconfigOf(`https://127.0.0.1:${apiPort}`, await readFile(certificate)));
    const log = join(folder, 'pod.log');
    const pods = { log, previousLog: `${log}.previous`, port: podPort };
    const cluster = new Cluster(kubeconfig, pods, programs);
    await cluster.#ready();

    const common = { kubeconfig, 'leader-elect': 'false', 'secure-port': '0' };
    run(kubeControllerManager, { ...common, 'service-account-private-key-file': signingKey });
    run(kubeScheduler, common);
    run(kwok, {
      kubeconfig,
      'manage-all-nodes': 'true',
      // Renewed, or the controller manager would take the node for lost after a minute.
      'node-lease-duration-seconds': '40',
      'node-ip': '127.0.0.1',
      'node-port': String(kubeletPort),
      'server-address': `127.0.0.1:${kubeletPort}`,
      ...(await kubeletCertificate(folder)),
      config: `${join(import.meta.dirname, 'kwok-stages.yaml')},${await kubeletConfig(folder, pods)}`,
    });
    await cluster.apply(node);
    await until(
      'the node',
      async () =>
        (await cluster.kubectl('wait', '--for=condition=Ready', 'node/node', '--timeout=1s')).exitCode === 0,
    );
    return cluster;
  }

  /** Runs kubectl against the cluster; never rejects. */
  kubectl(...args: readonly string[]) {
    return execa('kubectl', ['--kubeconfig', this.kubeconfig, ...args], { reject: false });
  }

  /** Reads one object, or a list of them. */
  async get(...args: readonly string[]) {
    const { stdout, stderr, exitCode } = await this.kubectl('get', ...args, '--output=json');
    if (exitCode !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  }

  /** Applies one object, on the server's side. */
  async apply(object: object): Promise<void> {
    const { exitCode, stderr } = await execa(
      'kubectl',
      ['--kubeconfig', this.kubeconfig, 'apply', '--server-side', '--filename', '-'],
      { input: JSON.stringify(object), reject: false },
    );
    if (exitCode !== 0) throw new Error(stderr);
  }

  /** Lets the API server know a kind. @param file its CustomResourceDefinition */
  async define(file: string): Promise<void> {
    const applied = await this.kubectl('apply', '--server-side', '--filename', file);
    if (applied.exitCode !== 0) throw new Error(applied.stderr);
    await this.kubectl('wait', '--for=condition=Established', '--timeout=30s', '--filename', file);
  }

  /** Sets what every pod's container has logged, or had before its last restart. */
  async log(lines: readonly string[], options: { readonly previous?: boolean } = {}): Promise<void> {
    // In the container runtimes' format.
    const text = lines.map((line) => `2026-01-02T03:04:05.000000000Z stdout F ${line}\n`).join('');
    await writeFile(options.previous ? this.#pods.previousLog : this.#pods.log, text);
  }

  /** The loopback port that a connection forwarded to any port of any pod ends at. */
  get podPort(): number {
    return this.#pods.port;
  }

  /** Takes a program away as a power failure would. */
  async kill(peer: Peer): Promise<void> {
    const process = this.#programs.get(peer)?.process;
    process?.kill('SIGKILL');
    await process;
  }

  /** Starts a killed program again, and waits for the API server. */
  async restart(peer: Peer): Promise<void> {
    const program = this.#programs.get(peer);
    if (program) program.process = program.start();
    await this.#ready();
  }

  async stop(): Promise<void> {
    for (const { process } of [...this.#programs.values()].toReversed()) {
      process.kill();
      await process;
    }
  }

  #ready(): Promise<void> {
    return until(
      'the API server',
      async () => (await this.kubectl('get', '--raw', '/readyz')).exitCode === 0,
    );
  }
}

interface Program {
  readonly start: () => ResultPromise;
  process: ResultPromise;
}

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'node',
    annotations: { 'kwok.x-k8s.io/node': 'fake' },
    labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': 'node' },
  },
};

function kubeconfigOf(server: string, certificate: Buffer): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contextName,
    contexts: [{ name: contextName, context: { cluster: contextName, user: 'admin' } }],
    clusters: [
      {
        name: contextName,
        cluster: { server, 'certificate-authority-data': certificate.toString('base64') },
      },
    ],
    users: [{ name: 'admin', user: { token: 'test-admin-token' } }],
  });
}

/** kwok's settings for what the API server asks of a kubelet: logs and forwarded ports. */
async function kubeletConfig(folder: string, { log, previousLog, port }: Pods): Promise<string> {
  for (const file of [log, previousLog]) await writeFile(file, '');
  const of = (kind: string, spec: object) =>
    stringify({ apiVersion: 'kwok.x-k8s.io/v1alpha1', kind, metadata: { name: 'pods' }, spec });
  const file = join(folder, 'kwok-kubelet.yaml');
  const target = { address: '127.0.0.1', port };
  const logs = [{ logsFile: log, previousLogsFile: previousLog, follow: false }];
  await writeFile(
    file,
    `${of('ClusterLogs', { logs })}---\n${of('ClusterPortForward', { forwards: [{ target }] })}`,
  );
  return file;
}

/** A certificate of its own for kwok's kubelet, as flags: the API server reaches one by TLS only. */
async function kubeletCertificate(folder: string) {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'node' }], { keySize: 2048 });
  const files = { 'tls-private-key-file': 'kubelet.key', 'tls-cert-file': 'kubelet.crt' };
  await writeFile(join(folder, files['tls-private-key-file']), key);
  await writeFile(join(folder, files['tls-cert-file']), cert);
  return files;
}

async function until(what: string, reached: () => Promise<boolean>, seconds = 60): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await reached())) {
    if (Date.now() > end) throw new Error(`${what} was not ready after ${seconds} s.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
